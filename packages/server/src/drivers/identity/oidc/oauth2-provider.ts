// Plain OAuth2 (RFC 6749) with PKCE: who somebody is, is read from documents that the access token opens.
import * as client from 'openid-client'
import {
  type Begun,
  type OAuth2Options,
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

export class OAuth2Provider implements WebProvider {
  private readonly config: client.Configuration

  constructor(
    private readonly options: OAuth2Options,
    private readonly fetch: OutboundFetch,
  ) {
    const { authorizeUrl, tokenUrl, clientId, clientSecret } = options
    const server = {
      issuer: new URL(authorizeUrl).origin,
      authorization_endpoint: authorizeUrl,
      token_endpoint: tokenUrl,
      // Without discovery it is not known; what such providers document is this one.
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    }
    this.config = new client.Configuration(
      server,
      clientId,
      clientMetadata(clientSecret),
      authentication(clientSecret),
    )
    this.config[client.customFetch] = throughGuard(fetch)
    if (tokenUrl.startsWith('http:')) client.allowInsecureRequests(this.config)
  }

  async begin(redirectUri: string): Promise<Begun> {
    const { remembered, parameters } = await freshChecks(redirectUri)
    const { scope, extraParameters } = this.options
    const url = client.buildAuthorizationUrl(this.config, { ...extraParameters, scope, ...parameters })
    return { url: url.href, remembered }
  }

  async complete(callback: URL, remembered: Readonly<Record<string, string>>): Promise<Vouched> {
    const { userinfoUrl, emailsUrl, groupsUrl } = this.options
    try {
      const tokens = await client.authorizationCodeGrant(this.config, callbackAsTold(callback, remembered), {
        pkceCodeVerifier: remembered.verifier,
        expectedState: remembered.state,
      })
      const read = (url: string | undefined) =>
        url === undefined ? undefined : this.document(tokens.access_token, url)
      const [userinfo, emails, groups] = await Promise.all([
        this.document(tokens.access_token, userinfoUrl),
        read(emailsUrl),
        read(groupsUrl),
      ])
      if (typeof userinfo !== 'object' || userinfo === null || Array.isArray(userinfo)) {
        throw new ProviderError('the provider tells nothing of the user')
      }
      return {
        claims: {
          ...userinfo,
          ...(emails !== undefined && { emails }),
          ...(groups !== undefined && { groups }),
        },
      }
    } catch (error) {
      throw inWords(error)
    }
  }

  async ping(): Promise<void> {
    try {
      await this.fetch(this.options.tokenUrl)
    } catch (error) {
      throw inWords(error)
    }
  }

  private async document(token: string, url: string): Promise<unknown> {
    const headers = new Headers({ accept: 'application/json' })
    const response = await client.fetchProtectedResource(
      this.config,
      token,
      new URL(url),
      'GET',
      undefined,
      headers,
    )
    if (!response.ok) throw new ProviderError(`the provider answered ${response.status} for ${url}`)
    try {
      return await response.json()
    } catch (cause) {
      throw new ProviderError(`the provider's answer for ${url} is not JSON`, { cause })
    }
  }
}
