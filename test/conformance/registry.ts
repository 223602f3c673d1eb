// The registry under test as a case sees it: fresh repositories, random content, plain requests.
import type { Answer } from './answer.ts'
import { check, errorsOf, locationOf } from './answer.ts'
import { Random } from './content.ts'
import { mediaTypes } from './manifest.ts'
import type { RegistryUnderTest } from './registry-under-test.ts'
import { Repository } from './repository.ts'
import type { RequestOptions, Sender } from './request.ts'

/** Clients name the types they know, and some registries hide the others. */
const everyManifestType = [
  mediaTypes.index,
  mediaTypes.image,
  mediaTypes.dockerList,
  mediaTypes.dockerManifest,
  '*/*',
].join(', ')

export class Registry implements Sender {
  readonly random: Random
  /** Upload sessions that are open as far as their answers told: UUID and Location. */
  private readonly openUploads = new Map<string, string>()

  /** @param seed makes all random names and content of this case */
  constructor(
    readonly target: RegistryUnderTest,
    seed: string,
  ) {
    this.random = new Random(seed)
  }

  /** A repository that does not exist yet; `suffix` may add components, such as `/blobs`. */
  repository(suffix = ''): Repository {
    return new Repository(this, `${this.target.project}/conformance-${this.random.word()}${suffix}`)
  }

  /**
   * One request, as a client sends it: redirects are followed, nothing is decompressed, the body is read whole.
   * @param address a path below the registry or an absolute address, such as a Location
   */
  async send(method: string, address: string, options: RequestOptions = {}): Promise<Answer> {
    const url = new URL(address, this.target.baseUrl).href
    const response = await fetch(url, {
      method,
      headers: this.headersFor(options),
      body: options.body,
      signal: options.signal,
      decompress: false,
    })
    const body = new Uint8Array(await response.arrayBuffer())
    const request = `${method} ${url} ${options.headers ? JSON.stringify(options.headers) : ''}`
    const answer = {
      request,
      url: response.url || url,
      status: response.status,
      headers: response.headers,
      body,
    }
    // Go's and containerd's clients offer compression on every request and must never get it.
    check(answer, !response.headers.has('content-encoding'), 'no Content-Encoding')
    // Whatever the case is about: an error in JSON has the specification's shape and codes.
    if (isJsonError(answer)) errorsOf(answer)
    this.noteUpload(answer)
    return answer
  }

  get(address: string, headers?: Record<string, string>): Promise<Answer> {
    return this.send('GET', address, { headers })
  }

  /** Cancels what the case left open: a registry limits how many uploads one client may have. */
  async tidy(): Promise<void> {
    for (const location of this.openUploads.values())
      await this.send('DELETE', location).catch(() => undefined)
  }

  private noteUpload(answer: Answer): void {
    const uuid = answer.headers.get('docker-upload-uuid')
    if (answer.status === 202 && uuid && answer.headers.has('location')) {
      this.openUploads.set(uuid, locationOf(answer))
    } else if (answer.status === 201 || answer.status === 404) {
      for (const open of this.openUploads.keys()) if (answer.url.includes(open)) this.openUploads.delete(open)
    }
  }

  private headersFor(options: RequestOptions): Headers {
    const headers = new Headers(options.headers)
    if (!headers.has('accept')) headers.set('accept', everyManifestType)
    if (!headers.has('accept-encoding')) headers.set('accept-encoding', 'zstd, gzip, deflate')
    const authorization = options.authorization ?? this.target.authorization
    if (authorization && authorization !== 'none') headers.set('authorization', authorization)
    return headers
  }
}

function isJsonError({ status, headers, body }: Answer): boolean {
  const isJson = /^application\/json/.test(headers.get('content-type') ?? '')
  return status >= 400 && status < 500 && isJson && body.length > 0
}
