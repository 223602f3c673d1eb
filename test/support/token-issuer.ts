// A CI's issuer of tokens, as GitHub and GitLab are ones: a discovery document, keys, and whatever claims a test wants.
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

export interface TokenIssuer {
  /** The claim `iss`. */
  readonly url: string
  /** Requests that came, by path. */
  readonly asked: string[]
  /** Answers in place of its own, by path. */
  readonly answers: Map<string, () => Response>
  /** Signs with the newest key. */
  sign(claims: JWTPayload, header?: { readonly kid?: string; readonly alg?: string }): Promise<string>
  /** From now on there is another key beside the old ones. */
  addKey(): Promise<void>
  stop(): Promise<void>
}

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const pairs: { kid: string; pair: CryptoKeyPair }[] = []
  const asked: string[] = []
  const answers = new Map<string, () => Response>()
  const addKey = async () => {
    pairs.push({ kid: `key${pairs.length}`, pair: (await generateKeyPair('RS256')) as CryptoKeyPair })
  }
  await addKey()
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: async (request): Promise<Response> => {
      const { pathname } = new URL(request.url)
      asked.push(pathname)
      const given = answers.get(pathname)
      if (given) return given()
      if (pathname === '/.well-known/openid-configuration') {
        const base = new URL(request.url).origin
        return Response.json({ issuer: base, jwks_uri: `${base}/keys` })
      }
      if (pathname !== '/keys') return new Response('', { status: 404 })
      const keys = pairs.map(async ({ kid, pair }) => ({
        ...(await exportJWK(pair.publicKey)),
        kid,
        alg: 'RS256',
      }))
      return Response.json({ keys: await Promise.all(keys) })
    },
  })
  const url: string = `http://127.0.0.1:${server.port}`
  return {
    ...{ url, asked, answers, addKey },
    sign: async (claims, header = {}) => {
      const newest = pairs.at(-1) as (typeof pairs)[number]
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: newest.kid, ...header })
        .sign(newest.pair.privateKey)
    },
    stop: () => server.stop(true),
  }
}
