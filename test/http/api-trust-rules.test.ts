// Rules of trust over the API: made, shown, changed and deleted; who may, and which make no sense.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let accounts: Accounts
let admin: ApiCaller
let ada: Account
let asAda: ApiCaller
let robotId: number
let systemRobotId: number
let names = 0

const access = (...texts: string[]) =>
  texts.map((text) => ({ resource: text.split(':')[0] as string, action: text.split(':')[1] as string }))

async function robot(as: ApiCaller, level: 'project' | 'system', ...pairs: string[]): Promise<number> {
  const permissions = [{ kind: 'project', namespace: 'team', access: access(...pairs) }]
  names += 1
  const answer = await as.post('/robots', { name: `ci${names}`, level, duration: -1, permissions })
  expect(answer.status).toBe(201)
  return answer.body.id
}

beforeAll(async () => {
  server = await startTestServer()
  accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
  ada = await accounts.user('ada')
  asAda = new ApiCaller(server, ada)
  await accounts.project('team', ada)
  await accounts.project('other', accounts.admin())
  robotId = await robot(asAda, 'project', 'repository:pull')
  systemRobotId = await robot(admin, 'system', 'repository:pull')
})
afterAll(() => server.stop())

beforeEach(() => {
  names += 1
})

function ruleOf(more: object = {}): Record<string, unknown> {
  return {
    ...{ name: `rule${names}`, issuer: 'https://ci.example.com', audience: 'registry', robot_id: robotId },
    conditions: [{ claim: 'sub', match: 'exact', value: 'web' }],
    ...more,
  }
}

const inTeam = '/projects/team/trust-rules'

async function make(path = inTeam, as = asAda, more: object = {}): Promise<string> {
  const answer = await as.post(path, ruleOf(more))
  expect([answer.status, answer.message]).toEqual([201, undefined])
  return (answer.headers.get('location') as string).replace('/api/v2.0', '')
}

