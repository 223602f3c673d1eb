// The peers of one benchmark, running side by side, each with a folder of its own; everything goes when it ends.
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CertificateFiles, writeServerCertificate } from '../../test/support/certificates.ts'
import type { Peer, RunningPeer } from '../peers/peer.ts'

export interface Runner extends RunningPeer {
  readonly name: string
  readonly folder: string
}

export interface FieldOptions {
  readonly tls?: boolean
  readonly accessLog?: boolean
}

export class Field {
  private runners: Runner[] = []
  private certificate: CertificateFiles | undefined

  private constructor(
    readonly folder: string,
    readonly peers: readonly Peer[],
  ) {}

  /** Runs `work` with those of the peers that are there. */
  static async with<T>(peers: readonly Peer[], work: (field: Field) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(process.env.BENCH_DIR ?? tmpdir(), 'entrepot-bench-'))
    process.on('exit', () => rmSync(folder, { recursive: true, force: true })) // also when it is interrupted
    const present: Peer[] = []
    for (const peer of peers) if ('version' in (await peer.available())) present.push(peer)
    const field = new Field(folder, present)
    try {
      return await work(field)
    } finally {
      await field.stop()
      await rm(folder, { recursive: true, force: true })
    }
  }

  /** Starts all of them, or again in another way; their content stays. */
  async start({ tls = false, accessLog = false }: FieldOptions = {}): Promise<readonly Runner[]> {
    await this.stop()
    if (tls) this.certificate ??= await writeServerCertificate(this.folder)
    for (const peer of this.peers) {
      const folder = await this.folderOf(peer)
      const options = { folder, accessLog, ...(tls && { tls: this.certificate }) }
      this.runners.push({ name: peer.name, folder, ...(await peer.start(options)) })
    }
    return this.runners
  }

  async stop(): Promise<void> {
    const runners = this.runners
    this.runners = []
    await Promise.all(runners.map((runner) => runner.stop()))
  }

  async folderOf(peer: Peer): Promise<string> {
    const folder = join(this.folder, peer.name.replaceAll(' ', '-'))
    await mkdir(folder, { recursive: true })
    return folder
  }
}

/** The Authorization header as a part of a request's headers; nothing for a peer without authentication. */
export async function credentials(
  runner: RunningPeer,
  repository: string,
  user = 0,
): Promise<Record<string, string>> {
  return runner.authorization ? { authorization: await runner.authorization(repository, user) } : {}
}
