// Sessions with two nodes on one PostgreSQL: begun at one, they serve at the other, and end at both.
import { afterAll, beforeAll, expect } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { CookieClient } from '../support/cookie-client.ts'
import { sharedPostgres } from '../support/postgres.ts'
import { testWith } from '../support/programs.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let first: TestServer
let second: TestServer

beforeAll(async () => {
  if (!Bun.which('postgres') && !process.env.ENTREPOT_TEST_POSTGRES_URL) return
  const url = await (await sharedPostgres()).createDatabase()
  const settings = { 'database.url': url }
  first = await startTestServer({ settings })
  second = await startTestServer({ settings: { ...first.shared, ...settings } })
})

afterAll(async () => {
  await second?.stop()
  await first?.stop()
})

async function bothSides(name: string): Promise<[CookieClient, CookieClient]> {
  const user = await new Accounts(first).user(name)
  const here = new CookieClient(first.url)
  expect((await here.login(user.name, user.password)).status).toBe(200)
  return [here, here.copy(second.url)]
}

const status = async (client: CookieClient) => (await client.copy().get('/api/v2.0/users/current')).status

testWith(['postgres'], 'a session of one node serves at the other, and so does its token', async () => {
  const [here, there] = await bothSides('both')
  expect([await status(here), await status(there)]).toEqual([200, 200])
  const headers = { 'x-harbor-csrf-token': await here.token() }
  const json = { project_name: 'elsewhere' }
  expect((await there.send('POST', '/api/v2.0/projects', { json, headers })).status).toBe(201)
})

testWith(['postgres'], 'signing out at one node signs out at the other', async () => {
  const [here, there] = await bothSides('out')
  expect([await status(here), await status(there)]).toEqual([200, 200])
  await there.copy().get('/c/log_out')
  expect([await status(here), await status(there)]).toEqual([401, 401])
})
