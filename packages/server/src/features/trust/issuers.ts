// Issuers of tokens: where each keeps its keys, by its discovery document, and whether a token is its own.
import { createLocalJWKSet, errors, type JWK, type JWTPayload, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { type Clock, minute, second } from '../../platform/clock.ts'
import { OutboundError, type OutboundFetch } from '../../platform/outbound/outbound-port.ts'

/** Signatures by a key pair alone: one that is checked with a shared secret could be made with the public key. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]
/** Seconds by which clocks may differ. */
const clockTolerance = 60
const mostIssuers = 200
const keysKept = 10 * minute
/** Unknown key ids, and an issuer that does not answer, are asked for again after this: a flood stays here. */
const pause = 30 * second

type Keys = ReturnType<typeof createLocalJWKSet>

interface Known {
  readonly keys: Promise<Keys>
  readonly at: number
  /** How long they serve: less where they could not be had. */
  kept: number
}

/** The issuer cannot be asked, or does not say what it should; the message is for administrators. */
class IssuerUnusable extends Error {
  override readonly name = 'IssuerUnusable'
}

export class Issuers {
  private readonly known = new LRUCache<string, Known>({ max: mostIssuers })

  constructor(
    private readonly fetch: OutboundFetch,
    private readonly clock: Clock,
  ) {}

  /**
   * The claims of a token that `issuer` signed and that is valid now; the audience is for the caller to judge.
   * @throws IssuerUnusable; jose's errors when the token is not the issuer's, or not valid now
   */
  async verify(issuer: string, token: string): Promise<JWTPayload> {
    const { payload } = await this.withKeys(issuer, (keys) =>
      jwtVerify(token, keys, {
        ...{ issuer, algorithms, clockTolerance },
        requiredClaims: ['iss', 'aud', 'exp', 'iat'],
        currentDate: new Date(this.clock()),
      }),
    )
    // jose looks at `iat` only where an age is asked for: a token from the future is a clock gone wrong.
    if ((payload.iat as number) > this.clock() / second + clockTolerance) {
      throw new IssuerUnusable(`the token of ${issuer} was issued in the future`)
    }
    return payload
  }

  /** Once more with keys read anew where the token names one that was not among them: issuers change theirs. */
  private async withKeys<T>(issuer: string, work: (keys: Keys) => Promise<T>): Promise<T> {
    const known = this.keysOf(issuer)
    try {
      return await work(await known.keys)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || this.clock() - known.at < pause) throw error
      known.kept = 0
      return work(await this.keysOf(issuer).keys)
    }
  }

  private keysOf(issuer: string): Known {
    const now = this.clock()
    const known = this.known.get(issuer)
    if (known && now - known.at < known.kept) return known
    const fresh = { keys: this.discover(issuer), at: now, kept: keysKept }
    fresh.keys.catch(() => {
      fresh.kept = pause
    })
    this.known.set(issuer, fresh)
    return fresh
  }

  /** OpenID Connect Discovery 1.0 §4. */
  private async discover(issuer: string): Promise<Keys> {
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    const document = await this.documentAt(url)
    // §4.3: another's document could name another's keys.
    if (document.issuer !== issuer) {
      throw new IssuerUnusable(`${url} is of the issuer ${JSON.stringify(document.issuer)}, not of ${issuer}`)
    }
    const address = document.jwks_uri
    if (typeof address !== 'string' || !URL.canParse(address)) {
      throw new IssuerUnusable(`${url} names no jwks_uri`)
    }
    if (new URL(address).protocol !== new URL(issuer).protocol) {
      throw new IssuerUnusable(`the keys of ${issuer} are not at an https address`)
    }
    const keys = await this.documentAt(address)
    if (!Array.isArray(keys.keys)) throw new IssuerUnusable(`${address} lists no keys`)
    return createLocalJWKSet({ keys: keys.keys as JWK[] })
  }

  private async documentAt(url: string): Promise<IssuerDocument> {
    try {
      const response = await this.fetch(url, { headers: { accept: 'application/json' } })
      if (response.status !== 200) throw new IssuerUnusable(`${url} answered ${response.status}`)
      const document: unknown = await response.json()
      if (document !== null && typeof document === 'object') return document
    } catch (cause) {
      if (cause instanceof IssuerUnusable) throw cause
      if (cause instanceof OutboundError) throw new IssuerUnusable(cause.message, { cause })
      throw new IssuerUnusable(`${url} is no JSON document`, { cause })
    }
    throw new IssuerUnusable(`${url} is no JSON document`)
  }
}

/** Of the discovery document and the list of keys, what is looked at. */
interface IssuerDocument {
  readonly issuer?: unknown
  readonly jwks_uri?: unknown
  readonly keys?: unknown
}

/** What is wrong with an issuer's address; undefined when nothing is. */
export function issuerProblem(issuer: string): string | undefined {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  const isLocal = url !== undefined && /^(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(url.hostname)
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))) {
    return 'the issuer must be an https address, as the claim iss has it'
  }
  if (url.search || url.hash || url.username) return 'the issuer must be an address without query and user'
  return undefined
}
