// What the clients' tests stand on: the registry, images to move, folders, shared daemons, and a look at the bytes.
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Artifact, type Content, contentOf } from './content.ts'
import type { Daemon } from './daemon.ts'
import { digestOf, type Image, type ImageFiles, makeImage, writeImage } from './image.ts'
import { type Account, PROJECT, type RegistryUnderTest } from './registry.ts'
import { baseEnvironment, mustPass, run } from './run.ts'

export type Subject = { image: Image; files: ImageFiles }

type Named = { digest: string }

const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

export const TAG = '1.0.0' // a version too, as helm takes no other tags

export class Bench {
  #folders = 0
  readonly #daemons = new Map<string, Promise<Daemon>>()

  private constructor(
    readonly registry: RegistryUnderTest,
    readonly folder: string,
  ) {}

  static async create(registry: RegistryUnderTest): Promise<Bench> {
    // Short, as a Unix socket's path may have 107 characters.
    const folder = join(tmpdir(), `ent-${randomBytes(4).toString('hex')}`)
    await mkdir(folder, { mode: 0o700 })
    return new Bench(registry, folder)
  }

  /** `host/clients/<path>:1.0.0` */
  reference(path: string): string {
    return `${this.registry.host}/${PROJECT}/${path}:${TAG}`
  }

  /** A new folder. */
  async newFolder(name: string): Promise<string> {
    const folder = join(this.folder, `${name}-${++this.#folders}`)
    await mkdir(folder)
    return folder
  }

  /** The environment of a client whose home is `home`; programs in Go read `SSL_CERT_FILE`. */
  environment(home: string): Record<string, string> {
    const { ca } = this.registry
    return { ...baseEnvironment(home), ...(ca && { SSL_CERT_FILE: ca }) }
  }

  /** An image of its own, whose bytes no other subject shares. */
  async subject(name: string): Promise<Subject> {
    const image = makeImage(name)
    return { image, files: await writeImage(image, await this.newFolder('image')) }
  }

  /** Starts a daemon the first time that it is asked for; `close` stops it. `folder` is where it lives. */
  async daemon(name: string, start: (folder: string) => Promise<Daemon>): Promise<string> {
    const folder = join(this.folder, name)
    if (!this.#daemons.has(name)) {
      this.#daemons.set(
        name,
        mkdir(folder, { recursive: true }).then(() => start(folder)),
      )
    }
    await this.#daemons.get(name)
    return folder
  }

  /** Asks the registry for `path` below `/v2/<repository>/`, as the maintainer unless told otherwise. */
  async request(url: string, init: RequestInit = {}, account: Account = this.registry.maintainer) {
    const { tls, host, ca } = this.registry
    const absolute = url.startsWith('http') ? url : `${tls ? 'https' : 'http'}://${host}${url}`
    const headers = new Headers(init.headers)
    headers.set('authorization', `Basic ${btoa(`${account.user}:${account.password}`)}`)
    return fetch(absolute, { ...init, headers, ...(ca && { tls: { ca: Bun.file(ca) } }) })
  }

  async #mustRequest(url: string, init: RequestInit = {}) {
    const answer = await this.request(url, init)
    if (!answer.ok) {
      throw new Error(`${init.method ?? 'GET'} ${url}: ${answer.status} ${await answer.text()}`)
    }
    return answer
  }

  /** Puts a manifest and its blobs at `reference` by plain HTTP, without any client. */
  async seed(reference: string, [manifest, ...blobs]: Artifact): Promise<void> {
    const { repository, tag } = this.#parse(reference)
    for (const { digest, bytes } of blobs) {
      const begun = await this.#mustRequest(`${repository}/blobs/uploads/`, { method: 'POST' })
      const location = begun.headers.get('location') ?? ''
      const separator = location.includes('?') ? '&' : '?'
      await this.#mustRequest(`${location}${separator}digest=${digest}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: bytes as BodyInit,
      })
    }
    for (const name of [manifest.digest, tag]) {
      await this.#mustRequest(`${repository}/manifests/${name}`, {
        method: 'PUT',
        headers: { 'content-type': manifest.mediaType },
        body: manifest.bytes as BodyInit,
      })
    }
  }

  /** The status of the tag that `reference` names. */
  async statusOf(reference: string): Promise<number> {
    const { repository, tag } = this.#parse(reference)
    return (await this.#getManifest(repository, tag)).status
  }

  /** What the registry answers for `reference`, one for each platform; the digests are computed here. */
  async contentInRegistry(reference: string): Promise<Content[]> {
    const { repository, tag } = this.#parse(reference)
    return this.#walk(repository, tag)
  }

  /** The digest of the manifest or index that the tag names, computed here. */
  async digestInRegistry(reference: string): Promise<string> {
    const { repository, tag } = this.#parse(reference)
    return digestOf(await (await this.#getManifest(repository, tag)).bytes())
  }

  async #getManifest(repository: string, name: string): Promise<Response> {
    return this.request(`${repository}/manifests/${name}`, { headers: { accept: MANIFEST_TYPES } })
  }

  async #walk(repository: string, name: string): Promise<Content[]> {
    const answer = await this.#getManifest(repository, name)
    if (!answer.ok)
      throw new Error(`${repository}/manifests/${name}: ${answer.status} ${await answer.text()}`)
    const bytes = await answer.bytes()
    const manifest: { manifests?: Named[]; config?: Named; layers?: Named[] } = JSON.parse(
      new TextDecoder().decode(bytes),
    )
    if (manifest.manifests) {
      return (
        await Promise.all(manifest.manifests.map(({ digest }) => this.#walk(repository, digest)))
      ).flat()
    }
    const read = async ({ digest }: Named) =>
      (await this.#mustRequest(`${repository}/blobs/${digest}`)).bytes()
    const layers = await Promise.all((manifest.layers ?? []).map(read))
    return [contentOf(bytes, await read(manifest.config!), layers)]
  }

  /** Unpacks a tar file that a client wrote, into the folder where it lies. */
  async unpack(folder: string, archive: string): Promise<void> {
    mustPass(await run(['tar', '-xf', archive], { cwd: folder, env: baseEnvironment(folder) }))
  }

  #parse(reference: string): { repository: string; tag: string } {
    const [, path, tag] = reference.match(/^[^/]+\/(.+):([^:/]+)$/) ?? []
    if (!path || !tag) throw new Error(`not a reference: ${reference}`)
    return { repository: `/v2/${path}`, tag }
  }

  /** Stops the daemons and removes every folder. */
  async close(): Promise<void> {
    for (const daemon of this.#daemons.values())
      await daemon.then((started) => started.stop()).catch(() => {})
    await this.#unmount()
    await rm(this.folder, { recursive: true, force: true })
  }

  /** dockerd mounts its data folder on itself where the root is a private mount, and may leave it so. */
  async #unmount(): Promise<void> {
    const mounts = (await readFile('/proc/self/mounts', 'utf8').catch(() => '')).split('\n')
    const paths = mounts
      .map((line) => line.split(' ')[1] ?? '')
      .filter((path) => path.startsWith(this.folder))
    for (const path of paths.reverse()) {
      mustPass(await run(['umount', path], { env: baseEnvironment(this.folder) }))
    }
  }
}
