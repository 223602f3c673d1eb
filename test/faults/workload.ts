// Clients that push, move, mount and delete without a pause, and write down what they were promised.
import { createHash } from 'node:crypto'
import {
  type Blob,
  blobOf,
  imageManifest,
  ociManifest,
  type RegistryClient,
  randomBlob,
} from '../support/registry-client.ts'
import { Ledger } from './ledger.ts'

/** The server gave no answer: it is dead, or as good as. */
class NoAnswer extends Error {}

/** An answer that is no success. The thing asked for stays in doubt. */
export interface Refusal {
  readonly request: string
  readonly status: number
  readonly body: string
  readonly retryAfter: string | null
}

const largestLayer = 200_000
const tagNames = ['one', 'two', 'three']

export class Pusher {
  readonly ledger: Ledger
  readonly refusals: Refusal[] = []
  successes = 0
  private turn = 0
  private deaf = false

  /** @param others whose layers may be mounted */
  constructor(
    private readonly client: RegistryClient,
    repository: string,
    private readonly others: readonly Pusher[],
  ) {
    this.ledger = new Ledger(repository)
  }

  /** Works until the server is gone or `until` says so. */
  async run(until: () => boolean): Promise<void> {
    const steps = [
      () => this.pushImage(),
      () => this.pushInChunks(),
      () => this.leaveUpload(),
      () => this.cancelUpload(),
      () => this.refusedUpload(),
      () => this.mount(),
      () => this.pushImage(),
      () => this.deleteTag(),
      () => this.deleteManifest(),
      () => this.deleteBlob(),
    ]
    try {
      while (!until()) {
        for (const step of shuffled(steps)) if (!until()) await step()
      }
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error
    }
  }

  /** Answers that come from now on count as none. */
  deafen(): void {
    this.deaf = true
  }

  private async pushImage(): Promise<void> {
    const config = blobOf(new TextEncoder().encode(`{"turn":${this.turn % 3}}`))
    const layer = randomBlob(1 + Math.floor(Math.random() * largestLayer))
    if (!((await this.pushWhole(config)) && (await this.pushWhole(layer)))) return
    await this.pushManifest(config, layer, tagNames[this.turn++ % tagNames.length] as string)
  }

  private async pushWhole(blob: Blob): Promise<boolean> {
    const { blobs, repository } = this.ledger
    if (blobs.get(blob.digest) !== 'there') blobs.set(blob.digest, 'either')
    const path = `/v2/${repository}/blobs/uploads/?digest=${blob.digest}`
    const done = await this.send('POST', path, 201, { body: blob.bytes as Uint8Array<ArrayBuffer> })
    if (done) blobs.set(blob.digest, 'there')
    return done !== undefined
  }