describe('a rule', () => {
  test('of a project is made, shown, listed, changed and deleted by its administrator', async () => {
    const more = { description: 'd', lifetime_minutes: 15, single_use: true }
    const path = await make(inTeam, asAda, more)
    const shown = (await asAda.get(path)).body
    expect(shown).toMatchObject({ ...ruleOf(more), disable: false })
    expect(shown.permissions).toBeUndefined()
    expect((await asAda.get(`${inTeam}?q=name%3Drule${names}`)).body).toEqual([shown])
    const permissions = [{ namespace: 'team', access: access('repository:pull') }]
    expect((await asAda.put(path, ruleOf({ permissions, disable: true }))).status).toBe(200)
    const changed = (await asAda.get(path)).body
    expect(changed).toMatchObject({ permissions, disable: true, lifetime_minutes: 60, single_use: false })
    expect(changed.id).toBe(shown.id)
    expect((await asAda.delete(path)).status).toBe(200)
    expect((await asAda.get(path)).status).toBe(404)
    expect((await asAda.delete(path)).status).toBe(404)
    const kinds = await queries(server.database)
      .selectFrom('events')
      .select(['kind', 'body'])
      .where('kind', 'like', 'trust-rule.%')
      .orderBy('seq', 'desc')
      .limit(3)
      .execute()
    expect(kinds.map(({ kind }) => kind)).toEqual([
      'trust-rule.deleted',
      'trust-rule.updated',
      'trust-rule.created',
    ])
    expect(JSON.parse(kinds[0]?.body ?? '')).toMatchObject({ id: shown.id, issuer: 'https://ci.example.com' })
  })

  test('of the system is for administrators, and may name any robot', async () => {
    const path = await make('/trust-rules', admin, { robot_id: systemRobotId })
    expect(path).toMatch(/^\/trust-rules\/\d+$/)
    await make('/trust-rules', admin, { name: `more${names}` })
    expect((await admin.get(path)).body.project_id).toBeUndefined()
    // A project's door does not lead to it.
    expect((await admin.get(`/projects/team${path}`)).status).toBe(404)
    const calls: ((as: ApiCaller) => Promise<{ readonly status: number }>)[] = [
      (as) => as.get('/trust-rules'),
      (as) => as.post('/trust-rules', ruleOf()),
      (as) => as.get(path),
      (as) => as.get('/trust-rules/999999'),
      (as) => as.put(path, ruleOf()),
      (as) => as.delete(path),
    ]
    for (const call of calls) {
      expect((await call(new ApiCaller(server))).status).toBe(401)
      expect((await call(asAda)).status).toBe(403)
    }
    expect((await admin.get('/trust-rules/999999')).status).toBe(404)
    expect((await admin.get('/trust-rules/x')).status).toBe(422)
  })

  const wrong: [what: string, more: object, status: number][] = [
    ['no conditions', { conditions: [] }, 422],
    ['stars beside letters', { conditions: [{ claim: 'sub', match: 'glob', value: 'acme**' }] }, 400],
    ['a wildcard for a condition', { conditions: [{ claim: 'sub', match: 'glob', value: '**' }] }, 400],
    [
      'all of GitHub',
      {
        issuer: 'https://token.actions.githubusercontent.com',
        conditions: [{ claim: 'ref', match: 'exact', value: 'refs/heads/main' }],
      },
      400,
    ],
    ['an issuer in the clear', { issuer: 'http://ci.example.com' }, 400],
    ['an issuer that is no address', { issuer: 'ci.example.com' }, 400],
    ['an issuer with a user', { issuer: 'https://a:b@ci.example.com' }, 400],
    ['an issuer with a query', { issuer: 'https://ci.example.com/?a' }, 400],
    ['no audience', { audience: '' }, 422],
    ['a life of a minute', { lifetime_minutes: 1 }, 422],
    ['a life of four days', { lifetime_minutes: 4321 }, 422],
    ['a name over two lines', { name: 'a\nb' }, 400],
    ['an unknown robot', { robot_id: 999_999 }, 400],
    ['a permission that is none', { permissions: [{ namespace: 'team', access: access('a:b') }] }, 400],
    ['an unknown kind of match', { conditions: [{ claim: 'sub', match: 'regex', value: 'x' }] }, 422],
  ]
  test.each(wrong)('%s is refused', async (_, more, status) => {
    expect((await asAda.post(inTeam, ruleOf(more))).status).toBe(status)
  })

  test('may be what it is while it is switched off, and is looked at when it is switched on', async () => {
    const conditions = [{ claim: 'sub', match: 'glob', value: 'acme**' }]
    const path = await make(inTeam, asAda, { conditions, disable: true })
    expect((await asAda.put(path, ruleOf({ conditions, disable: true }))).status).toBe(200)
    expect((await asAda.put(path, ruleOf({ conditions, disable: false }))).status).toBe(400)
  })

  test('takes a robot of its own project alone', async () => {
    expect((await asAda.post(inTeam, ruleOf({ robot_id: systemRobotId }))).status).toBe(400)
    expect((await admin.post('/projects/other/trust-rules', ruleOf())).status).toBe(400)
  })

  test('has a name of its own', async () => {
    await make()
    expect((await asAda.post(inTeam, ruleOf())).status).toBe(409)
    const other = await make(inTeam, asAda, { name: `${names}b` })
    expect((await asAda.put(other, ruleOf())).status).toBe(409)
    await make('/trust-rules', admin)
    expect((await admin.post('/trust-rules', ruleOf())).status).toBe(409)
  })

  test('never hands out more than who makes it may', async () => {
    const carol = await accounts.user(`carol${names}`)
    const role = await admin.post('/roles', {
      name: `robots${names}`,
      permissions: access('project:read', 'robot:update', 'repository:pull'),
    })
    expect(role.status).toBe(201)
    const project = (await admin.get('/projects/team')).body.project_id
    const member = { role_id: Number(role.headers.get('location')?.split('/').at(-1)) }
    const added = { ...member, member_user: { username: carol.name } }
    expect((await admin.post(`/projects/${project}/members`, added)).status).toBe(201)
    const asCarol = new ApiCaller(server, carol)
    expect((await asCarol.post(inTeam, ruleOf())).status).toBe(201)
    const pusher = await robot(asAda, 'project', 'repository:pull', 'repository:push')
    expect((await asCarol.post(inTeam, ruleOf({ name: `${names}b`, robot_id: pusher }))).status).toBe(403)
    // Nor than a limited credential of an administrator's.
    const permissions = [{ namespace: 'team', access: access('robot:update', 'repository:pull') }]
    const { body } = await asAda.post('/users/current/tokens', { permissions })
    const limited = new ApiCaller(server, { ...ada, password: body.token })
    expect((await limited.post(inTeam, ruleOf({ name: `${names}c`, robot_id: pusher }))).status).toBe(403)
    expect((await limited.post(inTeam, ruleOf({ name: `${names}d` }))).status).toBe(201)
  })
})
