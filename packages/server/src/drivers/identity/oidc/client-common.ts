// What OpenID Connect and plain OAuth2 have in common: how we authenticate, and failures in words.
import * as client from 'openid-client'
import { ProviderError } from '../../../features/web-sign-in/web-provider-port.ts'
import { OutboundError, type OutboundFetch } from '../../../platform/outbound/outbound-port.ts'

/** Clocks of this server and of the provider may differ by so many seconds. */
const clockTolerance = 30

export function clientMetadata(clientSecret: string): Partial<client.ClientMetadata> {
  return { client_secret: clientSecret, [client.clockTolerance]: clockTolerance }
}

/** By the way that the provider knows (RFC 8414 §2: Basic when it says nothing); without a secret, as a public client. */
export function authentication(clientSecret: string): client.ClientAuth {
  if (clientSecret === '') return client.None()
  const [basic, post] = [client.ClientSecretBasic(clientSecret), client.ClientSecretPost(clientSecret)]
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported
    const usePost = methods?.includes('client_secret_post') && !methods.includes('client_secret_basic')
    return (usePost ? post : basic)(server, ...rest)
  }
}

/** The library's requests by way of the guard. */
export function throughGuard(fetch: OutboundFetch): client.CustomFetch {
  return (url, { method, headers, body, signal }) =>
    fetch(url, {
      method,
      headers,
      redirect: 'manual',
      ...(signal && { signal }),
      body: body instanceof ArrayBuffer ? new Uint8Array(body) : plainBody(body),
    })
}

function plainBody(body: client.FetchBody): string | URLSearchParams | Uint8Array | null {
  if (body === undefined || body instanceof ReadableStream || body instanceof ArrayBuffer) return null
  return body
}

/** State, PKCE and where to come back: what `complete` needs to know again. */
export async function freshChecks(redirectUri: string) {
  const state = client.randomState()
  const verifier = client.randomPKCECodeVerifier()
  const challenge = await client.calculatePKCECodeChallenge(verifier)
  return {
    remembered: { state, verifier, redirectUri },
    parameters: {
      redirect_uri: redirectUri,
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    },
  }
}

/** The address that the browser came back by, as the provider was told it: a proxy may have changed the rest. */
export function callbackAsTold(callback: URL, remembered: Readonly<Record<string, string>>): URL {
  const told = new URL(remembered.redirectUri as string)
  told.search = callback.search
  return told
}

/** Anything the library throws, as a sentence for whoever tries to sign in. */
export function inWords(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error
  if (error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError) {
    const { error: code, error_description: description } = error
    const why = description ? `${code}: ${description}` : code
    return new ProviderError(`the provider refused (${why.slice(0, 300)})`, { cause: error })
  }
  const words: string[] = []
  for (
    let cause: unknown = error;
    cause !== undefined;
    cause = cause instanceof Error ? cause.cause : undefined
  ) {
    if (cause instanceof OutboundError) return new ProviderError(cause.message, { cause: error })
    words.push(...detailOf(cause))
  }
  const why = [...new Set(words)].join(': ').slice(0, 300)
  return new ProviderError(`the provider's answer cannot be used: ${why}`, { cause: error })
}

/** The library keeps what surprised it as the innermost cause: an answer, or what was expected of a document. */
function detailOf(cause: unknown): string[] {
  if (cause instanceof Error) return [cause.message]
  if (cause instanceof Response) return [`it answered ${cause.status}`]
  if (typeof cause !== 'object' || cause === null || !('attribute' in cause) || !('body' in cause)) return []
  const { attribute, body } = cause
  if (attribute !== 'issuer' || typeof body !== 'object' || body === null || !('issuer' in body)) return []
  return [`it calls itself ${String(body.issuer)}, and that has to be its address here`]
}
