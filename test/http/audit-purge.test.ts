// The audit log stays bounded: by its retention, by purges that administrators ask for, and by their schedule.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const hour = 3_600_000
const day = 24 * hour
const path = '/system/purgeaudit'
const schedule = `${path}/schedule`

let server: TestServer
let admin: ApiCaller
let ada: Account
let now = Date.parse('2026-03-01T12:00:00Z')

beforeAll(async () => {
  server = await startTestServer({ clock: () => now })
  const accounts = new Accounts(server)
  ada = await accounts.user('ada')
  admin = new ApiCaller(server, accounts.admin())
  await accounts.project('team', ada, true)
  await new Caller(server.url, ada).pushImage('team/app', 'v1')
  await server.deliverEvents()
})
afterAll(() => server.stop())

beforeEach(() => {
  now += 2 * day
})

/** A pull and a change, an entry each. */
async function happen(): Promise<void> {
  await new Caller(server.url).get('/v2/team/app/manifests/v1')
  await new ApiCaller(server, ada).put('/projects/team', { metadata: { severity: 'low' } })
  await server.deliverEvents()
}

async function count(q: string): Promise<number> {
  const { body, headers } = await admin.get(`/auditlog-exts?q=${encodeURIComponent(q)}&page_size=100`)
  expect(headers.get('x-total-count')).toBe(String(body.length))
  return body.length
}

/** Purges now. @returns its id, once it has ended */
async function purge(parameters: object): Promise<string> {
  const answer = await admin.post(schedule, { schedule: { type: 'Manual' }, parameters })
  expect(answer.status).toBe(201)
  await server.runDueJobs()
  await server.deliverEvents()
  return (answer.headers.get('location') as string).split('/').at(-1) as string
}

describe('a purge', () => {
  test('takes what is old and of the types asked for, and leaves the rest', async () => {
    await happen()
    now += 3 * hour
    await happen()
    const [pulls, updates] = [
      await count('operation=pull'),
      await count('operation=update,resource_type=project'),
    ]
    expect(pulls).toBeGreaterThan(1)
    const id = await purge({ audit_retention_hour: 2, include_event_types: 'pull_artifact', dry_run: false })
    expect(await count('operation=pull')).toBe(1)
    expect(await count('operation=update,resource_type=project')).toBe(updates)
    const { body } = await admin.get(`${path}/${id}`)
    expect(body).toMatchObject({
      id: Number(id),
      job_name: 'PURGE_AUDIT_LOG',
      job_kind: 'MANUAL',
      job_status: 'Success',
      deleted: false,
    })
    expect(JSON.parse(body.job_parameters)).toEqual({
      audit_retention_hour: 2,
      include_event_types: 'pull_artifact',
      dry_run: false,
    })
    const log = await admin.get(`${path}/${id}/log`)
    expect([log.headers.get('content-type'), log.body]).toEqual([
      'text/plain',
      expect.stringContaining(`purged ${pulls - 1} entries`),
    ])
  })

  test('counts only, when it is a dry run', async () => {
    await happen()
    now += 3 * hour
    const before = await count('op_time=[2020-01-01~]')
    const id = await purge({
      audit_retention_hour: 1,
      include_event_types: 'pull_artifact,other_events',
      dry_run: true,
    })
    expect((await admin.get(`${path}/${id}/log`)).body).toMatch(/would purge [1-9]\d* entries/)
    // The purge itself, and what was asked to see it, are entries too.
    expect(await count('op_time=[2020-01-01~]')).toBeGreaterThan(before)
  })

  test('of other events leaves those of artifacts, and totals follow', async () => {
    await happen()
    now += 3 * hour
    const artifacts = await count('resource_type=artifact')
    await purge({ audit_retention_hour: 1, include_event_types: 'other_events' })
    expect(await count('resource_type=artifact')).toBe(artifacts)
    const all = await admin.get('/auditlog-exts?page_size=100')
    expect(all.headers.get('x-total-count')).toBe(String(all.body.length))
    const others = all.body.filter((each: { resource_type: string }) => each.resource_type !== 'artifact')
    for (const { op_time } of others) expect(Date.parse(op_time)).toBeGreaterThan(now - hour)
  })

  test('goes through many entries in short pieces', async () => {
    for (let i = 0; i < 520; i++) {
      await new ApiCaller(server, ada).put('/projects/team', {
        metadata: { severity: i % 2 ? 'low' : 'high' },
      })
    }
    await server.deliverEvents()
    now += 2 * hour
    const id = await purge({ audit_retention_hour: 1, include_event_types: 'update_project' })
    expect((await admin.get(`${path}/${id}/log`)).body).toMatch(/purged 52\d entries/)
    expect(await count('operation=update,resource_type=project')).toBe(0)
  }, 60_000)

  test('that was stopped changes nothing more', async () => {
    await happen()
    now += 3 * hour
    const parameters = { audit_retention_hour: 1, include_event_types: 'update_project' }
    const updates = await count('operation=update,resource_type=project')
    const started = await admin.post(schedule, { schedule: { type: 'Manual' }, parameters })
    const location = (started.headers.get('location') as string).replace('/api/v2.0', '')
    expect((await admin.put(location)).status).toBe(200)
    await server.runDueJobs()
    // It may have been faster, as small as it is.
    const { job_status: status } = (await admin.get(location)).body
    expect(['Stopped', 'Success']).toContain(status)
    expect(await count('operation=update,resource_type=project')).toBe(status === 'Stopped' ? updates : 0)
  })

  test.each([
    [{ schedule: { type: 'Manual' } }, 400],
    [{ schedule: { type: 'Manual' }, parameters: {} }, 400],
    [{ schedule: { type: 'Manual' }, parameters: { include_event_types: 'x' } }, 400],
    [{ schedule: { type: 'Manual' }, parameters: { audit_retention_hour: 1 } }, 400],
    [
      { schedule: { type: 'Manual' }, parameters: { audit_retention_hour: '1', include_event_types: '' } },
      400,
    ],
    [
      {
        schedule: { type: 'Manual' },
        parameters: { audit_retention_hour: 240_001, include_event_types: '' },
      },
      400,
    ],
    [{ parameters: { audit_retention_hour: 1, include_event_types: '' } }, 400],
    [{ schedule: { type: 'Never' }, parameters: {} }, 422],
    [
      {
        schedule: { type: 'Custom', cron: '0 0 0' },
        parameters: { audit_retention_hour: 1, include_event_types: '' },
      },
      400,
    ],
    [{ schedule: { type: 'Custom' }, parameters: { audit_retention_hour: 1, include_event_types: '' } }, 400],
    ['nothing', 422],
  ])('%j is %d', async (body, status) => {
    expect((await admin.post(schedule, body)).status).toBe(status)
    expect((await admin.put(schedule, body)).status).toBe(status)
  })
})

