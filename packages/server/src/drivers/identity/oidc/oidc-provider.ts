// OpenID Connect: the code flow with PKCE, state and nonce, discovery, userinfo, and both ways of logging out.
import { createRemoteJWKSet, customFetch as joseFetch, jwtVerify } from 'jose'
import * as client from 'openid-client'
import {
  type Begun,
  type OidcOptions,
  ProviderError,
  type Vouched,
  type WebProvider,
} from '../../../features/web-sign-in/web-provider-port.ts'
import type { OutboundFetch } from '../../../platform/outbound/outbound-port.ts'
import {
  authentication,
  callbackAsTold,
  clientMetadata,
  freshChecks,
  inWords,
  throughGuard,
} from './client-common.ts'

/** Milliseconds for which what a provider says of itself is not asked again. */
const discoveryKept = 10 * 60_000
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'
/** Seconds after which a logout token is too old to be news. */
const logoutTokenAge = '2 minutes'

type Keys = ReturnType<typeof createRemoteJWKSet>

export class OidcProvider implements WebProvider {
  private discovered: { readonly until: number; readonly config: Promise<client.Configuration> } | undefined
  private keys: { readonly uri: string; readonly set: Keys } | undefined

  constructor(
    private readonly options: OidcOptions,
    private readonly fetch: OutboundFetch,
  ) {}

  async begin(redirectUri: string): Promise<Begun> {
    try {
      const config = await this.config()
      const { remembered, parameters } = await freshChecks(redirectUri)
      const nonce = client.randomNonce()
      const { scope, extraParameters } = this.options
      const url = client.buildAuthorizationUrl(config, { ...extraParameters, scope, nonce, ...parameters })
      return { url: url.href, remembered: { ...remembered, nonce } }
    } catch (error) {
      throw inWords(error)
    }
  }

  async complete(callback: URL, remembered: Readonly<Record<string, string>>): Promise<Vouched> {
    try {
      const config = await this.config()
      const tokens = await client.authorizationCodeGrant(config, callbackAsTold(callback, remembered), {
        pkceCodeVerifier: remembered.verifier,
        expectedState: remembered.state,
        expectedNonce: remembered.nonce,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (!claims || !tokens.id_token) throw new ProviderError('the provider sent no ID token')
      const { iss, sub, sid } = claims
      const more = config.serverMetadata().userinfo_endpoint
        ? await client.fetchUserInfo(config, tokens.access_token, sub)
        : {}
      return {
        // What is signed says who it is; the userinfo document may know more of them.
        claims: { ...claims, ...more, iss, sub },
        ...(typeof sid === 'string' && { session: sid }),
        token: tokens.id_token,
      }
    } catch (error) {
      throw inWords(error)
    }
  }

  async ping(): Promise<void> {
    this.discovered = undefined
    try {
      await this.config()
    } catch (error) {
      throw inWords(error)
    }
  }

  /** OpenID Connect RP-Initiated Logout 1.0 §2 */
  async logoutUrl(token: string | undefined, returnTo: string): Promise<string | undefined> {
    const config = await this.config().catch(() => undefined)
    if (!config?.serverMetadata().end_session_endpoint) return undefined
    const parameters = new URLSearchParams({ post_logout_redirect_uri: returnTo })
    if (token !== undefined) parameters.set('id_token_hint', token)
    return client.buildEndSessionUrl(config, parameters).href
  }

  /** OpenID Connect Back-Channel Logout 1.0 §2.6 */
  async endedSession(logoutToken: string): Promise<string> {
    try {
      const { issuer, jwks_uri: uri } = (await this.config()).serverMetadata()
      if (uri === undefined) throw new ProviderError('the provider names no keys')
      const { payload } = await jwtVerify(logoutToken, this.keySet(uri), {
        issuer,
        audience: this.options.clientId,
        clockTolerance: 30,
        maxTokenAge: logoutTokenAge,
        requiredClaims: ['iat', 'jti', 'events'],
      })
      const events = payload.events as Record<string, unknown> | null
      const isLogout = typeof events === 'object' && events !== null && logoutEvent in events
      if (!isLogout || 'nonce' in payload) throw new ProviderError('this is no logout token')
      if (typeof payload.sid !== 'string') throw new ProviderError('the logout token names no session')
      return payload.sid
    } catch (error) {
      throw inWords(error)
    }
  }

  private keySet(uri: string): Keys {
    if (this.keys?.uri !== uri) {
      const set = createRemoteJWKSet(new URL(uri), {
        [joseFetch]: (url, { headers, method, signal }) => this.fetch(url, { headers, method, signal }),
      })
      this.keys = { uri, set }
    }
    return this.keys.set
  }

  /** A failure is not remembered. */
  private config(): Promise<client.Configuration> {
    const known = this.discovered
    if (known && known.until > Date.now()) return known.config
    const config = this.discover()
    const fresh = { until: Date.now() + discoveryKept, config }
    this.discovered = fresh
    config.catch(() => {
      if (this.discovered === fresh) this.discovered = undefined
    })
    return config
  }

  private discover(): Promise<client.Configuration> {
    const { endpoint, clientId, clientSecret } = this.options
    if (!URL.canParse(endpoint)) throw new ProviderError('the address of the provider is not a URL')
    const url = new URL(endpoint)
    return client.discovery(url, clientId, clientMetadata(clientSecret), authentication(clientSecret), {
      [client.customFetch]: throughGuard(this.fetch),
      // Whoever configures an http address has chosen it; from https nothing leads into the clear.
      execute: url.protocol === 'http:' ? [client.allowInsecureRequests] : [],
    })
  }
}
