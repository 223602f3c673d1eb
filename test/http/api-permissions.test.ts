// What there is to permit, what one may oneself, and why somebody may or may not.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let accounts: Accounts
let now = Date.parse('2026-03-01T12:00:00Z')
let admin: ApiCaller
let ada: ApiCaller
let guest: ApiCaller
let stranger: ApiCaller
let team: number
let open: number
let robotId: number

beforeAll(async () => {
  server = await startTestServer({ clock: () => now })
  accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
  const owner = await accounts.user('ada')
  ada = new ApiCaller(server, owner)
  team = await accounts.project('team', owner)
  open = await accounts.project('open', owner, true)
  const visitor = await accounts.user('guest')
  await accounts.member(team, visitor, 'guest')
  guest = new ApiCaller(server, visitor)
  stranger = new ApiCaller(server, await accounts.user('stranger'))
  const permissions = [
    { kind: 'project', namespace: 'open', access: [{ resource: 'tag', action: 'create' }] },
    { kind: 'project', namespace: 'team', access: [{ resource: 'repository', action: 'pull' }] },
  ]
  const robot = { name: 'ci', level: 'system', duration: 10, permissions }
  robotId = (await admin.post('/robots', robot)).body.id
})
afterAll(() => server.stop())

describe('/permissions', () => {
  test('are 70 of the system and 70 of projects, for administrators', async () => {
    const { body } = await admin.get('/permissions')
    expect([body.system.length, body.project.length]).toEqual([70, 70])
    for (const list of [body.system, body.project]) {
      expect(new Set(list.map((each: object) => JSON.stringify(each))).size).toBe(70)
    }
  })

  test('administrators of a project see those of projects, others none', async () => {
    const { body } = await ada.get('/permissions')
    expect(body.system).toBeUndefined()
    expect(body.project).toHaveLength(70)
    expect((await guest.get('/permissions')).status).toBe(403)
    expect((await stranger.get('/permissions')).status).toBe(403)
    expect((await new ApiCaller(server).get('/permissions')).status).toBe(401)
  })

  test('each can be given to a robot', async () => {
    const { body } = await admin.get('/permissions')
    const permissions = [
      { kind: 'system', namespace: '/', access: body.system },
      { kind: 'project', namespace: '*', access: body.project },
    ]
    const made = await admin.post('/robots', { name: 'all', level: 'system', duration: 1, permissions })
    expect(made.status).toBe(201)
    expect((await admin.get(`/robots/${made.body.id}`)).body.permissions).toEqual(permissions)
  })
})

describe('/users/current/permissions', () => {
  const own = async (caller: ApiCaller, query: string) => {
    const { status, body } = await caller.get(`/users/current/permissions${query}`)
    expect(status).toBe(200)
    return (body as { resource: string; action: string }[]).map((each) => `${each.resource}:${each.action}`)
  }

  test('in a project, named as within it or in full', async () => {
    const scope = `?scope=/project/${team}`
    const relative = await own(guest, `${scope}&relative=true`)
    expect(relative).toContain('.:read')
    expect(relative).toContain('repository:pull')
    expect(relative).not.toContain('repository:push')
    expect(await own(guest, scope)).toEqual(
      relative.map((each) => `/project/${team}${each.startsWith('.') ? each.slice(1) : `/${each}`}`),
    )
  })

  test('of a public project are everybody’s; of a private or unknown one there are none', async () => {
    expect(await own(stranger, `?scope=/project/${open}&relative=true`)).toContain('repository:pull')
    expect(await own(stranger, `?scope=/project/${team}`)).toEqual([])
    expect(await own(stranger, '?scope=/project/999999')).toEqual([])
  })

  test('outside of projects', async () => {
    expect(await own(admin, '?scope=/system&relative=true')).toContain('user:delete')
    expect(await own(ada, '?scope=/system&relative=true')).toEqual(['catalog:read', 'project:create'])
  })

  test('of what is no scope there are none; nobody has none to ask for', async () => {
    expect(await own(admin, '')).toEqual([])
    expect(await own(admin, '?scope=/nosuch')).toEqual([])
    expect((await new ApiCaller(server).get('/users/current/permissions')).status).toBe(401)
  })
})

