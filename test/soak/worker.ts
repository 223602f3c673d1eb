// One client of the mixed load: does now this, now that, and keeps a book of what it was promised.
import {
  type Blob,
  basic,
  blobOf,
  imageManifest,
  ociManifest,
  RegistryClient,
  randomBlob,
} from '../support/registry-client.ts'
import { Vanishing } from './vanishing.ts'

/** Bytes: the disk has to hold an hour of it. */
const largestLayer = 48 * 1024
const tagNames = ['a', 'b', 'c', 'd', 'e', 'f']
const config = blobOf(new TextEncoder().encode('{}'))

/** Where the load goes, and when it is over. */
export interface WorkerPlace {
  readonly url: string
  readonly password: string
  readonly repository: string
  readonly until: () => boolean
}

export class Worker {
  /** What each tag names, by acknowledged pushes and deletes. */
  readonly tags = new Map<string, string>()
  /** Manifests that show, each with its layer. */
  readonly images = new Map<string, Blob>()
  /** Milliseconds of the answers since they were last taken. */
  times: number[] = []
  answers = 0
  /** Answers that nobody should get: a 5xx, or another status than the step expects. */
  readonly troubles: string[] = []
  private token = ''
  private client: RegistryClient
  private readonly vanishing: Vanishing

  constructor(private readonly place: WorkerPlace) {
    this.client = new RegistryClient(place.url, basic('admin', place.password))
    this.vanishing = new Vanishing(place.url, basic('admin', place.password), place.repository)
  }

  /** Works, with a breath between the steps, until it is told to stop. */
  async run(breathMs: number): Promise<void> {
    await this.login()
    await this.push()
    const steps = [
      ...Array(6).fill(() => this.pull()),
      ...Array(3).fill(() => this.push()),
      () => this.pushInChunks(),
      () => this.range(),
      () => this.range(),
      () => this.moveTag(),
      () => this.deleteOne(),
      () => this.list(),
      () => this.login(),
      () => this.refresh(),
      () => this.wrongLogin(),
      () => this.vanishing.once(this.someImage()?.[1]),
      () => this.vanishing.once(this.someImage()?.[1]),
    ] as (() => Promise<void>)[]
    while (!this.place.until()) {
      await (steps[Math.floor(Math.random() * steps.length)] as () => Promise<void>)()
      await Bun.sleep(breathMs * 2 * Math.random())
    }
  }

  /** Every acknowledged tag can be pulled, to its last byte, and the list has no other. @returns broken promises */
  async check(): Promise<string[]> {
    const broken: string[] = []
    const { repository } = this.place
    for (const [tag, digest] of this.tags) {
      const answer = await this.client.send('GET', `/v2/${repository}/manifests/${tag}`)
      const found = blobOf(new Uint8Array(await answer.arrayBuffer())).digest
      if (found !== digest) broken.push(`${repository}:${tag} is ${answer.status} ${found}, not ${digest}`)
    }
    for (const { digest } of this.images.values()) {
      const answer = await this.client.send('GET', `/v2/${repository}/blobs/${digest}`)
      const found = blobOf(new Uint8Array(await answer.arrayBuffer())).digest
      if (found !== digest) broken.push(`${repository}@${digest} is ${answer.status} ${found}`)
    }
    const list = await this.client.send('GET', `/v2/${repository}/tags/list`)
    const { tags } = (await list.json()) as { tags: string[] }
    const [listed, promised] = [tags.sort().join(), [...this.tags.keys()].sort().join()]
    if (listed !== promised) broken.push(`${repository} lists ${listed}, not ${promised}`)
    return broken
  }

  private someImage(): [string, Blob] | undefined {
    const all = [...this.images]
    return all[Math.floor(Math.random() * all.length)]
  }

  private async push(): Promise<void> {
    const layer = randomBlob(1 + Math.floor(Math.random() * largestLayer))
    const { repository } = this.place
    for (const blob of [config, layer]) {
      const body = blob.bytes as Uint8Array<ArrayBuffer>
      await this.send(201, 'POST', `/v2/${repository}/blobs/uploads/?digest=${blob.digest}`, { body })
    }
    await this.tag(layer)
  }

  private async pushInChunks(): Promise<void> {
    const layer = randomBlob(1000 + Math.floor(Math.random() * largestLayer))
    const { repository } = this.place
    let location = (await this.send(202, 'POST', `/v2/${repository}/blobs/uploads/`))?.headers.get('location')
    const step = Math.ceil(layer.bytes.byteLength / 4)
    for (let at = 0; at < layer.bytes.byteLength && location; at += step) {
      const body = layer.bytes.subarray(at, at + step) as Uint8Array<ArrayBuffer>
      const headers = { 'content-range': `${at}-${at + body.byteLength - 1}` }
      location = (await this.send(202, 'PATCH', location, { headers, body }))?.headers.get('location')
    }
    if (location && (await this.send(201, 'PUT', `${location}?digest=${layer.digest}`))) await this.tag(layer)
  }

