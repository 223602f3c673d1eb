// Custom roles: made by administrators, given to members of projects, and taken away.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { recordedEvents } from '../support/events.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let accounts: Accounts
let admin: ApiCaller
let ada: ApiCaller
let owner: Account
let team: number

beforeAll(async () => {
  server = await startTestServer()
  accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
  owner = await accounts.user('ada')
  ada = new ApiCaller(server, owner)
  team = await accounts.project('team', owner)
  await new Caller(server.url, owner).pushImage('team/app', 'v1')
})
afterAll(() => server.stop())

const access = (...pairs: string[]) =>
  pairs.map((pair) => ({ resource: pair.split(':')[0], action: pair.split(':')[1] }))

async function role(name: string, ...pairs: string[]): Promise<number> {
  const answer = await admin.post('/roles', { name, permissions: access(...pairs) })
  expect(answer.status).toBe(201)
  return Number(answer.headers.get('location')?.replace('/api/v2.0/roles/', ''))
}

async function member(name: string, roleId: number): Promise<{ account: Account; mid: string }> {
  const account = await accounts.user(name)
  const body = { role_id: roleId, member_user: { username: name } }
  const { status, headers } = await ada.post('/projects/team/members', body)
  expect(status).toBe(201)
  return { account, mid: headers.get('location')?.split('/').at(-1) as string }
}

test('the built-in roles are there from the start, with what they grant', async () => {
  const { body, headers } = await ada.get('/roles')
  const builtIn = body.filter(({ builtin }: { builtin: boolean }) => builtin)
  expect(builtIn.map(({ id, name }: { id: number; name: string }) => [id, name])).toEqual([
    [1, 'projectAdmin'],
    [2, 'developer'],
    [3, 'guest'],
    [4, 'maintainer'],
    [5, 'limitedGuest'],
  ])
  expect(Number(headers.get('x-total-count'))).toBe(body.length)
  expect(builtIn[1].permissions).toContainEqual({ resource: 'repository', action: 'push' })
  expect(builtIn[1].permissions).not.toContainEqual({ resource: 'repository', action: 'delete' })
  expect((await ada.get('/roles/2')).body).toEqual(builtIn[1])
})

describe('a member with a custom role', () => {
  test('may just what the role grants, and what it grants from the next request on', async () => {
    const id = await role('depositor', 'project:read', 'repository:push', 'repository:list')
    expect(id).toBeGreaterThanOrEqual(100)
    const { account, mid } = await member('dora', id)
    const dora = new Caller(server.url, account)
    await dora.pushBlob('team/app', 'from dora')
    expect((await dora.get('/v2/team/app/manifests/v1')).status).toBe(403)
    expect((await new ApiCaller(server, account).get('/projects/team/members')).status).toBe(403)
    expect((await ada.get(`/projects/team/members/${mid}`)).body).toMatchObject({
      ...{ role_id: id, role_name: 'depositor' },
    })
    const wider = { permissions: access('project:read', 'repository:push', 'repository:pull') }
    expect((await admin.put(`/roles/${id}`, wider)).status).toBe(200)
    expect((await dora.get('/v2/team/app/manifests/v1')).status).toBe(200)
    expect((await admin.get(`/roles/${id}`)).body).toMatchObject({ name: 'depositor', builtin: false })
  })

  test('sees in lists just what the role lets it see', async () => {
    const seen = async (account: Account) => {
      const api = new ApiCaller(server, account)
      const names = async (path: string) =>
        (await api.get(path)).body
          .map(({ name }: { name: string }) => name)
          .filter((each: string) => each.startsWith('team'))
      const catalog = await new Caller(server.url, account).get('/v2/_catalog')
      return [await names('/projects'), await names('/repositories'), JSON.parse(catalog.text).repositories]
    }
    const reader = await member('rita', await role('reader', 'project:read'))
    const lister = await member('lisa', await role('lister', 'repository:list'))
    const puller = await member('paul', await role('puller', 'repository:pull'))
    expect(await seen(reader.account)).toEqual([['team'], [], []])
    expect(await seen(lister.account)).toEqual([[], ['team/app'], []])
    expect(await seen(puller.account)).toEqual([[], [], ['team/app']])
  })

  test('mounts only from where it may pull', async () => {
    const digest = await new Caller(server.url, owner).pushBlob('team/app', 'to mount')
    const { account } = await member('moe', await role('no-pull', 'project:read', 'repository:list'))
    const own = await accounts.project('moes', account)
    expect(own).toBeGreaterThan(0)
    const mount = `/v2/moes/x/blobs/uploads/?mount=${digest}`
    expect((await new Caller(server.url, account).send('POST', mount)).status).toBe(202)
    expect((await new Caller(server.url, account).send('POST', `${mount}&from=team/app`)).status).toBe(202)
  })

  test('makes robots within the role, and takes over none beyond it', async () => {
    const id = await role(
      'robot-maker',
      'project:read',
      'repository:pull',
      'robot:create',
      'robot:update',
      'robot:read',
    )
    const { account } = await member('rob', id)
    const rob = new ApiCaller(server, account)
    const make = (caller: ApiCaller, name: string, pair: string) => {
      const permissions = [{ kind: 'project', namespace: 'team', access: access(pair) }]
      return caller.post('/robots', { name, level: 'project', duration: 1, permissions })
    }
    expect((await rob.get('/permissions')).status).toBe(200)
    expect((await make(rob, 'small', 'repository:pull')).status).toBe(201)
    expect((await make(rob, 'big', 'repository:delete')).status).toBe(403)
    const big = (await make(ada, 'big', 'repository:delete')).body.id
    expect((await rob.send('PATCH', `/robots/${big}`, { secret: '' })).status).toBe(403)
    expect((await rob.put(`/robots/${big}`, (await rob.get(`/robots/${big}`)).body)).status).toBe(403)
  })
})

