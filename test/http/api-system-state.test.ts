// What administrators are told beyond Harbor's API: the state of the server, and what an account has.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { statements } from '../../packages/server/src/platform/database/database.ts'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { planProblems, type SeenStatement } from '../support/query-plans.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let accounts: Accounts
let admin: ApiCaller
let ada: Account
const seen: SeenStatement[] = []

beforeAll(async () => {
  server = await startTestServer({ onStatement: (sql, parameters) => seen.push({ sql, parameters }) })
  accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
  ada = await accounts.user('ada')
})
afterAll(() => server.stop())

async function failedJob(kind: string, finished: number): Promise<void> {
  const times = { due_at: 1, lease_until: 0, created_at: 1, finished_at: finished, rerun_at: null }
  await server.database.transaction((tx) =>
    queries(tx)
      .insertInto('jobs')
      .values({
        ...{ kind, key: kind, state: 'failed', payload: '{}', progress: null, error: 'no room' },
        ...{ traceparent: null, ...times },
      })
      .execute(),
  )
}

test('the state names the engine, the version, the jobs that were given up and the events that wait', async () => {
  const now = Date.now()
  await failedJob('test.first', now - 2_000)
  await failedJob('test.second', now - 1_000)
  const { status, body } = await admin.get('/system/state')
  expect(status).toBe(200)
  expect(body.version).toMatch(/^v2\./)
  expect(body.database.engine).toBe(server.database.engine)
  expect(Date.parse(body.started_at)).toBeLessThanOrEqual(now)
  expect(body.jobs.failed).toBe(2)
  expect(body.jobs.planned).toBeGreaterThan(0)
  expect(body.jobs.last_failures).toEqual([
    { kind: 'test.second', error: 'no room', time: new Date(now - 1_000).toISOString() },
    { kind: 'test.first', error: 'no room', time: new Date(now - 2_000).toISOString() },
  ])
  expect(body.events.parked).toBe(0)
})

test('an account has ways to sign in, sessions, groups and memberships', async () => {
  const own = await accounts.project('adas', ada)
  const team = await accounts.project('team', accounts.admin())
  await accounts.member(team, ada, 'developer')
  const { body } = await admin.get(`/users/${ada.id}/holdings`)
  expect(body).toEqual({
    ...{ sign_in: ['password'], sessions: 0, groups: [], membership_count: 2 },
    memberships: [
      { project_id: own, project_name: 'adas', role_id: 1, role_name: 'projectAdmin', owner: true },
      { project_id: team, project_name: 'team', role_id: 2, role_name: 'developer', owner: false },
    ],
  })
})

test('an account of a provider without a password here says who vouches for it', async () => {
  const bob = await accounts.user('bob')
  await server.database.transaction(async (tx) => {
    await queries(tx).updateTable('users').set({ password_hash: '' }).where('id', '=', bob.id).execute()
    const row = { provider: 'ldap', subject: 'uid=bob', user_id: bob.id, created_at: 1, updated_at: 1 }
    await queries(tx).insertInto('identities').values(row).execute()
  })
  expect((await admin.get(`/users/${bob.id}/holdings`)).body.sign_in).toEqual(['ldap'])
})

test('what an account has is for itself and administrators', async () => {
  const eve = new ApiCaller(server, await accounts.user('eve'))
  expect((await eve.get(`/users/${ada.id}/holdings`)).status).toBe(403)
  expect((await eve.get('/system/state')).status).toBe(403)
  expect((await new ApiCaller(server, ada).get(`/users/${ada.id}/holdings`)).status).toBe(200)
})

test('what an account has is read along indexes', async () => {
  seen.length = 0
  await admin.get(`/users/${ada.id}/holdings`)
  expect(seen.length).toBeGreaterThan(5)
  expect(await planProblems(server.database, seen)).toEqual([])
})

test('the state is read along indexes', async () => {
  seen.length = 0
  await admin.get('/system/state')
  const asked = seen.filter(({ sql }) => /"(jobs|deliveries|parked_deliveries)"/.test(sql))
  expect(asked.length).toBeGreaterThan(6)
  const { database } = server
  if (database.engine === 'postgres') return // whose planner walks tables of a few rows, rightly
  for (const { sql, parameters } of asked) {
    const { rows } = await database[statements].execute(`explain query plan ${sql}`, parameters)
    const steps = (rows as { detail: string }[]).map(({ detail }) => detail)
    expect(steps.filter((step) => /^SCAN (?!part$)\w+$|TEMP B-TREE/.test(step))).toEqual([])
  }
})
