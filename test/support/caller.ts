// Somebody who talks to a test server: with a password, with a token, or as nobody.
import { createHash } from 'node:crypto'
import type { Account } from './accounts.ts'

export type Credential = Account | { readonly token: string } | undefined

export interface Ask {
  readonly headers?: Record<string, string>
  readonly body?: string | Uint8Array<ArrayBuffer>
}

/** An answer with its body read: connections are never left half used. */
export interface Heard {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The first error of the body; undefined when there is none. */
  readonly error: { code: string; message: string; detail?: unknown } | undefined
}

export class Caller {
  constructor(
    private readonly url: string,
    private readonly credential: Credential = undefined,
  ) {}

  async send(method: string, path: string, { headers, body }: Ask = {}): Promise<Heard> {
    const response = await fetch(this.url + path, {
      method,
      headers: { ...authorizationOf(this.credential), ...headers },
      body,
      redirect: 'manual',
      decompress: false,
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, error: firstError(text) }
  }

  get(path: string, headers?: Record<string, string>): Promise<Heard> {
    return this.send('GET', path, { headers })
  }

  /** Asks the token service, as this caller; the answer is for the test to judge. */
  askToken(scopes: readonly string[], query = ''): Promise<Heard> {
    const asked = scopes.map((scope) => `&scope=${encodeURIComponent(scope)}`).join('')
    return this.get(`/service/token?service=entrepot${asked}${query}`)
  }

  /** The same caller with a token for these scopes. */
  async withToken(...scopes: string[]): Promise<Caller> {
    const answer = await this.askToken(scopes)
    if (answer.status !== 200) throw new Error(`no token: ${answer.status} ${answer.text}`)
    return new Caller(this.url, { token: (JSON.parse(answer.text) as { token: string }).token })
  }

  /** Pushes a blob in one request. @returns its digest */
  async pushBlob(repository: string, content: string): Promise<string> {
    const digest = digestOf(content)
    const answer = await this.send('POST', `/v2/${repository}/blobs/uploads/?digest=${digest}`, {
      body: content,
    })
    if (answer.status !== 201) throw new Error(`the blob was refused: ${answer.status} ${answer.text}`)
    return digest
  }

  putManifest(repository: string, reference: string, document: object): Promise<Heard> {
    const body = JSON.stringify(document)
    return this.send('PUT', `/v2/${repository}/manifests/${reference}`, {
      body,
      headers: { 'content-type': imageType },
    })
  }

  /** Pushes an image of one layer, made of `content`. @returns its digests */
  async pushImage(repository: string, tag: string, content = repository + tag): Promise<PushedImage> {
    const layer = await this.pushBlob(repository, content)
    await this.pushBlob(repository, '{}')
    const document = imageOf(layer, content.length)
    const answer = await this.putManifest(repository, tag, document)
    if (answer.status !== 201) throw new Error(`the manifest was refused: ${answer.status} ${answer.text}`)
    return { manifest: digestOf(JSON.stringify(document)), layer, document }
  }
}

export interface PushedImage {
  readonly manifest: string
  readonly layer: string
  readonly document: object
}

export const imageType = 'application/vnd.oci.image.manifest.v1+json'

export function digestOf(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}

export function imageOf(layer: string, size: number, more: object = {}): object {
  return {
    schemaVersion: 2,
    mediaType: imageType,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digestOf('{}'), size: 2 },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: layer, size }],
    ...more,
  }
}

function authorizationOf(credential: Credential): Record<string, string> {
  if (!credential) return {}
  if ('token' in credential) return { authorization: `Bearer ${credential.token}` }
  const { name, password } = credential
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` }
}

function firstError(text: string): Heard['error'] {
  try {
    return (JSON.parse(text) as { errors?: Heard['error'][] }).errors?.[0]
  } catch {
    return undefined
  }
}
