// A stream of changes goes on no longer than what it was opened with, and strangers leave room for others.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { LiveListener } from '../support/live-listener.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let accounts: Accounts
let pusher: Caller
let dora: Account

beforeAll(async () => {
  server = await startTestServer({ settings: { 'limits.liveStreams': '4' } })
  accounts = new Accounts(server)
  pusher = new Caller(server.url, accounts.admin())
  dora = await accounts.user('dora')
  await accounts.member(await accounts.project('team', accounts.admin()), dora, 'guest')
})
afterAll(() => server.stop())

async function listen(ears: Parameters<typeof LiveListener.open>[1]): Promise<LiveListener> {
  const listener = await LiveListener.open(server.url, ears)
  await listener.until(({ id }) => id !== undefined)
  return listener
}

test('a stream ends with the token that it was opened with', async () => {
  const caller = new ApiCaller(server, dora)
  const made = await caller.post('/users/current/tokens', { name: 'script', expires_in: 3600 })
  const { id, token } = made.body as { id: number; token: string }
  const bearer = await listen({ headers: { authorization: `Bearer ${token}` } })
  const basic = await listen({ as: { ...dora, password: token } })
  const other = await listen({ as: dora })
  expect((await caller.delete(`/users/current/tokens/${id}`)).status).toBe(200)
  await pusher.pushImage('team/app', 'secret')
  expect([await bearer.ended(), await basic.ended()]).toEqual(['signed-out', 'signed-out'])
  await other.untilHint('artifact.pushed')
  other.close()
  expect([...bearer.hints, ...basic.hints]).toEqual([])
})

test('a stream ends with the password that it was opened with', async () => {
  const eve = await accounts.user('eve')
  const listener = await listen({ as: eve })
  const passwords = { old_password: eve.password, new_password: 'Other Sesame 2027' }
  expect((await new ApiCaller(server, eve).put(`/users/${eve.id}/password`, passwords)).status).toBe(200)
  await pusher.pushImage('team/app', 'later')
  expect(await listener.ended()).toBe('signed-out')
})

test('strangers leave half of the streams to others', async () => {
  const strangers = [await listen({}), await listen({})]
  const refused = await LiveListener.open(server.url)
  expect(refused.response.status).toBe(429)
  const member = await listen({ as: dora })
  for (const each of [...strangers, member]) each.close()
})
