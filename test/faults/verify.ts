// Asks a server for everything that was promised, and names what is lost, half there or wrong.
import { createHash } from 'node:crypto'
import { ociManifest, type RegistryClient } from '../support/registry-client.ts'
import type { Ledger, Promised } from './ledger.ts'

/** Milliseconds: above the time after which a dead node's claim to an upload runs out. */
const claimLimit = 45_000

export interface VerifyOptions {
  /** Goes on with the uploads that were left open, and pulls what they become. */
  readonly finishUploads: boolean
}

/** One line for each promise that is broken; none when all is well. What was in doubt is settled in the ledger. */
export async function verify(
  client: RegistryClient,
  ledger: Ledger,
  options: VerifyOptions,
): Promise<string[]> {
  return new Verification(client, ledger).run(options)
}

class Verification {
  private readonly broken: string[] = []

  constructor(
    private readonly client: RegistryClient,
    private readonly ledger: Ledger,
  ) {}

  async run({ finishUploads }: VerifyOptions): Promise<string[]> {
    for (const [digest, promised] of this.ledger.blobs) {
      this.ledger.blobs.set(digest, await this.settle(`blob ${digest}`, promised, this.blob(digest)))
    }
    for (const [digest, manifest] of this.ledger.manifests) {
      const found = await this.manifest(digest, digest)
      manifest.promised = await this.settle(
        `manifest ${digest}`,
        manifest.promised,
        Promise.resolve(found === digest),
      )
      if (found !== undefined) await this.named(digest, manifest.blobs)
    }
    await this.tags()
    for (const [location, upload] of this.ledger.uploads)
      await this.upload(location, upload.offset, finishUploads)
    if (finishUploads) this.ledger.uploads.clear()
    return this.broken
  }

  private async settle(what: string, promised: Promised, observed: Promise<boolean>): Promise<Promised> {
    const now: Promised = (await observed) ? 'there' : 'gone'
    if (promised !== 'either' && promised !== now)
      this.tell(`${what} is ${now}, but was promised ${promised}`)
    return now
  }

  /** A manifest that shows has all that it names. */
  private async named(digest: string, blobs: readonly string[]): Promise<void> {
    for (const blob of blobs) {
      if (!(await this.blob(blob))) this.tell(`manifest ${digest} shows, but its blob ${blob} does not`)
    }
  }

  private async blob(digest: string): Promise<boolean> {
    const path = `/v2/${this.ledger.repository}/blobs/${digest}`
    const head = await this.client.send('HEAD', path)
    const { status, bytes } = await this.get(path)
    if (head.status !== status) this.tell(`blob ${digest}: HEAD says ${head.status}, GET ${status}`)
    if (status === 200) this.requireDigest(`blob ${digest}`, bytes, digest)
    if (status === 200 && Number(head.headers.get('content-length')) !== bytes.byteLength)
      this.tell(`blob ${digest}: HEAD's length is wrong`)
    return this.isThere(`blob ${digest}`, status)
  }

  /** The digest of what the reference names; undefined when it names nothing. */
  private async manifest(reference: string, words: string): Promise<string | undefined> {
    const path = `/v2/${this.ledger.repository}/manifests/${reference}`
    const { status, bytes, headers } = await this.get(path, { accept: ociManifest })
    const digest = headers.get('docker-content-digest') ?? undefined
    if (!this.isThere(`manifest ${words}`, status)) return undefined
    this.requireDigest(`manifest ${words}`, bytes, digest ?? '')
    return digest
  }

  private async tags(): Promise<void> {
    const { tags, repository } = this.ledger
    const { status, bytes } = await this.get(`/v2/${repository}/tags/list`)
    const listed: string[] = status === 200 ? (JSON.parse(bytes.toString()).tags ?? []) : []
    for (const tag of listed) if (!tags.has(tag)) this.tell(`the list has a tag ${tag} that nobody pushed`)
    for (const [tag, possible] of tags) {
      const digest = await this.manifest(tag, `tag ${tag}`)
      if (!possible.has(digest))
        this.tell(`tag ${tag} names ${digest}, but was promised to be ${[...possible].join(' or ')}`)
      if (listed.includes(tag) !== (digest !== undefined))
        this.tell(`tag ${tag} is in the list or served, not both`)
      if (digest !== undefined && this.ledger.manifests.get(digest)?.promised !== 'there')
        this.tell(`tag ${tag} names ${digest}, which is not there`)
      tags.set(tag, new Set([digest]))
    }
  }

  private async upload(location: string, promised: number, finish: boolean): Promise<void> {
    const { bytes, digest } = this.ledger.uploads.get(location) as { bytes: Uint8Array; digest: string }
    const status = await this.client.send('GET', location)
    await status.text()
    if (status.status !== 204) return this.tell(`upload ${location}: ${status.status}`)
    const end = Number(status.headers.get('range')?.split('-')[1])
    const offset = end === 0 ? 0 : end + 1
    if (offset < promised)
      return this.tell(`upload ${location} has ${offset} of the promised ${promised} bytes`)
    if (!finish) return
    const sent = await this.finish(`${location}?digest=${digest}`, bytes, offset)
    if (sent.status !== 201)
      return this.tell(`upload ${location} ends with ${sent.status}: ${await sent.text()}`)
    this.ledger.blobs.set(digest, 'there')
    if (!(await this.blob(digest))) this.tell(`upload ${location} was finished, but its blob is not there`)
  }

  /** With PostgreSQL another node would wait too until the dead one's claim to the upload runs out. */
  private async finish(path: string, bytes: Uint8Array, offset: number): Promise<Response> {
    const rest = offset < bytes.byteLength && {
      headers: { 'content-range': `${offset}-${bytes.byteLength - 1}` },
      body: bytes.subarray(offset) as Uint8Array<ArrayBuffer>,
    }
    const deadline = performance.now() + claimLimit
    for (;;) {
      const sent = await this.client.send('PUT', path, rest || {})
      if (sent.status !== 416 || performance.now() > deadline) return sent
      await sent.text()
      await Bun.sleep(500)
    }
  }

  private async get(path: string, headers: Record<string, string> = {}) {
    const answer = await this.client.send('GET', path, { headers })
    return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }
  }

  private isThere(what: string, status: number): boolean {
    if (status !== 200 && status !== 404) this.tell(`${what}: ${status}`)
    return status === 200
  }

  private requireDigest(what: string, bytes: Uint8Array, digest: string): void {
    const actual = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
    if (actual !== digest) this.tell(`${what} has other bytes: ${actual}`)
  }

  private tell(words: string): void {
    this.broken.push(`${this.ledger.repository}: ${words}`)
  }
}