  /** Pushes an image of this layer under one of the tags, and lets go of what no tag names any more. */
  private async tag(layer: Blob): Promise<void> {
    const { repository } = this.place
    const name = tagNames[Math.floor(Math.random() * tagNames.length)] as string
    const body = JSON.stringify(imageManifest(config, [layer]))
    const { digest } = blobOf(new TextEncoder().encode(body))
    const headers = { 'content-type': ociManifest }
    if (!(await this.send(201, 'PUT', `/v2/${repository}/manifests/${name}`, { headers, body }))) return
    this.images.set(digest, layer)
    const before = this.tags.get(name)
    this.tags.set(name, digest)
    if (before !== undefined && ![...this.tags.values()].includes(before)) await this.deleteManifest(before)
  }

  private async moveTag(): Promise<void> {
    const [, layer] = this.someImage() ?? []
    if (layer) await this.tag(layer)
  }

  private async deleteOne(): Promise<void> {
    const [name, digest] = [...this.tags][Math.floor(Math.random() * this.tags.size)] ?? []
    if (name === undefined || digest === undefined || this.tags.size < 3) return
    if (!(await this.send(202, 'DELETE', `/v2/${this.place.repository}/manifests/${name}`))) return
    this.tags.delete(name)
    if (![...this.tags.values()].includes(digest)) await this.deleteManifest(digest)
  }

  private async deleteManifest(digest: string): Promise<void> {
    const path = `/v2/${this.place.repository}/manifests/${digest}`
    if (await this.send(202, 'DELETE', path)) this.images.delete(digest)
  }

  private async pull(): Promise<void> {
    const [tag, digest] = [...this.tags][Math.floor(Math.random() * this.tags.size)] ?? []
    const layer = digest === undefined ? undefined : this.images.get(digest)
    if (!layer) return
    const { repository } = this.place
    await this.send(200, 'HEAD', `/v2/${repository}/manifests/${tag}`)
    await this.send(200, 'GET', `/v2/${repository}/manifests/${tag}`)
    await this.send(200, 'GET', `/v2/${repository}/blobs/${layer.digest}`)
  }

  private async range(): Promise<void> {
    const [, layer] = this.someImage() ?? []
    if (!layer) return
    const headers = { range: Math.random() < 0.5 ? 'bytes=0-99' : 'bytes=-1' }
    await this.send(206, 'GET', `/v2/${this.place.repository}/blobs/${layer.digest}`, { headers })
  }

  private async list(): Promise<void> {
    await this.send(200, 'GET', `/v2/${this.place.repository}/tags/list?n=3`)
    await this.send(200, 'GET', '/v2/_catalog?n=5')
    const [digest] = this.someImage() ?? []
    if (digest) await this.send(200, 'GET', `/v2/${this.place.repository}/referrers/${digest}`)
  }

  /** From now on with a new token. */
  private async login(): Promise<void> {
    const { url, password, repository } = this.place
    const scope = `repository:${repository}:pull,push,delete`
    const headers = basic('admin', password)
    const path = `/service/token?service=entrepot&offline_token=true&scope=${scope}&scope=registry:catalog:*`
    const answer = await this.send(200, 'GET', path, { headers })
    if (!answer) return
    const { token, refresh_token } = (await answer.json()) as { token: string; refresh_token: string }
    this.token = refresh_token
    this.client = new RegistryClient(url, { authorization: `Bearer ${token}` })
  }

  private async refresh(): Promise<void> {
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: this.token,
      scope: 'a:b:c',
    })
    await this.send(200, 'POST', '/service/token', { body: body.toString() })
  }

  private async wrongLogin(): Promise<void> {
    const headers = basic(`nobody-${Math.floor(Math.random() * 1e6)}`, 'wrong')
    await this.send(401, 'GET', '/service/token', { headers })
  }

  /** @returns the answer, its body read, or undefined when its status is not the expected one */
  private async send(
    expected: number,
    method: string,
    path: string,
    init?: Parameters<RegistryClient['send']>[2],
  ) {
    const startedAt = performance.now()
    try {
      const answer = await this.client.send(method, path, init)
      const body = await answer.arrayBuffer()
      this.times.push(performance.now() - startedAt)
      this.answers += 1
      if (answer.status === expected) return new Response(body, { headers: answer.headers })
      this.troubles.push(
        `${method} ${path}: ${answer.status} ${new TextDecoder().decode(body).slice(0, 200)}`,
      )
    } catch (error) {
      this.troubles.push(`${method} ${path}: ${String(error)}`)
    }
    return undefined
  }
}
