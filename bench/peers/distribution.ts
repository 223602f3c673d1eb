// distribution, the registry that most others are built on: Debian's 2.8.2, and version 3 built from its Go module.
import { join } from 'node:path'
import { freePort } from '../../test/clients/registry.ts'
import { requireProgram } from '../../test/support/programs.ts'
import { run, startDaemon } from '../support/processes.ts'
import { answers, type Peer, type RunningPeer, type StartOptions } from './peer.ts'

/** Where a distribution keeps its content below the peer's folder. */
export const distributionRoot = 'storage'

const note = 'no authentication; syncs files, not folders'

export const distribution2 = distribution('distribution 2.8.2', 'docker-registry')
export const distribution3 = distribution('distribution 3', 'registry')

function distribution(name: string, program: string): Peer {
  return {
    name,
    note,
    async available() {
      const found = requireProgram(program)
      if ('missing' in found) return { absent: found.missing }
      const words = (await run([found.path, '--version'])).trim().split(/\s+/)
      return { version: words.at(-1) ?? '' }
    },
    async start(options) {
      const found = requireProgram(program)
      if ('missing' in found) throw new Error(found.missing)
      return start(found.path, options)
    },
  }
}

async function start(program: string, options: StartOptions): Promise<RunningPeer> {
  const { folder, tls } = options
  const address = `127.0.0.1:${await freePort()}`
  const url = `${tls ? 'https' : 'http'}://${address}`
  const file = join(folder, 'config.yml')
  await Bun.write(file, JSON.stringify(configuration(address, options)))
  const daemon = await startDaemon([program, 'serve', file], {
    log: join(folder, 'server.log'),
    env: { OTEL_TRACES_EXPORTER: 'none' },
    ready: () => answers(url),
  })
  return { url, ...daemon }
}

/** JSON is YAML. The descriptor cache is in Debian's own configuration, so it stays on. */
function configuration(address: string, { folder, tls, accessLog }: StartOptions): object {
  return {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: !accessLog } },
    storage: {
      filesystem: { rootdirectory: join(folder, distributionRoot) },
      cache: { blobdescriptor: 'inmemory' },
      delete: { enabled: true },
    },
    http: {
      addr: address,
      secret: 'benchmark',
      ...(tls && { tls: { certificate: tls.certificate, key: tls.key } }),
    },
  }
}
