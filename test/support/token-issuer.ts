// A CI's issuer of tokens, as GitHub and GitLab are ones: a discovery document, keys, and whatever claims a test wants.

export interface TokenIssuer {
  /** The claim `iss`. */
  readonly url: string
  /** Requests that came, by path. */
  readonly asked: string[]
  /** Answers in place of its own, by path. */
  readonly answers: Map<string, () => Response>
  /** Signs with the newest key (RS256). */
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>
  /** From now on there is another key beside the old ones. */
  addKey(): Promise<void>
  stop(): Promise<void>
}

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const
const generated = { ...algorithm, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }

interface Key {
  readonly kid: string
  readonly pair: CryptoKeyPair
}

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const keys: Key[] = []
  const asked: string[] = []
  const answers = new Map<string, () => Response>()
  const addKey = async () => {
    const pair = await crypto.subtle.generateKey(generated, true, ['sign', 'verify'])
    keys.push({ kid: `key${keys.length}`, pair })
  }
  await addKey()
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: async (request): Promise<Response> => {
      const { pathname, origin } = new URL(request.url)
      asked.push(pathname)
      const given = answers.get(pathname)
      if (given) return given()
      if (pathname === '/.well-known/openid-configuration') {
        return Response.json({ issuer: origin, jwks_uri: `${origin}/keys` })
      }
      if (pathname !== '/keys') return new Response('', { status: 404 })
      return Response.json({ keys: await Promise.all(keys.map(published)) })
    },
  })
  return {
    ...{ url: `http://127.0.0.1:${server.port}`, asked, answers, addKey },
    sign: (claims) => sign(claims, keys.at(-1) as Key),
    stop: () => server.stop(true),
  }
}

async function published({ kid, pair }: Key): Promise<object> {
  const { kty, n, e } = await crypto.subtle.exportKey('jwk', pair.publicKey)
  return { kty, n, e, kid, alg: 'RS256', use: 'sig' }
}

/** RFC 7515 §3.1: the compact form. */
async function sign(claims: object, { kid, pair }: Key): Promise<string> {
  const parts = [{ alg: 'RS256', typ: 'JWT', kid }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  const signature = await crypto.subtle.sign(algorithm, pair.privateKey, Buffer.from(parts.join('.')))
  return [...parts, Buffer.from(signature).toString('base64url')].join('.')
}