test('a role that manages members gives none that may more', async () => {
  const personnel = ['member:create', 'member:update', 'member:list', 'project:read', 'repository:pull']
  const { account, mid } = await member('hedwig', await role('personnel', ...personnel))
  const hedwig = new ApiCaller(server, account)
  await accounts.user('accomplice')
  const give = (role_id: number) =>
    hedwig.post('/projects/team/members', { role_id, member_user: { username: 'accomplice' } })
  expect(await give(1)).toMatchObject({ status: 403, code: 'FORBIDDEN' })
  expect(await give(2)).toMatchObject({ status: 403, code: 'FORBIDDEN' })
  const raise = (role_id: number) => hedwig.put(`/projects/team/members/${mid}`, { role_id })
  expect(await raise(1)).toMatchObject({ status: 403, code: 'FORBIDDEN' })
  expect((await give(await role('member-as-small', 'project:read', 'repository:pull'))).status).toBe(201)
})

test('a role comes through a group as well', async () => {
  const account = await accounts.user('gwen')
  const id = await role('group-puller', 'repository:pull', 'project:read', 'repository:list')
  const group = await server.database.transaction(async (tx) => {
    const times = { created_at: 0, updated_at: 0 }
    const made = await queries(tx)
      .insertInto('groups')
      .values({ kind: 3, name: 'devs', ldap_dn: null, ...times })
      .returning('id')
      .executeTakeFirstOrThrow()
    await queries(tx).insertInto('group_members').values({ group_id: made.id, user_id: account.id }).execute()
    const row = {
      project_id: team,
      subject_kind: 'group' as const,
      subject_id: made.id,
      role_id: id,
      ...times,
    }
    await queries(tx).insertInto('members').values(row).execute()
    return made.id
  })
  const gwen = new Caller(server.url, account)
  expect((await gwen.get('/v2/team/app/manifests/v1')).status).toBe(200)
  expect(JSON.parse((await gwen.get('/v2/_catalog')).text).repositories).toEqual(['team/app'])
  const shown = (await new ApiCaller(server, account).get('/projects?name=team')).body
  expect(shown).toMatchObject([{ name: 'team', current_user_role_ids: [id] }])
  expect((await admin.delete(`/roles/${id}`)).status).toBe(412)
  await server.database.transaction((tx) =>
    queries(tx).deleteFrom('group_members').where('group_id', '=', group).execute(),
  )
  expect((await gwen.get('/v2/team/app/manifests/v1')).status).toBe(403)
})