  private async pushManifest(config: Blob, layer: Blob, tag: string): Promise<void> {
    const { manifests, tags, repository } = this.ledger
    const body = JSON.stringify(imageManifest(config, [layer]))
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`
    manifests.set(digest, { promised: 'either', blobs: [config.digest, layer.digest] })
    tags.set(tag, (tags.get(tag) ?? new Set([undefined])).add(digest))
    const headers = { 'content-type': ociManifest }
    if (!(await this.send('PUT', `/v2/${repository}/manifests/${tag}`, 201, { headers, body }))) return
    manifests.set(digest, { promised: 'there', blobs: [config.digest, layer.digest] })
    tags.set(tag, new Set([digest]))
  }

  private async pushInChunks(): Promise<void> {
    const upload = await this.begin()
    if (!upload) return
    const { location, bytes, digest } = upload
    const half = bytes.byteLength >> 1
    if (!(await this.chunk(location, 0, half))) return
    if (!(await this.chunk(location, half, bytes.byteLength))) return
    const { blobs, uploads } = this.ledger
    blobs.set(digest, 'either')
    // Without an answer the session may be over or not.
    uploads.delete(location)
    if (await this.send('PUT', `${location}?digest=${digest}`, 201)) blobs.set(digest, 'there')
  }

  private async leaveUpload(): Promise<void> {
    const upload = await this.begin()
    if (upload) await this.chunk(upload.location, 0, upload.bytes.byteLength >> 1)
  }

  private async cancelUpload(): Promise<void> {
    const upload = await this.begin()
    if (!upload || !(await this.chunk(upload.location, 0, upload.bytes.byteLength))) return
    this.ledger.uploads.delete(upload.location)
    await this.send('DELETE', upload.location, 204)
  }

  /** Bytes of another digest end the session. */
  private async refusedUpload(): Promise<void> {
    const upload = await this.begin()
    if (!upload || !(await this.chunk(upload.location, 0, upload.bytes.byteLength))) return
    this.ledger.uploads.delete(upload.location)
    await this.send('PUT', `${upload.location}?digest=${randomBlob(10).digest}`, 400)
  }

  private async mount(): Promise<void> {
    const from = this.others[Math.floor(Math.random() * this.others.length)]?.ledger
    const digest = from?.layers().at(-1)
    if (!from || !digest || from === this.ledger) return
    const { blobs, repository } = this.ledger
    if (blobs.get(digest) !== 'there') blobs.set(digest, 'either')
    const path = `/v2/${repository}/blobs/uploads/?mount=${digest}&from=${from.repository}`
    if (await this.send('POST', path, 201)) blobs.set(digest, 'there')
  }

  private async deleteTag(): Promise<void> {
    const { tags, repository } = this.ledger
    const [tag, digest] = this.ledger.certainTags()[0] ?? []
    if (!tag) return
    tags.set(tag, new Set([digest, undefined]))
    if (await this.send('DELETE', `/v2/${repository}/manifests/${tag}`, 202))
      tags.set(tag, new Set([undefined]))
  }

  private async deleteManifest(): Promise<void> {
    const { manifests, repository } = this.ledger
    const [digest] = [...manifests].find(([, { promised }]) => promised === 'there') ?? []
    if (!digest) return
    this.ledger.manifestGoing(digest)
    if (await this.send('DELETE', `/v2/${repository}/manifests/${digest}`, 202))
      this.ledger.manifestGone(digest)
  }

  private async deleteBlob(): Promise<void> {
    const { blobs, repository } = this.ledger
    const lone = randomBlob(1000)
    if (!(await this.pushWhole(lone))) return
    blobs.set(lone.digest, 'either')
    if (await this.send('DELETE', `/v2/${repository}/blobs/${lone.digest}`, 202))
      blobs.set(lone.digest, 'gone')
  }

  private async begin() {
    const answer = await this.send('POST', `/v2/${this.ledger.repository}/blobs/uploads/`, 202)
    const location = answer?.headers.get('location')
    if (!location) return undefined
    const { bytes, digest } = randomBlob(10 + Math.floor(Math.random() * largestLayer))
    this.ledger.uploads.set(location, { bytes, digest, offset: 0 })
    return { location, bytes, digest }
  }

  private async chunk(location: string, start: number, end: number): Promise<boolean> {
    const upload = this.ledger.uploads.get(location)
    if (!upload) return false
    const headers = { 'content-range': `${start}-${end - 1}` }
    const body = upload.bytes.subarray(start, end) as Uint8Array<ArrayBuffer>
    const done = await this.send('PATCH', location, 202, { headers, body })
    if (done) upload.offset = end
    return done !== undefined
  }

  /** Undefined unless the answer has the status expected; then it is among the refusals. */
  private async send(
    method: string,
    path: string,
    expected: number,
    init?: Parameters<RegistryClient['send']>[2],
  ): Promise<Response | undefined> {
    let answer: Response
    let body: string
    try {
      answer = await this.client.send(method, path, init)
      body = await answer.text()
    } catch (cause) {
      throw new NoAnswer(`${method} ${path}`, { cause })
    }
    if (this.deaf) throw new NoAnswer(`${method} ${path}: too late`)
    if (answer.status === expected) {
      this.successes += 1
      return answer
    }
    const retryAfter = answer.headers.get('retry-after')
    this.refusals.push({ request: `${method} ${path}`, status: answer.status, body, retryAfter })
    return undefined
  }
}

/** So many clients, each with a repository of its own whose name begins with `prefix`. */
export function pushers(client: RegistryClient, prefix: string, count: number): Pusher[] {
  const all: Pusher[] = []
  for (let index = 0; index < count; index++) all.push(new Pusher(client, `library/${prefix}-${index}`, all))
  return all
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
