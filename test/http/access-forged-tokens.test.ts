// Tokens that are not ours, not any more, or not yet; and keys that are replaced without logging anyone out.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SigningKeys } from '../../packages/server/src/features/tokens/index.ts'
import { listSigningKeys } from '../../packages/server/src/features/tokens/signing-keys-store.ts'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { KeyFileInvalid, Sealing } from '../../packages/server/src/platform/sealing.ts'
import { Accounts } from '../support/accounts.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const start = Date.parse('2026-03-01T12:00:00Z')
const catalogScope = 'registry:catalog:*'

let now = start
let server: TestServer
let admin: Caller
/** A good token with the right to list the catalog. */
let good: string

beforeAll(async () => {
  server = await startTestServer({ clock: () => now, settings: { 'auth.keyRotation': '24h' } })
  admin = new Caller(server.url, new Accounts(server).admin())
  good = await fetchToken()
})
afterAll(() => server.stop())

async function fetchToken(from: Caller = admin): Promise<string> {
  return (JSON.parse((await from.askToken([catalogScope])).text) as { token: string }).token
}

async function statusOf(token: string, of = server): Promise<number> {
  const answer = await new Caller(of.url, { token }).get('/v2/_catalog')
  if (answer.status === 401) {
    expect(answer.error?.code).toBe('UNAUTHORIZED')
    expect(answer.headers.get('www-authenticate')).toEndWith(',error="invalid_token"')
  }
  return answer.status
}

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
const decode = (part: string | undefined) =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Record<string, unknown>

/** The parts of the good token, for building bad ones. */
function parts() {
  const [header, claims, signature] = good.split('.') as [string, string, string]
  return { header: decode(header), claims: decode(claims), signature }
}

/** Any header and claims, signed with the server's own key. */
async function signedByUs(header: object, claims: object): Promise<string> {
  const sealing = Sealing.fromFile(join(server.dataDir, 'secrets.key'))
  const { key } = await new SigningKeys(server.database, sealing, 365 * day, () => now).signing()
  const data = `${encode(header)}.${encode(claims)}`
  return `${data}.${Buffer.from(await crypto.subtle.sign('Ed25519', key, Buffer.from(data))).toString('base64url')}`
}

describe('a token is refused', () => {
  test('the good one is not, nor one that we sign as it is', async () => {
    const { header, claims } = parts()
    expect(await statusOf(good)).toBe(200)
    expect(await statusOf(await signedByUs(header, claims))).toBe(200)
  })

  test('with other claims or another signature', async () => {
    const { header, claims, signature } = parts()
    const more = { ...claims, access: [{ type: 'repository', name: 'library/x', actions: ['push'] }] }
    expect(await statusOf(`${encode(header)}.${encode(more)}.${signature}`)).toBe(401)
    expect(await statusOf(`${encode({ ...header, typ: 'jwt' })}.${encode(claims)}.${signature}`)).toBe(401)
    expect(await statusOf(good.slice(0, -6))).toBe(401)
    const other = good.at(-20) === 'A' ? 'B' : 'A'
    expect(await statusOf(`${good.slice(0, -20)}${other}${good.slice(-19)}`)).toBe(401)
  })

  test('without a signature, with the algorithm none', async () => {
    const { header, claims, signature } = parts()
    for (const alg of ['none', 'None', 'NONE']) {
      const data = `${encode({ ...header, alg })}.${encode(claims)}`
      expect(await statusOf(`${data}.`)).toBe(401)
      expect(await statusOf(`${data}.${signature}`)).toBe(401)
    }
  })

  test('signed as HS256 with what is public', async () => {
    const { header, claims } = parts()
    const [row] = await listSigningKeys(server.database)
    const publicJwk = row?.public_jwk as string
    const jwk = JSON.parse(publicJwk) as { kty: string; crv: string; x: string }
    const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    const data = `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`
    for (const secret of [publicJwk, pem, Buffer.from(jwk.x, 'base64url'), jwk.x, '']) {
      const mac = createHmac('sha256', secret).update(data).digest('base64url')
      expect(await statusOf(`${data}.${mac}`)).toBe(401)
    }
  })

  test('signed with another key under our key’s id, or one that it brings along', async () => {
    const { header, claims } = parts()
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    for (const more of [
      {},
      { jwk: publicKey.export({ format: 'jwk' }) },
      { kid: 'other' },
      { kid: undefined },
    ]) {
      const data = `${encode({ ...header, ...more })}.${encode(claims)}`
      expect(
        await statusOf(`${data}.${sign(null, Buffer.from(data), privateKey).toString('base64url')}`),
      ).toBe(401)
    }
  })

  test('signed by us for somebody else, or with a critical extension', async () => {
    const { header, claims } = parts()
    expect(await statusOf(await signedByUs(header, { ...claims, aud: 'other' }))).toBe(401)
    expect(await statusOf(await signedByUs(header, { ...claims, iss: 'other' }))).toBe(401)
    expect(await statusOf(await signedByUs({ ...header, crit: ['x'], x: 1 }, claims))).toBe(401)
    expect(await statusOf(await signedByUs({ ...header, kid: { toString: 1 } }, claims))).toBe(401)
  })

  test('of another installation', async () => {
    const other = await startTestServer({ clock: () => now })
    try {
      const stranger = new Caller(other.url, new Accounts(other).admin())
      const foreign = await fetchToken(stranger)
      expect(await statusOf(foreign, other)).toBe(200)
      expect(await statusOf(foreign)).toBe(401)
      expect(await statusOf(good, other)).toBe(401)
    } finally {
      await other.stop()
    }
  })

  test.each(['', 'x', '.', '..', '...', 'a.b.c', `${'a'.repeat(9000)}.b.c`, 'e30.e30.e30', '{}.{}.{}'])(
    'that is none: %p',
    async (token) => {
      const answer = await new Caller(server.url).get('/v2/_catalog', { authorization: `Bearer ${token}` })
      expect(answer.status).toBe(401)
    },
  )

  test('after it has expired, also when it was seen before, and before it is valid', async () => {
    const token = await fetchToken()
    expect(await statusOf(token)).toBe(200)
    const fresh = await fetchToken()
    try {
      now = start + 30 * minute - 1000
      expect(await statusOf(token)).toBe(200)
      now = start + 31 * minute
      expect(await statusOf(token)).toBe(401)
      expect(await statusOf(fresh)).toBe(401)
      const future = await fetchToken()
      now = start + 29 * minute
      expect(await statusOf(future)).toBe(401)
    } finally {
      now = start
    }
  })
})

