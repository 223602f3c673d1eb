// Why somebody may do a thing or may not, and which roles it has and would need.
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

describe('/permissions/why', () => {
  const why = async (query: string) => {
    const { status, body } = await admin.get(`/permissions/why?${query}`)
    expect(status).toBe(200)
    return body
  }
  const push = 'permission=repository:push&project=team'
  const pull = 'permission=repository:pull&project=team'

  const pushing = [
    { id: 2, name: 'developer' },
    { id: 4, name: 'maintainer' },
    { id: 1, name: 'projectAdmin' },
  ]

  test('an administrator', async () => {
    expect(await why(`${push}&username=admin`)).toEqual({
      ...{ allowed: true, permission: 'repository:push', scope: 'project', rule: 'administrator' },
      words: 'admin is an administrator of the server, who may do everything',
      roles: [],
      granted_by: pushing,
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

  test('each role that a user has in the project and through what, and those that would do, whatever the answer', async () => {
    const permissions = [{ resource: 'repository', action: 'push' }]
    const { headers } = await admin.post('/roles', { name: 'pushes', permissions })
    const custom = { id: Number(headers.get('location')?.split('/').at(-1)), name: 'pushes' }
    await admin.post('/roles', { name: 'names', permissions: [{ resource: 'tag', action: 'create' }] })
    const user = await accounts.user('hana')
    expect(await why(`${push}&username=hana`)).toMatchObject({
      ...{ allowed: false, rule: 'nothing', roles: [], granted_by: [...pushing, custom] },
    })
    await accounts.member(team, user, 'limitedGuest')
    const group = { id: await addToGroup(user.id, 'visitors', 3), name: 'visitors' }
    const visits = [
      { id: 5, name: 'limitedGuest' },
      { id: 3, name: 'guest', group },
    ]
    expect(await why(`${push}&username=hana`)).toMatchObject({
      allowed: false,
      rule: 'nothing',
      roles: visits,
    })
    const pushers = { id: await addToGroup(user.id, 'pushers', custom.id), name: 'pushers' }
    const held = { ...{ allowed: true, rule: 'role', role: custom, group: pushers } }
    const answer = await why(`${push}&username=hana`)
    expect(answer).toMatchObject(held)
    expect(answer.roles).toHaveLength(3)
    expect(answer.roles).toEqual(expect.arrayContaining([...visits, { ...custom, group: pushers }]))
    expect(await why('permission=repository:push&project=open&username=hana')).toMatchObject({ roles: [] })
  })

  test('an access token shows the roles of its owner; robots have none, and outside of projects there are none', async () => {
    const { id } = (await ada.post('/users/current/tokens', { name: 'looks', preset: 'read' })).body
    expect(await why(`${push}&token_id=${id}`)).toMatchObject({
      ...{ rule: 'credential', roles: [{ id: 1, name: 'projectAdmin' }] },
    })
    for (const query of [`${push}&robot_id=${robotId}`, push, 'permission=user:list&username=ada']) {
      expect(Object.keys(await why(query))).not.toContain('roles')
      expect(Object.keys(await why(query))).not.toContain('granted_by')
    }
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

  async function addToGroup(user: number, name: string, role = 2): Promise<number> {
    return server.database.transaction(async (tx) => {
      const times = { created_at: 0, updated_at: 0 }
      const { id } = await queries(tx)
        .insertInto('groups')
        .values({ kind: 1, name, ldap_dn: null, ...times })
        .returning('id')
        .executeTakeFirstOrThrow()
      await queries(tx).insertInto('group_members').values({ group_id: id, user_id: user }).execute()
      const row = {
        project_id: team,
        subject_kind: 'group' as const,
        subject_id: id,
        role_id: role,
        ...times,
      }
      await queries(tx).insertInto('members').values(row).execute()
      return id
    })
  }
})
