// The audit log as administrators and project administrators read it.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let admin: ApiCaller
let ada: Account
let asAda: ApiCaller
let bob: Account
let digest: string
let now = Date.parse('2026-03-01T12:00:00Z')

const minute = 60_000
const day = 24 * 60 * minute

interface Entry {
  readonly id: number
  readonly username: string
  readonly operation: string
  readonly resource: string
  readonly resource_type: string
  readonly operation_description: string
  readonly operation_result: boolean
  readonly op_time: string
  readonly client_address: string
  readonly credential: string
  readonly request_id: string
  readonly project_id?: number
}

/** All entries that match, once all that happened is in the log. */
async function entries(path = '/auditlog-exts', by = admin): Promise<Entry[]> {
  await server.deliverEvents()
  const answer = await by.get(`${path}${path.includes('?') ? '&' : '?'}page_size=100`)
  expect(answer.status).toBe(200)
  return answer.body as Entry[]
}

const told = ({ username, operation, resource_type, resource }: Entry) =>
  `${username} ${operation} ${resource_type} ${resource}`

beforeAll(async () => {
  server = await startTestServer({ clock: () => now })
  const accounts = new Accounts(server)
  ada = await accounts.user('ada')
  bob = await accounts.user('bob')
  admin = new ApiCaller(server, accounts.admin())
  asAda = new ApiCaller(server, ada)
  expect((await asAda.post('/projects', { project_name: 'team' })).status).toBe(201)
  digest = (await new Caller(server.url, ada).pushImage('team/app', 'v1')).manifest
})
afterAll(() => server.stop())

