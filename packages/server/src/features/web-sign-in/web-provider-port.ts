// The port to what vouches for people in their browsers: OpenID Connect, or plain OAuth2.

/** Where to send a browser, and what has to be known again when it comes back. */
export interface Begun {
  readonly url: string
  /** Kept by this server with the browser, sealed; tells nobody else anything. */
  readonly remembered: Readonly<Record<string, string>>
}

/** What a provider says of somebody who has signed in there. */
export interface Vouched {
  /** As they came: claims, or the userinfo document with what was fetched beside it. */
  readonly claims: Readonly<Record<string, unknown>>
  /** The provider's name for its session, where it tells one: it may end it later. */
  readonly session?: string
  /** Shown to the provider when the session ends here. */
  readonly token?: string
}

export interface WebProvider {
  /** @param redirectUri where the browser comes back. @throws ProviderError */
  begin(redirectUri: string): Promise<Begun>
  /**
   * @param callback the address that the browser came back by, with its query
   * @param remembered what `begin` gave
   * @throws ProviderError when it is not the answer to what was begun, or the provider vouches for nobody
   */
  complete(callback: URL, remembered: Readonly<Record<string, string>>): Promise<Vouched>
  /** Asks for what the provider says of itself. @throws ProviderError */
  ping(): Promise<void>
  /** Where to send a browser to end the provider's session too; undefined when it cannot. */
  logoutUrl?(token: string | undefined, returnTo: string): Promise<string | undefined>
  /**
   * The session that a provider's own message ends (OpenID Connect Back-Channel Logout 1.0 §2.6).
   * @throws ProviderError when it is not the provider's
   */
  endedSession?(logoutToken: string): Promise<string>
}

/** Why a provider vouches for nobody; the message is a sentence for whoever tries to sign in. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError'
}

/** What every provider is reached by. */
interface ClientOptions {
  readonly clientId: string
  readonly clientSecret: string
  /** Parted by spaces. */
  readonly scope: string
  readonly extraParameters: Readonly<Record<string, string>>
}

export interface OidcOptions extends ClientOptions {
  /** The issuer's address; its discovery document lies below it. */
  readonly endpoint: string
  readonly verifyCertificate: boolean
}

export interface OAuth2Options extends ClientOptions {
  readonly authorizeUrl: string
  readonly tokenUrl: string
  readonly userinfoUrl: string
  /** Answer a list, and are put into the userinfo document as `emails` and `groups`. */
  readonly emailsUrl?: string
  readonly groupsUrl?: string
}

/** Makes the protocol's side of a provider; the app says how. */
export interface WebProtocols {
  oidc(options: OidcOptions): WebProvider
  oauth2(options: OAuth2Options): WebProvider
}