describe('a schedule', () => {
  const parameters = { audit_retention_hour: 24, include_event_types: 'pull_artifact', dry_run: true }

  test('is set, shown, changed, kept to and ended', async () => {
    expect((await admin.get(schedule)).body).toBeUndefined()
    const daily = { schedule: { type: 'Daily', cron: '0 30 3 * * *' }, parameters }
    const set = await admin.post(schedule, daily)
    expect([set.status, set.headers.get('location')]).toEqual([201, '/api/v2.0/system/purgeaudit/schedule'])
    const today = Math.floor(now / day) * day + 3.5 * hour
    const next = new Date(today > now ? today : today + day).toISOString()
    const shown = (await admin.get(schedule)).body
    expect(shown).toMatchObject({
      schedule: { type: 'Daily', cron: '0 30 3 * * *', next_scheduled_time: next },
      job_kind: '0 30 3 * * *',
    })
    expect(JSON.parse(shown.job_parameters)).toEqual(parameters)
    const hourly = { schedule: { type: 'Hourly', cron: '0 0 * * * *' }, parameters }
    expect((await admin.put(schedule, hourly)).status).toBe(200)

    const planned = async () =>
      (await admin.get(`${path}?page_size=100`)).body.filter(
        (each: { job_kind: string }) => each.job_kind === 'SCHEDULE',
      )
    now += hour
    await server.runDueJobs()
    expect(await planned()).toMatchObject([{ job_status: 'Success' }])
    now += 5 * hour
    await server.runDueJobs()
    // However many times were missed.
    expect(await planned()).toHaveLength(2)
    expect((await admin.put(schedule, { schedule: { type: 'None' } })).status).toBe(200)
    expect((await admin.get(schedule)).body).toBeUndefined()
    now += 5 * hour
    await server.runDueJobs()
    expect(await planned()).toHaveLength(2)
  })

  test('changes of it are audited', async () => {
    await server.deliverEvents()
    const { body } = await admin.get('/auditlog-exts?q=resource_type=purge_audit,resource=schedule')
    expect(body.map(({ operation }: { operation: string }) => operation)).toEqual([
      'delete',
      'update',
      'update',
    ])
  })
})

test('history is paged, newest first', async () => {
  const all = (await admin.get(`${path}?page_size=100`)).body as { id: number }[]
  expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).sort((a, b) => b - a))
  const { body, headers } = await admin.get(`${path}?page=2&page_size=2`)
  expect([body, headers.get('x-total-count')]).toEqual([all.slice(2, 4), String(all.length)])
})

test('by the retention, pulls go after a month and everything after a year', async () => {
  await happen()
  const [pulls, updates] = [
    await count('operation=pull'),
    await count('operation=update,resource_type=project'),
  ]
  expect([pulls > 0, updates > 0]).toEqual([true, true])
  now += 31 * day
  await server.runDueJobs()
  expect(await count('operation=pull')).toBe(0)
  expect(await count('operation=update,resource_type=project')).toBe(updates)
  now += 335 * day
  await server.runDueJobs()
  expect(await count('operation=update,resource_type=project')).toBe(0)
})

test('only administrators, and missing ones are missing', async () => {
  const anonymous = new ApiCaller(server)
  const asAda = new ApiCaller(server, ada)
  const body = {
    schedule: { type: 'Manual' },
    parameters: { audit_retention_hour: 1, include_event_types: '' },
  }
  for (const [who, status] of [
    [anonymous, 401],
    [asAda, 403],
  ] as const) {
    expect((await who.get(path)).status).toBe(status)
    expect((await who.get(schedule)).status).toBe(status)
    expect((await who.post(schedule, body)).status).toBe(status)
    expect((await who.put(schedule, body)).status).toBe(status)
    for (const id of ['1', '999999']) {
      expect((await who.get(`${path}/${id}`)).status).toBe(status)
      expect((await who.put(`${path}/${id}`)).status).toBe(status)
      expect((await who.get(`${path}/${id}/log`)).status).toBe(status)
    }
  }
  expect((await admin.get(`${path}/999999`)).status).toBe(404)
  expect((await admin.put(`${path}/999999`)).status).toBe(404)
  expect((await admin.get(`${path}/999999/log`)).status).toBe(404)
  expect((await admin.get(`${path}/x`)).status).toBe(422)
})