describe('what is in it', () => {
  test('who pushed what, when, from where, by which credential and request', async () => {
    const id = 'push-of-v2'
    const { status } = await new Caller(server.url, ada).send('PUT', '/v2/team/app/manifests/v2', {
      body: (await new Caller(server.url, ada).get('/v2/team/app/manifests/v1')).text,
      headers: { 'content-type': 'application/vnd.oci.image.manifest.v1+json', 'x-request-id': id },
    })
    expect(status).toBe(201)
    expect(await entries('/auditlog-exts?q=resource=team/app:v2')).toMatchObject([
      {
        username: 'ada',
        operation: 'create',
        resource_type: 'artifact',
        resource: 'team/app:v2',
        operation_description: `push artifact: team/app@${digest}`,
        operation_result: true,
        op_time: '2026-03-01T12:00:00.000Z',
        client_address: '127.0.0.1',
        credential: 'password',
        request_id: id,
      },
    ])
  })

  test('projects, members, users, settings, tags, artifacts and repositories', async () => {
    const path = '/projects/team'
    await asAda.put(path, { metadata: { auto_scan: 'true' } })
    const { headers } = await asAda.post(`${path}/members`, { role_id: 3, member_user: { username: 'bob' } })
    const member = (headers.get('location') as string).replace('/api/v2.0', '')
    await asAda.put(member, { role_id: 2 })
    await asAda.delete(member)
    await asAda.post(`${path}/repositories/app/artifacts/v1/tags`, { name: 'v9' })
    await asAda.delete(`${path}/repositories/app/artifacts/v9/tags/v9`)
    await new Caller(server.url, ada).pushImage('team/gone', 'v1')
    await asAda.delete(`${path}/repositories/gone`)
    const ofProject = await entries(`${path}/auditlog-exts`, asAda)
    const all = ofProject.map(told)
    const { project_id: project } = (await asAda.get(path)).body as { project_id: number }
    expect(new Set(ofProject.map(({ project_id }) => project_id))).toEqual(new Set([project]))
    expect(all).toContain('ada create project team')
    for (const line of [
      'ada update project team',
      'ada create member bob',
      'ada update member bob',
      'ada delete member bob',
      'ada create tag team/app:v9',
      'ada delete tag team/app:v9',
      'ada delete repository team/gone',
    ]) {
      expect(all).toContain(line)
    }
    await admin.put('/configurations', { banner_message: 'hello' })
    const [configured] = await entries('/auditlog-exts?q=resource_type=configuration')
    expect(configured && [told(configured), configured.operation_description]).toEqual([
      'admin update configuration configuration',
      'update configuration: configuration (banner_message)',
    ])
  })

  test('the same pull by the same caller from the same address is one entry in a window, with its count', async () => {
    const caller = new Caller(server.url, bob)
    await new Accounts(server).member(2, bob, 'guest')
    const pull = async () => expect((await caller.get('/v2/team/app/manifests/v1')).status).toBe(200)
    const pulls = () => entries('/auditlog-exts?q=username=bob,operation=pull')
    for (let i = 0; i < 5; i++) await pull()
    await caller.send('HEAD', '/v2/team/app/manifests/v1')
    expect((await pulls()).map(({ resource, operation_description: words }) => [resource, words])).toEqual([
      ['team/app:v1', `pull artifact: team/app@${digest}`],
    ])
    expect((await caller.get(`/v2/team/app/manifests/${digest}`)).status).toBe(200)
    expect((await pulls())[0]?.resource).toBe(`team/app@${digest}`)
    now += 6 * minute
    expect((await pulls())[0]?.operation_description).toBe(`pull artifact: team/app@${digest} (4 times)`)
    now += 6 * minute
    await pulls()
    await pull()
    expect(await pulls()).toHaveLength(4)
  })

  test('logins, and failed ones: however many, an entry for each name in a window', async () => {
    now += day
    const tries = (name: string, count: number) =>
      Promise.all(
        Array.from({ length: count }, () => {
          const wrong = { id: 0, name, password: `wrong ${Math.random()}` }
          return new Caller(server.url, wrong).get('/service/token?service=entrepot')
        }),
      )
    await new Caller(server.url, bob).get('/service/token?service=entrepot')
    await tries('bob', 3)
    const logins = async () =>
      (await entries('/auditlog-exts?q=username=bob,operation=login')).filter(
        ({ op_time }) => Date.parse(op_time) >= now - 10 * minute,
      )
    expect((await logins()).map(({ operation_result: result }) => result).sort()).toEqual([false, true])
    now += 6 * minute
    expect((await logins()).map(({ operation_description: words }) => words)).toContain('login (2 times)')
  })

  test('who makes up one name after the other fills no log', async () => {
    now += day
    for (let i = 0; i < 26; i++) {
      await new Caller(server.url, { id: 0, name: `made-up-${i}`, password: 'x' }).get('/v2/')
    }
    const made = await entries('/auditlog-exts?q=operation=login,operation_result=false')
    const today = made.filter(({ op_time }) => Date.parse(op_time) >= now - minute)
    expect(today).toHaveLength(21)
    expect(today.filter(({ username }) => username === '(several names)')).toHaveLength(1)
  })

  test('what happened is seen within two seconds', async () => {
    const before = performance.now()
    await new Caller(server.url, ada).pushImage('team/soon', 'v1')
    await new Caller(server.url, ada).get('/v2/team/soon/manifests/v1')
    const seen = async () => (await asAda.get('/projects/team/auditlog-exts?q=resource=team/soon:v1')).body
    while ((await seen()).length < 2 && performance.now() - before < 10_000) await Bun.sleep(20)
    expect(await seen()).toHaveLength(2)
    expect(performance.now() - before).toBeLessThan(2_000)
  })

  test('types that are switched off are left out, and nothing else', async () => {
    await admin.put('/configurations', { disabled_audit_log_event_types: 'create_tag,delete_tag' })
    try {
      await asAda.post('/projects/team/repositories/app/artifacts/v1/tags', { name: 'quiet' })
      await asAda.put('/projects/team', { metadata: { severity: 'low' } })
      const all = await entries('/projects/team/auditlog-exts', asAda)
      expect(all.filter(({ resource }) => resource === 'team/app:quiet')).toEqual([])
      expect(all.map(told)[0]).toBe('ada update project team')
    } finally {
      await admin.put('/configurations', { disabled_audit_log_event_types: '' })
    }
  })

  test('administrators learn which types there are', async () => {
    const { body } = await admin.get('/auditlog-exts/events')
    expect(body.slice(0, 3)).toEqual([
      { event_type: 'create_artifact' },
      { event_type: 'delete_artifact' },
      { event_type: 'pull_artifact' },
    ])
  })
})

