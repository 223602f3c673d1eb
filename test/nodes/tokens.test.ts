// Tokens with two nodes on one PostgreSQL: each knows the other's keys, also one that was made a moment ago.
import { afterAll, beforeAll, expect } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { Caller } from '../support/caller.ts'
import { sharedPostgres } from '../support/postgres.ts'
import { testWith } from '../support/programs.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const day = 24 * 60 * 60_000
const catalogScope = 'registry:catalog:*'

const start = Date.parse('2026-03-01T12:00:00Z')
let now = start
let first: TestServer
let second: TestServer

beforeAll(async () => {
  if (!Bun.which('postgres') && !process.env.ENTREPOT_TEST_POSTGRES_URL) return
  const url = await (await sharedPostgres()).createDatabase()
  const settings = { 'database.url': url, 'auth.keyRotation': '24h' } as const
  const clock = () => now
  first = await startTestServer({ settings, clock })
  second = await startTestServer({ settings: { ...first.shared, ...settings }, clock })
})

afterAll(async () => {
  await second?.stop()
  await first?.stop()
})

async function tokenOf(server: TestServer): Promise<string> {
  const admin = new Caller(server.url, { ...new Accounts(first).admin() })
  return (JSON.parse((await admin.askToken([catalogScope])).text) as { token: string }).token
}

async function accepted(token: string): Promise<number[]> {
  const ask = (server: TestServer) => new Caller(server.url, { token }).get('/v2/_catalog')
  return [(await ask(first)).status, (await ask(second)).status]
}

testWith(['postgres'], 'a token of one node serves at the other', async () => {
  expect(await accepted(await tokenOf(first))).toEqual([200, 200])
  expect(await accepted(await tokenOf(second))).toEqual([200, 200])
})

testWith(['postgres'], 'a key that one node has just made is known to the other at once', async () => {
  now = start + day
  const before = await tokenOf(second)
  // The second node has just looked at the keys, when the first one finds that their time is over.
  now += 1
  const rotated = await tokenOf(first)
  const kid = (token: string) => (JSON.parse(atob(token.split('.')[0] as string)) as { kid: string }).kid
  expect(kid(rotated)).not.toBe(kid(before))
  expect(await accepted(rotated)).toEqual([200, 200])
  expect(kid(await tokenOf(second))).toBe(kid(rotated))
})

testWith(
  ['postgres'],
  'a password that one node verified and the other changed is refused by both',
  async () => {
    const accounts = new Accounts(first)
    const user = await accounts.user('remembered')
    for (const server of [first, second]) {
      expect((await new Caller(server.url, user).get('/v2/')).status).toBe(200)
    }
    const changed = await accounts.changePassword(user, 'Another1 password')
    for (const server of [first, second]) {
      expect((await new Caller(server.url, user).get('/v2/')).status).toBe(401)
      expect((await new Caller(server.url, changed).get('/v2/')).status).toBe(200)
    }
  },
)
