// A small client of /v2 for tests: Basic credentials, raw answers, and pushes in one call.
import { createHash, randomBytes } from 'node:crypto'

export interface Blob {
  readonly digest: string
  readonly bytes: Uint8Array
}

export function blobOf(bytes: Uint8Array): Blob {
  return { digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, bytes }
}

export function randomBlob(size: number): Blob {
  return blobOf(randomBytes(size))
}

export function basic(user: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
}

export class RegistryClient {
  constructor(
    readonly url: string,
    private readonly credentials: Record<string, string>,
  ) {}

  /** @param path absolute, or a Location that the registry gave */
  send(method: string, path: string, init: { headers?: Record<string, string>; body?: BodyInit } = {}) {
    return fetch(new URL(path, this.url), {
      method,
      headers: { ...this.credentials, ...init.headers },
      ...(init.body !== undefined && { body: init.body }),
      redirect: 'manual',
    })
  }

  /** @returns the session's Location */
  async beginUpload(repository: string): Promise<string> {
    const answer = await this.send('POST', `/v2/${repository}/blobs/uploads/`)
    if (answer.status !== 202) throw new Error(`POST uploads: ${answer.status} ${await answer.text()}`)
    return answer.headers.get('location') as string
  }

  chunk(location: string, bytes: Uint8Array, start: number): Promise<Response> {
    return this.send('PATCH', location, {
      headers: { 'content-range': `${start}-${start + bytes.byteLength - 1}` },
      body: bytes as Uint8Array<ArrayBuffer>,
    })
  }

  finish(location: string, digest: string): Promise<Response> {
    return this.send('PUT', `${location}?digest=${digest}`)
  }

  async pushBlob(repository: string, blob: Blob): Promise<void> {
    const answer = await this.send('POST', `/v2/${repository}/blobs/uploads/?digest=${blob.digest}`, {
      body: blob.bytes as Uint8Array<ArrayBuffer>,
    })
    if (answer.status !== 201) throw new Error(`push blob: ${answer.status} ${await answer.text()}`)
  }

  pushManifest(
    repository: string,
    reference: string,
    manifest: object,
    mediaType = ociManifest,
  ): Promise<Response> {
    const body = JSON.stringify(manifest)
    return this.send('PUT', `/v2/${repository}/manifests/${reference}`, {
      headers: { 'content-type': mediaType },
      body,
    })
  }

  /** An image of one layer and an empty config. @returns its digest */
  async pushImage(repository: string, tag: string, layer = randomBlob(1000)): Promise<string> {
    const config = blobOf(new TextEncoder().encode('{}'))
    await this.pushBlob(repository, config)
    await this.pushBlob(repository, layer)
    const answer = await this.pushManifest(repository, tag, imageManifest(config, [layer]))
    if (answer.status !== 201) throw new Error(`push manifest: ${answer.status} ${await answer.text()}`)
    return answer.headers.get('docker-content-digest') as string
  }
}

export const ociManifest = 'application/vnd.oci.image.manifest.v1+json'

export function imageManifest(config: Blob, layers: readonly Blob[], more: object = {}): object {
  const descriptor = (mediaType: string, { digest, bytes }: Blob) => ({
    mediaType,
    digest,
    size: bytes.byteLength,
  })
  return {
    schemaVersion: 2,
    mediaType: ociManifest,
    config: descriptor('application/vnd.oci.image.config.v1+json', config),
    layers: layers.map((layer) => descriptor('application/vnd.oci.image.layer.v1.tar+gzip', layer)),
    ...more,
  }
}
