// Changes as they happen with two nodes on one PostgreSQL: what is pushed at one is told at the other.
import { afterAll, beforeAll, expect } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { LiveListener } from '../support/live-listener.ts'
import { sharedPostgres } from '../support/postgres.ts'
import { testWith } from '../support/programs.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let first: TestServer
let second: TestServer
let accounts: Accounts
let pusher: Caller

// PostgreSQL alone: with SQLite there is one node, as its database is a file of that node's own.
beforeAll(async () => {
  if (!Bun.which('postgres') && !process.env.ENTREPOT_TEST_POSTGRES_URL) return
  const database = { 'database.url': await (await sharedPostgres()).createDatabase() }
  // Signs of life each second: with them it is asked whether credentials still hold.
  const settings = { ...database, 'limits.idleTimeout': '3s' }
  first = await startTestServer({ settings })
  second = await startTestServer({ settings: { ...first.shared, ...settings } })
  accounts = new Accounts(first)
  pusher = new Caller(first.url, accounts.admin())
})

afterAll(async () => {
  await second?.stop()
  await first?.stop()
})

async function listenThere(as: Account, query = ''): Promise<LiveListener> {
  const listener = await LiveListener.open(second.url, { as, query })
  await listener.until(({ id }) => id !== undefined)
  return listener
}

testWith(['postgres'], 'a push at one node appears at a listener of the other, by its rights', async () => {
  const [member, stranger] = [await accounts.user('dora'), await accounts.user('stan')]
  await accounts.member(await accounts.project('team', accounts.admin()), member, 'guest')
  await accounts.project('open', accounts.admin(), true)
  const [told, untold] = [await listenThere(member), await listenThere(stranger)]
  await pusher.pushImage('team/app', 'v1')
  await pusher.pushImage('open/app', 'v2')
  for (const each of [told, untold]) await each.until(({ hints }) => hints.some(({ tag }) => tag === 'v2'))
  expect(told.hints.map(({ repository, tag }) => `${repository}:${tag}`)).toContain('team/app:v1')
  expect(untold.hints.filter(({ project }) => project === 'team')).toEqual([])
  for (const each of [told, untold]) each.close()
})

testWith(['postgres'], 'who comes back at the other node is told what happened meanwhile', async () => {
  const dora = await accounts.user('dana')
  await accounts.member(await accounts.project('crew', accounts.admin()), dora, 'guest')
  const here = await LiveListener.open(first.url, { as: dora })
  await here.until(({ id }) => id !== undefined)
  const after = here.id
  here.close()
  await pusher.pushImage('crew/app', 'meanwhile')
  const there = await listenThere(dora, `?after=${after}`)
  await there.until(({ hints }) => hints.some(({ tag }) => tag === 'meanwhile'))
  there.close()
})

testWith(['postgres'], 'a password that is changed at one node ends the streams at the other', async () => {
  const eve = await accounts.user('eve')
  const listener = await listenThere(eve)
  const passwords = { old_password: eve.password, new_password: 'Other Sesame 2027' }
  expect((await new ApiCaller(first, eve).put(`/users/${eve.id}/password`, passwords)).status).toBe(200)
  expect(await listener.ended()).toBe('signed-out')
})