describe('/permissions/why', () => {
  const why = async (query: string) => {
    const { status, body } = await admin.get(`/permissions/why?${query}`)
    expect(status).toBe(200)
    return body
  }
  const push = 'permission=repository:push&project=team'
  const pull = 'permission=repository:pull&project=team'

  test('an administrator', async () => {
    expect(await why(`${push}&username=admin`)).toEqual({
      ...{ allowed: true, permission: 'repository:push', scope: 'project', rule: 'administrator' },
      words: 'admin is an administrator of the server, who may do everything',
    })
  })

  test('a role, by membership and through a group', async () => {
    expect(await why(`${push}&username=ada`)).toMatchObject({
      ...{ allowed: true, rule: 'role', role: { id: 1, name: 'projectAdmin' } },
      words: 'ada has the role projectAdmin in the project team, which grants repository:push',
    })
    const user = await accounts.user('gwen')
    const group = await addToGroup(user.id, 'devs')
    expect(await why(`${push}&user_id=${user.id}`)).toMatchObject({
      ...{
        allowed: true,
        rule: 'role',
        role: { id: 2, name: 'developer' },
        group: { id: group, name: 'devs' },
      },
      words:
        'gwen has the role developer in the project team through the group devs, which grants repository:push',
    })
  })

  test('a public project', async () => {
    const query = 'permission=repository:pull&project=open'
    for (const who of ['', '&username=stranger', `&robot_id=${robotId}`]) {
      expect(await why(query + who)).toMatchObject({ allowed: true, rule: 'public-project' })
    }
  })

  test('a robot’s block', async () => {
    expect(await why(`${pull}&robot_name=${encodeURIComponent('robot$ci')}`)).toMatchObject({
      ...{ allowed: true, rule: 'robot', block: 1 },
      words: 'robot$ci was given repository:pull in the project team, in block 1 of its permissions',
    })
    expect(await why(`${push}&robot_id=${robotId}`)).toMatchObject({
      ...{ allowed: false, rule: 'nothing' },
      words: 'nothing grants repository:push in the project team to robot$ci',
    })
  })

  test('a robot that is stopped', async () => {
    const shown = (await admin.get(`/robots/${robotId}`)).body
    await admin.put(`/robots/${robotId}`, { ...shown, disable: true })
    expect(await why(`${pull}&robot_id=${robotId}`)).toMatchObject({
      ...{ allowed: false, rule: 'robot-gone', words: 'robot$ci: this robot account is disabled' },
    })
    await admin.put(`/robots/${robotId}`, { ...shown, disable: false })
    const before = now
    now += 11 * 86_400_000
    expect(await why(`${pull}&robot_id=${robotId}`)).toMatchObject({ allowed: false, rule: 'robot-gone' })
    now = before
  })

  test('an access token: whose it is, and what it is limited to', async () => {
    const token = async (body: object) => (await ada.post('/users/current/tokens', body)).body.id
    const limited = await token({ name: 'reads', preset: 'read', projects: ['team'] })
    const whole = await token({ name: 'all', preset: 'all' })
    expect(await why(`${pull}&token_id=${limited}`)).toMatchObject({ allowed: true, rule: 'role' })
    expect(await why(`${push}&token_id=${whole}`)).toMatchObject({ allowed: true, rule: 'role' })
    expect(await why(`${push}&token_id=${limited}`)).toMatchObject({
      ...{ allowed: false, rule: 'credential' },
      words: 'ada may do it, but the credential is limited to other things',
    })
    expect((await admin.get(`/permissions/why?${pull}&token_id=999999`)).status).toBe(404)
  })

  test('nothing, and no project', async () => {
    expect(await why(`${push}&username=guest`)).toMatchObject({ allowed: false, rule: 'nothing' })
    expect(await why(pull)).toMatchObject({
      ...{ allowed: false, rule: 'nothing' },
      words: 'nothing grants repository:pull in the project team to somebody who is not signed in',
    })
    expect(await why('permission=repository:pull&project=nosuch&username=admin')).toMatchObject({
      ...{ allowed: false, rule: 'no-project', words: 'there is no project nosuch' },
    })
  })

  test('outside of projects', async () => {
    expect(await why('permission=project:create&username=ada')).toMatchObject({
      ...{ allowed: true, rule: 'creation-policy', scope: 'system' },
    })
    expect(await why('permission=user:delete&username=ada')).toMatchObject({
      allowed: false,
      rule: 'nothing',
    })
    expect(await why('permission=catalog:read')).toMatchObject({ allowed: true, rule: 'everyone' })
  })

  test('an administrator by a provider’s word', async () => {
    const user = await accounts.user('vera')
    await server.database.transaction((tx) =>
      queries(tx)
        .updateTable('users')
        .set({ administrator_by_provider: 1 })
        .where('id', '=', user.id)
        .execute(),
    )
    expect(await why(`${push}&username=vera`)).toMatchObject({
      ...{ allowed: true, rule: 'administrator' },
      words:
        'vera is an administrator of the server by the word of an identity provider, and may do everything',
    })
  })

  test('says what a request is told: each permission of each asker, in both projects', async () => {
    const askers: [string, ApiCaller][] = [
      ['username=ada', ada],
      ['username=guest', guest],
      ['username=stranger', stranger],
    ]
    const { project } = (await admin.get('/permissions')).body
    for (const [who, caller] of askers) {
      for (const [name, id] of [
        ['team', team],
        ['open', open],
      ] as const) {
        const { body } = await caller.get(`/users/current/permissions?scope=/project/${id}&relative=true`)
        const own = new Set(
          body.map(({ resource, action }: { resource: string; action: string }) => `${resource}:${action}`),
        )
        for (const { resource, action } of project) {
          const { allowed } = await why(`permission=${resource}:${action}&project=${name}&${who}`)
          expect([name, resource, action, allowed]).toEqual([
            name,
            resource,
            action,
            own.has(`${resource === 'project' ? '.' : resource}:${action}`),
          ])
        }
      }
    }
  })

  test.each([
    ['permission=nosuch:read', 400],
    ['permission=repository:pull', 400],
    ['permission=user:list&project=team', 400],
    [`${pull}&username=ada&robot_id=1`, 400],
    [`${pull}&username=nosuch`, 404],
    [`${pull}&user_id=999999`, 404],
    [`${pull}&robot_id=999999`, 404],
    [`${pull}&robot_name=nosuch`, 404],
    ['project=team', 422],
  ])('%s is answered %d', async (query, status) => {
    expect((await admin.get(`/permissions/why?${query}`)).status).toBe(status)
  })

  test('is for administrators', async () => {
    expect((await ada.get(`/permissions/why?${pull}`)).status).toBe(403)
    expect((await new ApiCaller(server).get(`/permissions/why?${pull}`)).status).toBe(401)
  })

  async function addToGroup(user: number, name: string): Promise<number> {
    return server.database.transaction(async (tx) => {
      const times = { created_at: 0, updated_at: 0 }
      const { id } = await queries(tx)
        .insertInto('groups')
        .values({ kind: 1, name, ldap_dn: null, ...times })
        .returning('id')
        .executeTakeFirstOrThrow()
      await queries(tx).insertInto('group_members').values({ group_id: id, user_id: user }).execute()
      const row = { project_id: team, subject_kind: 'group' as const, subject_id: id, role_id: 2, ...times }
      await queries(tx).insertInto('members').values(row).execute()
      return id
    })
  }
})