describe('keys are replaced', () => {
  const kidOf = (token: string) => decode(token.split('.')[0]).kid

  test('after their time, and tokens of the old one stay good until they expire', async () => {
    try {
      now = start + day - minute
      const before = await fetchToken()
      expect(kidOf(before)).toBe(kidOf(good))
      now = start + day + 10 * minute
      const after = await fetchToken()
      expect(kidOf(after)).not.toBe(kidOf(before))
      expect(await statusOf(before)).toBe(200)
      expect(await statusOf(after)).toBe(200)
      await server.restart()
      expect([await statusOf(before), await statusOf(after)]).toEqual([200, 200])
      expect(kidOf(await fetchToken())).toBe(kidOf(after))
    } finally {
      now = start
    }
  })
})

describe('the key file', () => {
  test('of another installation stops the start in one sentence', async () => {
    const other = await startTestServer()
    await fetchToken(new Caller(other.url, new Accounts(other).admin()))
    const keyFile = join(other.dataDir, 'secrets.key')
    await Bun.write(keyFile, `1:${Buffer.alloc(32, 7).toString('base64')}\n`)
    const failure = await other.restart().catch((error: unknown) => error)
    await rm(other.dataDir, { recursive: true })
    expect(failure).toBeInstanceOf(KeyFileInvalid)
    expect((failure as Error).message).toContain('is it another one?')
  })

  test('without the version that sealed a key, too; a sealed key in another’s place does not open', async () => {
    const newer = Sealing.parse(`2:${Buffer.alloc(32, 7).toString('base64')}\n`, 'x')
    await expect(new SigningKeys(server.database, newer, 365 * day, () => now).signing()).rejects.toThrow(
      'lacks key version 1',
    )
    const [first, second] = await listSigningKeys(server.database)
    expect(first?.kid).toBeDefined()
    const own = Sealing.fromFile(join(server.dataDir, 'secrets.key'))
    const { sealed, key_version: keyVersion } = (second ?? first) as { sealed: string; key_version: number }
    expect(() => own.open({ sealed, keyVersion }, 'signing key of another')).toThrow(KeyFileInvalid)
  })
})

test('the database holds no private key in the clear', async () => {
  const rows = await queries(server.database).selectFrom('signing_keys').selectAll().execute()
  for (const row of rows) {
    expect(row.public_jwk).not.toContain('"d"')
    expect(Buffer.from(row.sealed, 'base64').toString('latin1')).not.toContain('"d"')
  }
})