describe('deleting', () => {
  test('a role that somebody has is refused, with how many', async () => {
    const id = await role('held', 'project:read')
    const { mid } = await member('hal', id)
    expect(await admin.delete(`/roles/${id}`)).toMatchObject({
      ...{ status: 412, message: '1 member has the role held: give them another one first' },
    })
    expect((await ada.put(`/projects/team/members/${mid}`, { role_id: 3 })).status).toBe(200)
    expect((await admin.delete(`/roles/${id}`)).status).toBe(200)
    expect((await admin.get(`/roles/${id}`)).status).toBe(404)
    expect((await admin.delete(`/roles/${id}`)).status).toBe(404)
    expect((await ada.put(`/projects/team/members/${mid}`, { role_id: id })).status).toBe(400)
  })

  test('a role while somebody is given it leaves no member without a role', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await role(`raced-${round}`, 'project:read')
      const account = await accounts.user(`racer${round}`)
      const body = { role_id: id, member_user: { username: account.name } }
      const [given, deleted] = await Promise.all([
        ada.post('/projects/team/members', body),
        admin.delete(`/roles/${id}`),
      ])
      expect([
        [201, 412],
        [400, 200],
      ]).toContainEqual([given.status, deleted.status])
    }
  })

  test.each([1, 2, 3, 4, 5])('the built-in role %d is refused, and so is changing it', async (id) => {
    expect((await admin.delete(`/roles/${id}`)).status).toBe(403)
    expect((await admin.put(`/roles/${id}`, { description: 'x' })).status).toBe(403)
  })
})

describe('who may', () => {
  const body = { name: 'tried', permissions: access('project:read') }

  test('everybody who is signed in sees roles; administrators alone make, change and delete them', async () => {
    const id = await role('guarded', 'project:read')
    const anonymous = new ApiCaller(server)
    for (const [caller, refused] of [
      [ada, 403],
      [anonymous, 401],
    ] as const) {
      expect((await caller.post('/roles', body)).status).toBe(refused)
      expect((await caller.put(`/roles/${id}`, body)).status).toBe(refused)
      expect((await caller.delete(`/roles/${id}`)).status).toBe(refused)
      expect((await caller.delete('/roles/9999')).status).toBe(refused)
    }
    expect((await ada.get(`/roles/${id}`)).status).toBe(200)
    expect((await ada.get('/roles/9999')).status).toBe(404)
    expect((await anonymous.get('/roles')).status).toBe(401)
    expect((await anonymous.get(`/roles/${id}`)).status).toBe(401)
  })

  test.each<[string, object, number]>([
    ['a name with capitals', { name: 'Tried' }, 400],
    ['a built-in name', { name: 'developer' }, 400],
    ['no permissions', { permissions: [] }, 400],
    ['an unknown permission', { permissions: access('nosuch:read') }, 400],
    ['a permission outside of projects', { permissions: access('user:create') }, 400],
    ['no name', { name: undefined }, 422],
    ['a taken name', { name: 'taken' }, 409],
  ])('%s is refused', async (_, change, status) => {
    if (status === 409) await role('taken', 'project:read')
    expect((await admin.post('/roles', { ...body, ...change })).status).toBe(status)
  })

  test('a role keeps to a name that is free', async () => {
    const id = await role('first', 'project:read')
    await role('second', 'project:read')
    expect((await admin.put(`/roles/${id}`, { name: 'second' })).status).toBe(409)
    expect((await admin.put(`/roles/${id}`, { name: 'first', description: 'same' })).status).toBe(200)
    expect((await admin.get(`/roles/${id}`)).body.description).toBe('same')
    expect((await admin.put('/roles/9999', { name: 'x' })).status).toBe(404)
  })
})

test('pages go on from the built-in roles to the custom ones', async () => {
  await role('paged', 'project:read')
  const all = (await ada.get('/roles?page_size=100')).body
  const first = (await ada.get('/roles?page_size=4')).body
  const second = (await ada.get('/roles?page=2&page_size=4')).body
  expect([...first, ...second]).toEqual(all.slice(0, 8))
  expect((await ada.get('/roles?page=99&page_size=4')).body).toEqual([])
})

test('every change is told of', async () => {
  const id = await role('watched', 'project:read')
  await admin.put(`/roles/${id}`, { permissions: access('repository:pull', 'project:read') })
  await admin.delete(`/roles/${id}`)
  const told = (await recordedEvents(server, 'role.')).filter(
    ({ body }) => body.id === id && body.name === 'watched',
  )
  expect(told.map(({ kind, body }) => [kind, body.permissions])).toEqual([
    ['role.created', ['project:read']],
    ['role.updated', ['project:read', 'repository:pull']],
    ['role.deleted', undefined],
  ])
})
