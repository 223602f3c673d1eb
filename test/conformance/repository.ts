// A repository of the registry under test, with the steps that most cases begin with.
import { type Answer, expectStatus, locationOf } from './answer.ts'
import type { Content } from './content.ts'
import type { Artifact, Manifest } from './manifest.ts'
import type { RequestOptions, Sender } from './request.ts'

type Body = RequestOptions['body']
type HeaderList = Record<string, string>

export class Repository {
  constructor(
    readonly registry: Sender,
    readonly name: string,
  ) {}

  /** @param path below the repository, such as `tags/list`, or an absolute address */
  send(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const address = /^https?:/.test(path) ? path : `/v2/${this.name}/${path}`
    return this.registry.send(method, address, options)
  }

  get(path: string, headers?: HeaderList): Promise<Answer> {
    return this.send('GET', path, { headers })
  }

  head(path: string, headers?: HeaderList): Promise<Answer> {
    return this.send('HEAD', path, { headers })
  }

  delete(path: string): Promise<Answer> {
    return this.send('DELETE', path)
  }

  post(path: string, body?: Body, headers?: HeaderList): Promise<Answer> {
    return this.send('POST', path, { body, headers: body === undefined ? headers : binary(headers) })
  }

  put(path: string, body?: Body, headers?: HeaderList): Promise<Answer> {
    return this.send('PUT', path, { body, headers: binary(headers) })
  }

  patch(path: string, body?: Body, headers?: HeaderList): Promise<Answer> {
    return this.send('PATCH', path, { body, headers: binary(headers) })
  }

  /** Begins an upload and returns where its content goes. */
  async startUpload(query = ''): Promise<string> {
    return locationOf(expectStatus(await this.post(`blobs/uploads/${query}`), 202))
  }

  /** Sends one chunk that starts at `offset`; the answer is for the caller to judge. */
  sendChunk(location: string, bytes: Uint8Array<ArrayBuffer>, offset: number): Promise<Answer> {
    return this.patch(location, bytes, { 'content-range': `${offset}-${offset + bytes.length - 1}` })
  }

  /** The closing PUT: the digest joins whatever query the Location already has. */
  closeUpload(location: string, digest: string, body?: Body, headers?: HeaderList): Promise<Answer> {
    return this.put(withQuery(location, { digest }), body, headers)
  }

  async pushBlob(content: Content): Promise<void> {
    const location = await this.startUpload()
    expectStatus(await this.closeUpload(location, content.digest, content.bytes), 201)
  }

  putManifest(manifest: Manifest, reference: string = manifest.digest): Promise<Answer> {
    const headers: HeaderList = manifest.mediaType ? { 'content-type': manifest.mediaType } : {}
    return this.send('PUT', `manifests/${reference}`, { body: manifest.bytes, headers })
  }

  /** Pushes all that the manifest names, then the manifest itself, and returns the last answer. */
  async push(artifact: Artifact, reference: string = artifact.manifest.digest): Promise<Answer> {
    const blobs = new Map(artifact.blobs.map((blob) => [blob.digest, blob]))
    for (const blob of blobs.values()) await this.pushBlob(blob)
    for (const child of artifact.children) expectStatus(await this.putManifest(child), 201)
    return expectStatus(await this.putManifest(artifact.manifest, reference), 201)
  }
}

/** Adds parameters to an address and keeps those that it has. */
export function withQuery(address: string, parameters: Record<string, string>): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.append(name, value)
  return url.href
}

function binary(headers: HeaderList = {}): HeaderList {
  return { 'content-type': 'application/octet-stream', ...headers }
}
