// A program of its own for hostile tests: small limits, one image, and a look at whether it is as it was.
import { expect } from 'bun:test'
import { openDescriptors, residentBytes } from '../support/process-figures.ts'
import { programPassword, type RunningProgram, startProgram, temporaryFolder } from '../support/program.ts'
import { basic, blobOf, imageManifest, RegistryClient, randomBlob } from '../support/registry-client.ts'

/** Bytes: what caches and the collector's slack may come to, and nothing that grows with what was asked. */
const mostGrown = 150_000_000
/** Milliseconds for a pull, on a machine that does other things. */
const mostPull = 500

export const credentials = basic('admin', programPassword)
/** In `library/app`, as the only layer of the tag `v1`. */
export const layer = randomBlob(10_000)

export class HostileProgram {
  private constructor(
    readonly server: RunningProgram,
    readonly client: RegistryClient,
    private readonly folder: { remove(): void },
    private readonly before: { readonly descriptors: number; readonly resident: number },
  ) {}

  static async start(): Promise<HostileProgram> {
    const folder = temporaryFolder()
    const limits = { 'limits.requestTimeout': '3s', 'limits.idleTimeout': '3s' }
    const settings = { 'data.dir': folder.path, 'log.level': 'error', ...limits }
    const server = await startProgram({ settings })
    const client = new RegistryClient(server.url, credentials)
    const config = blobOf(new TextEncoder().encode('{}'))
    await client.pushBlob('library/app', config)
    await client.pushBlob('library/app', layer)
    await client.pushManifest('library/app', 'v1', imageManifest(config, [layer]))
    for (let turn = 0; turn < 100; turn++) await pull(client)
    const before = { descriptors: openDescriptors(server.pid), resident: residentBytes(server.pid) }
    return new HostileProgram(server, client, folder, before)
  }

  get host(): string {
    return new URL(this.server.url).host
  }

  /** It answers at once, has no fault in its log, and takes no more than before. */
  async requireCalm(): Promise<void> {
    const { server, client, before } = this
    const startedAt = performance.now()
    expect(await pull(client)).toBe(200)
    expect(performance.now() - startedAt).toBeLessThan(mostPull)
    expect(server.log()).toEqual([])
    expect(openDescriptors(server.pid)).toBeLessThan(before.descriptors + 20)
    expect(residentBytes(server.pid)).toBeLessThan(before.resident + mostGrown)
  }

  async stop(): Promise<void> {
    this.server.signal('SIGTERM')
    await this.server.exited
    this.folder.remove()
  }
}

async function pull(client: RegistryClient): Promise<number> {
  const answer = await client.send('GET', '/v2/library/app/manifests/v1')
  await answer.arrayBuffer()
  return answer.status
}
