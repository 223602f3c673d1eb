// Pushes and pulls by day, and what projects store: counted once, and shown to those who may see them.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { ofRequests, planProblems, type SeenStatement } from '../support/query-plans.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const day = 86_400_000
let now = Date.UTC(2026, 2, 10, 12)
let server: TestServer
let accounts: Accounts
let pusher: Caller
let ada: Account
let stan: Account
const seen: SeenStatement[] = []

beforeAll(async () => {
  server = await startTestServer({
    clock: () => now,
    onStatement: (sql, parameters) => seen.push({ sql, parameters }),
  })
  accounts = new Accounts(server)
  pusher = new Caller(server.url, accounts.admin())
  ada = await accounts.user('ada')
  stan = await accounts.user('stan')
  await accounts.project('team', ada)
  await accounts.project('open', accounts.admin(), true)
  await pusher.pushImage('team/app', 'v1')
  await pusher.pushImage('team/tool', 'v1')
  await pusher.pushImage('open/app', 'v1')
  await server.deliverEvents()
  now += day
  await pusher.pushImage('team/app', 'v2')
  for (const path of ['team/app', 'team/app', 'open/app']) {
    expect((await pusher.get(`/v2/${path}/manifests/v1`)).status).toBe(200)
  }
  await settled()
})
afterAll(() => server.stop())

/** Pulls are counted once a second. */
async function settled(): Promise<void> {
  await server.deliverEvents()
  const { body } = await as().get('/activity?days=1')
  if (body.days[0].pulls > 0) return
  await Bun.sleep(100)
  await settled()
}

const as = (account?: Account) => new ApiCaller(server, account)

describe('pushes and pulls', () => {
  test('are counted by day for whoever may list the repositories', async () => {
    const whole = (await as(accounts.admin()).get('/activity?days=3')).body
    expect(whole).toEqual({
      ...{ from: '2026-03-09', to: '2026-03-11', counted_since: '2026-03-10' },
      days: [
        { date: '2026-03-09', pushes: 0, pulls: 0 },
        { date: '2026-03-10', pushes: 3, pulls: 0 },
        { date: '2026-03-11', pushes: 1, pulls: 3 },
      ],
      most_active: [
        { name: 'team', pushes: 3, pulls: 2 },
        { name: 'open', pushes: 1, pulls: 1 },
      ],
    })
    const { days, most_active } = (await as(stan).get('/activity?days=2')).body
    expect(days).toEqual([
      { date: '2026-03-10', pushes: 1, pulls: 0 },
      { date: '2026-03-11', pushes: 0, pulls: 1 },
    ])
    expect(most_active).toEqual([{ name: 'open', pushes: 1, pulls: 1 }])
    expect((await as().get('/activity?days=2')).body.days).toEqual(days)
    expect((await as(ada).get('/activity?days=1')).body.days).toEqual([
      { date: '2026-03-11', pushes: 1, pulls: 3 },
    ])
  })

  test('of a project, and of one of its repositories', async () => {
    const project = (await as(ada).get('/projects/team/activity?days=2')).body
    expect(project.days).toEqual([
      { date: '2026-03-10', pushes: 2, pulls: 0 },
      { date: '2026-03-11', pushes: 1, pulls: 2 },
    ])
    expect(project.most_active).toEqual([
      { name: 'team/app', pushes: 2, pulls: 2 },
      { name: 'team/tool', pushes: 1, pulls: 0 },
    ])
    const repository = (await as(ada).get('/projects/team/activity?days=2&repository_name=tool')).body
    expect(repository.days[0]).toEqual({ date: '2026-03-10', pushes: 1, pulls: 0 })
    expect((await as(ada).get('/projects/team/activity?repository_name=none')).status).toBe(404)
    expect((await as(stan).get('/projects/team/activity')).status).toBe(403)
    expect((await as().get('/projects/team/activity')).status).toBe(401)
  })

  test('whatever is switched off in the audit log', async () => {
    const admin = as(accounts.admin())
    await admin.put('/configurations', { disabled_audit_log_event_types: 'create_artifact' })
    await pusher.pushImage('team/tool', 'v2')
    await server.deliverEvents()
    const { days } = (await admin.get('/projects/team/activity?days=1&repository_name=tool')).body
    expect(days).toEqual([{ date: '2026-03-11', pushes: 1, pulls: 0 }])
  })

  test('go when they are old', async () => {
    now += 401 * day
    await server.runDueJobs()
    const { rows } = await queries(server.database)
      .selectFrom('activity_days')
      .select((eb) => eb.fn.countAll<number>().as('rows'))
      .where('day', '<', Math.floor(now / day) - 400)
      .executeTakeFirstOrThrow()
    expect(Number(rows)).toBe(0)
  })
})

test('what projects store: each blob once in each project, and once in all', async () => {
  const admin = as(accounts.admin())
  const { body } = await admin.get('/statistics/storage')
  const byName = Object.fromEntries(
    body.projects.map(({ name, bytes }: { name: string; bytes: number }) => [name, bytes]),
  )
  const { total_storage_consumption: stored } = (await admin.get('/statistics')).body
  expect(body).toMatchObject({ computing: false, progress: 1, stored, others: { projects: 0, bytes: 0 } })
  expect(Object.keys(byName).sort()).toEqual(['open', 'team'])
  expect(byName.team).toBeGreaterThan(0)
  const before = byName.open
  await pusher.pushBlob('open/app', 'x'.repeat(1000))
  await pusher.pushBlob('open/other', 'x'.repeat(1000))
  expect((await admin.get('/statistics/storage')).body.stored).toBe(stored)
  now += 6 * 60_000
  await admin.get('/statistics/storage') // begins anew, and shows what is known
  let later = (await admin.get('/statistics/storage')).body
  while (later.computing || later.stored === stored) later = (await admin.get('/statistics/storage')).body
  const open = later.projects.find(({ name }: { name: string }) => name === 'open')
  expect(open.bytes).toBe(before + 1000)
})

// Last: SQLite's handle goes on reading what was there when it explained a plan.
test('counts by day are found by indexes', async () => {
  for (const [who, path] of [
    [undefined, '/activity?days=90'],
    [ada, '/activity?days=90'],
    [accounts.admin(), '/activity?days=90'],
    [ada, '/projects/team/activity?days=90'],
    [ada, '/projects/team/activity?days=90&repository_name=app'],
  ] as const) {
    seen.length = 0
    expect((await as(who).get(path)).status).toBe(200)
    const problems = await planProblems(server.database, ofRequests(seen))
    // Who did most has to be sorted: those are read aside.
    expect(problems.filter((each) => !each.includes('it sorts'))).toEqual([])
  }
})
