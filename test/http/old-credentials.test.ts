// What proves who somebody is does not outlive its time: refresh tokens and signing keys leave the database.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { day } from '../../packages/server/src/platform/clock.ts'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { Accounts } from '../support/accounts.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let now = Date.now()
let server: TestServer

beforeAll(async () => {
  server = await startTestServer({ clock: () => now })
})
afterAll(() => server.stop())

async function keyIds(): Promise<string[]> {
  const rows = await queries(server.database)
    .selectFrom('signing_keys')
    .select('kid')
    .orderBy('kid')
    .execute()
  return rows.map(({ kid }) => kid)
}

test('expired refresh tokens are deleted, and those that still serve are kept', async () => {
  const admin = new Caller(server.url, new Accounts(server).admin())
  const hashes = () => queries(server.database).selectFrom('tokens').select('expires_at').execute()
  await admin.askToken([], '&offline_token=true')
  now += 20 * day
  await admin.askToken([], '&offline_token=true')
  now += 20 * day
  await server.runDueJobs()
  expect(await hashes()).toHaveLength(1)
  now += 20 * day
  await server.runDueJobs()
  expect(await hashes()).toEqual([])
})

test('a signing key is replaced when it is old, serves for its last tokens, and is then deleted', async () => {
  const before = await keyIds()
  now += 91 * day
  const admin = await new Caller(server.url, new Accounts(server).admin()).withToken('registry:catalog:*')
  await server.runDueJobs()
  const during = await keyIds()
  expect(during).toHaveLength(2)
  expect(during).toEqual(expect.arrayContaining(before))
  expect((await admin.get('/v2/_catalog')).status).toBe(200)
  now += 3 * day
  await server.runDueJobs()
  const after = await keyIds()
  expect(after).toHaveLength(1)
  expect(before).not.toContain(after[0])
})
