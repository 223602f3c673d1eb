// Issuers of tokens: where each keeps its keys, by its discovery document, and whether a token is its own.
import { createRemoteJWKSet, customFetch, type JWTPayload, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { type Clock, hour, minute, second } from '../../platform/clock.ts'
import { OutboundError, type OutboundFetch } from '../../platform/outbound/outbound-port.ts'

/** Signatures by a key pair alone: one that is checked with a shared secret could be made with the public key. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]
/** Seconds by which clocks may differ. */
const clockTolerance = 60
const mostIssuers = 200
const documentKept = 1 * hour
const keysKept = 10 * minute
/** Unknown key ids, and an issuer that does not answer, are asked for again after this: a flood becomes no flood. */
const pause = 30 * second

type Keys = ReturnType<typeof createRemoteJWKSet>

interface Known {
  readonly keys: Promise<Keys>
  readonly until: number
}

/** The issuer cannot be asked, or does not say what it should; the message is for administrators. */
export class IssuerUnusable extends Error {
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
    const keys = await this.keysOf(issuer)
    const { payload } = await jwtVerify(
      token,
      async (header, input) => {
        try {
          return await keys(header, input)
        } catch (cause) {
          if (cause instanceof OutboundError) throw new IssuerUnusable(cause.message, { cause })
          throw cause
        }
      },
      {
        ...{ issuer, algorithms, clockTolerance },
        requiredClaims: ['iss', 'aud', 'exp', 'iat'],
        currentDate: new Date(this.clock()),
      },
    )
    // jose looks at `iat` only where an age is asked for: a token from the future is a clock gone wrong.
    if ((payload.iat as number) > this.clock() / second + clockTolerance) {
      throw new IssuerUnusable(`the token of ${issuer} was issued in the future`)
    }
    return payload
  }

  private keysOf(issuer: string): Promise<Keys> {
    const now = this.clock()
    const known = this.known.get(issuer)
    if (known && known.until > now) return known.keys
    const keys = this.discover(issuer)
    this.known.set(issuer, { keys, until: now + documentKept })
    keys.catch(() => this.known.set(issuer, { keys, until: this.clock() + pause }))
    return keys
  }

  /** OpenID Connect Discovery 1.0 §4. */
  private async discover(issuer: string): Promise<Keys> {
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    const document = await this.documentAt(url)
    // §4.3: another's document could name another's keys.
    if (document.issuer !== issuer) {
      throw new IssuerUnusable(`${url} is of the issuer ${JSON.stringify(document.issuer)}, not of ${issuer}`)
    }
    const keys = document.jwks_uri
    if (typeof keys !== 'string' || !URL.canParse(keys)) throw new IssuerUnusable(`${url} names no jwks_uri`)
    if (new URL(keys).protocol !== new URL(issuer).protocol) {
      throw new IssuerUnusable(`the keys of ${issuer} are not at an https address`)
    }
    return createRemoteJWKSet(new URL(keys), {
      ...{ cacheMaxAge: keysKept, cooldownDuration: pause },
      [customFetch]: (address, { headers, signal }) => this.fetch(address, { headers, signal }),
    })
  }

  private async documentAt(url: string): Promise<{ readonly issuer?: unknown; readonly jwks_uri?: unknown }> {
    try {
      const response = await this.fetch(url, { headers: { accept: 'application/json' } })
      if (response.status !== 200) throw new IssuerUnusable(`${url} answered ${response.status}`)
      const document: unknown = await response.json()
      if (document !== null && typeof document === 'object') return document
    } catch (cause) {
      if (cause instanceof IssuerUnusable) throw cause
      if (cause instanceof OutboundError) throw new IssuerUnusable(cause.message, { cause })
      throw new IssuerUnusable(`${url} is no discovery document`, { cause })
    }
    throw new IssuerUnusable(`${url} is no discovery document`)
  }
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
