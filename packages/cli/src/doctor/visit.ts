// What is known of the registry so far: the checks leave here what later ones need.
import type { LookupAddress } from 'node:dns'
import type { Challenge } from './challenge.ts'
import { type Answer, type Request, sendRequest, type Trust } from './http-client.ts'
import { type Place, RawConnection } from './raw-connection.ts'
import { isLoopbackAddress, type Scheme, type Target } from './target.ts'

export interface Credentials {
  readonly user: string
  readonly password: string
}

export interface DoctorOptions {
  readonly credentials: Credentials | undefined
  /** Where a small artifact may be pushed, or pulled from. */
  readonly repository: string | undefined
  /** Bytes of the large upload. */
  readonly size: number
  /** For how long an upload is held, in milliseconds; undefined: not at all. */
  readonly hold: number | undefined
  /** PEM text of further authorities. */
  readonly ca: string | undefined
  readonly insecure: boolean
}

/** A manifest that can be pulled, with one of its blobs. */
export interface Artifact {
  readonly manifest: { readonly digest: string; readonly size: number }
  readonly blob: { readonly digest: string; readonly size: number }
  /** Ours, with this tag: to be cleaned up. */
  readonly tag: string | undefined
}

export class Visit {
  addresses: readonly LookupAddress[] = []
  port = 0
  scheme: Scheme = 'https'
  /** Whether `scheme` is known to be spoken at `port`. */
  speaks = false
  trust: Trust = { authorities: [], blind: false }
  /** The answer of `/v2/` to somebody without credentials. */
  ping: Answer | undefined
  challenge: Challenge | undefined
  /** Why no token can be asked for. */
  realmProblem: string | undefined
  /** Whether requests may be made in the repository; `authorization` is empty where the registry asks for none. */
  admitted = false
  authorization: string | undefined
  artifact: Artifact | undefined
  /** Locations of uploads, as the registry gave them. */
  readonly locations: string[] = []
  /** Paths of uploads that were begun and not finished: to be cancelled. */
  readonly openUploads = new Set<string>()
  readonly answers: Answer[] = []
  /** Ends the check that runs. */
  signal: AbortSignal = AbortSignal.abort()

  constructor(
    readonly target: Target,
    readonly options: DoctorOptions,
  ) {}

  /** Whether the target is this machine, by all of its addresses. */
  get isLoopback(): boolean {
    return this.addresses.length > 0 && this.addresses.every(({ address }) => isLoopbackAddress(address))
  }

  get place(): Place {
    return { host: this.target.host, port: this.port, scheme: this.scheme }
  }

  /** As browsers and clients write it: without the scheme's own port. */
  get origin(): string {
    const { host } = this.target
    return new URL(`${this.scheme}://${host.includes(':') ? `[${host}]` : host}:${this.port}`).origin
  }

  /** Sends a request to the registry, or to another URL, and remembers the answer. */
  async send(method: string, path: string, more: Omit<Request, 'method' | 'url'> = {}): Promise<Answer> {
    const url = new URL(path, this.origin).href
    const answer = await sendRequest({ method, url, ...more }, this.trust, this.signal)
    this.answers.push(answer)
    return answer
  }

  /** The same with the token or password that the registry asks for. */
  sendAsUser(method: string, path: string, more: Omit<Request, 'method' | 'url'> = {}): Promise<Answer> {
    return this.send(method, path, { ...more, headers: { ...this.userHeaders, ...more.headers } })
  }

  /** Gets content, by a redirect too: storage that is elsewhere must not see the token. */
  async getContent(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const answer = await this.sendAsUser('GET', path, { headers })
    const location = answer.headers.get('location')
    if (answer.status < 300 || answer.status >= 400 || location === null) return answer
    return this.send('GET', location, { headers })
  }

  get userHeaders(): Record<string, string> {
    return this.authorization === undefined ? {} : { authorization: this.authorization }
  }

  /** A connection of its own, for requests by hand. */
  connect(): Promise<RawConnection> {
    return RawConnection.open(this.place, this.trust, this.signal)
  }

  /** The head of a request by hand, with its empty line. */
  head(line: string, headers: Readonly<Record<string, string>>): string {
    const all = { host: new URL(this.origin).host, 'user-agent': 'entrepot-doctor', ...headers }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
    return `${line} HTTP/1.1\r\n${lines.join('')}\r\n`
  }
}