describe('lists', () => {
  const inTeam = '/projects/team/auditlog-exts'

  test('pages follow each other, newest first, and count the whole', async () => {
    const all = await entries(inTeam, asAda)
    const paged: Entry[] = []
    for (let page = 1; page <= Math.ceil(all.length / 3); page++) {
      const { body, headers } = await asAda.get(`${inTeam}?page=${page}&page_size=3`)
      expect(headers.get('x-total-count')).toBe(String(all.length))
      paged.push(...body)
    }
    expect(paged).toEqual(all)
    expect((await asAda.get(`${inTeam}?page=1000`)).body).toEqual([])
    const times = all.map(({ op_time }) => op_time)
    expect(times).toEqual([...times].sort().reverse())
    expect(new Set(times.map((time) => time.slice(0, 10))).size).toBeGreaterThan(1)
  })

  test('oldest first, page by page', async () => {
    const all = await entries(inTeam, asAda)
    const second = await asAda.get(`${inTeam}?sort=op_time&page=2&page_size=4`)
    expect(second.body).toEqual([...all].reverse().slice(4, 8))
  })

  test.each([
    ['operation=pull', (entry: Entry) => entry.operation === 'pull'],
    ['resource=~APP', (entry: Entry) => entry.resource.includes('app')],
    ['username=~o,operation=pull', (entry: Entry) => entry.username === 'bob' && entry.operation === 'pull'],
    ['operation={create delete}', (entry: Entry) => ['create', 'delete'].includes(entry.operation)],
    ['op_time=[2026-03-02T00:00:00~]', (entry: Entry) => entry.op_time >= '2026-03-02'],
    ['op_time=[~2026-03-01T23:59:59]', (entry: Entry) => entry.op_time < '2026-03-02'],
    ['operation_result=false', (entry: Entry) => !entry.operation_result],
    ['nosuch=1', () => true],
  ])('%s', async (q, fits) => {
    for (const [path, by] of [
      ['/auditlog-exts', admin],
      [inTeam, asAda],
    ] as const) {
      const all = (await entries(path, by)).filter(fits)
      const { body, headers } = await by.get(`${path}?q=${encodeURIComponent(q)}&page_size=100`)
      expect(body).toEqual(all)
      expect(headers.get('x-total-count')).toBe(String(all.length))
      const third = await by.get(`${path}?q=${encodeURIComponent(q)}&page_size=1&page=3`)
      expect(third.body).toEqual(all.slice(2, 3))
    }
  })

  test('the older form has the same entries, in fewer words', async () => {
    const [newest] = await entries(inTeam, asAda)
    const { id, username, resource, resource_type, operation, op_time } = newest as Entry
    const older = await asAda.get('/projects/team/logs?page_size=1')
    expect(older.body).toEqual([{ id, username, resource, resource_type, operation, op_time }])
    expect((await asAda.get('/audit-logs?page_size=1')).body).toEqual(older.body)
  })
})

describe('who may read it', () => {
  test('who may not read all sees the projects whose log it may read, and nobody else’s', async () => {
    const accounts = new Accounts(server)
    const carol = await accounts.user('carol')
    const asCarol = new ApiCaller(server, carol)
    expect(await entries('/auditlog-exts', asCarol)).toEqual([])
    await asCarol.post('/projects', { project_name: 'carols' })
    expect((await entries('/auditlog-exts', asCarol)).map(told)).toEqual(['carol create project carols'])
    await accounts.member(2, carol, 'maintainer')
    expect(await entries('/auditlog-exts', asCarol)).toHaveLength(1)
    await accounts.removeMember(2, carol)
    await accounts.member(2, carol, 'projectAdmin')
    const ofBoth = await entries('/auditlog-exts', asCarol)
    const inTeam = await entries('/projects/team/auditlog-exts', asAda)
    expect(ofBoth).toHaveLength(inTeam.length + 1)
    expect((await asCarol.get('/auditlog-exts?page_size=2&page=2')).body).toEqual(ofBoth.slice(2, 4))
    const pulls = await asCarol.get('/auditlog-exts?q=operation=pull&page_size=100')
    expect(pulls.body).toEqual(ofBoth.filter(({ operation }) => operation === 'pull'))
  })

  test('the list needs a login, its types an administrator', async () => {
    const anonymous = new ApiCaller(server)
    for (const path of ['/audit-logs', '/auditlog-exts', '/auditlog-exts/events']) {
      expect((await anonymous.get(path)).status).toBe(401)
    }
    expect((await asAda.get('/auditlog-exts/events')).status).toBe(403)
    const token = await new Caller(server.url, { ...ada }).withToken('repository:team/app:pull')
    expect((await token.get('/api/v2.0/auditlog-exts')).status).toBe(403)
    expect((await asAda.get('/auditlog-exts?page_size=101')).status).toBe(422)
    expect((await asAda.get('/auditlog-exts?q=username=')).status).toBe(400)
  })
})
