// /usergroups, and groups as members of projects, over HTTP: who may, what is refused, and what it changes at once.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let accounts: Accounts
let admin: ApiCaller
let ada: Account
let user: ApiCaller

beforeAll(async () => {
  server = await startTestServer()
  accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
  ada = await accounts.user('ada')
  user = new ApiCaller(server, ada)
})
afterAll(() => server.stop())

const dn = (cn: string) => `cn=${cn},ou=groups,dc=example,dc=com`
const ldap = (cn: string) => ({ group_type: 1, ldap_group_dn: dn(cn) })
const idOf = (answer: { headers: Headers }) => Number(answer.headers.get('location')?.split('/').at(-1))
const create = async (body: object) => {
  const answer = await admin.post('/usergroups', body)
  expect([answer.status, answer.message]).toEqual([201, undefined])
  return idOf(answer)
}
/** What a provider would say when somebody signs in. */
const join = (groupId: number, { id }: Account) =>
  server.database.transaction((tx) =>
    queries(tx).insertInto('group_members').values({ group_id: groupId, user_id: id }).execute(),
  )

describe('who may', () => {
  test('anonymous callers and users are refused alike, whether there is such a group', async () => {
    const id = await create(ldap('who-may'))
    const anonymous = new ApiCaller(server)
    for (const [caller, status] of [
      [anonymous, 401],
      [user, 403],
    ] as const) {
      const answers = [
        await caller.get('/usergroups'),
        await caller.post('/usergroups', ldap('theirs')),
        await caller.get(`/usergroups/${id}`),
        await caller.get('/usergroups/999999'),
        await caller.put(`/usergroups/${id}`, { group_name: 'theirs' }),
        await caller.put('/usergroups/999999', { group_name: 'theirs' }),
        await caller.delete(`/usergroups/${id}`),
        await caller.delete('/usergroups/999999'),
      ]
      expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => status))
    }
    expect((await admin.get(`/usergroups/${id}`)).body.group_name).toBe('who-may')
    expect((await anonymous.get('/usergroups/search?groupname=who')).status).toBe(401)
    expect((await user.get('/usergroups/search?groupname=WHO')).body).toEqual([
      { id, group_name: 'who-may', group_type: 1 },
    ])
  })
})

describe('groups', () => {
  test('a directory’s group is named by its distinguished name, or as it is said', async () => {
    const plain = await create({ group_type: 1, ldap_group_dn: 'CN=Team One, OU=Groups,DC=example,DC=com' })
    expect((await admin.get(`/usergroups/${plain}`)).body).toEqual({
      id: plain,
      group_name: 'Team One',
      group_type: 1,
      ldap_group_dn: 'cn=team one,ou=groups,dc=example,dc=com',
    })
    const named = await create({ ...ldap('team2'), group_name: 'The second' })
    expect((await admin.get(`/usergroups/${named}`)).body.group_name).toBe('The second')
  })

  test('what names no group is refused', async () => {
    for (const body of [
      {},
      { group_name: 'no-kind' },
      { group_name: 'odd-kind', group_type: 4 },
      { group_name: 'no-dn', group_type: 1 },
      { group_type: 1, ldap_group_dn: 'not a name' },
      { group_type: 3 },
      { group_type: 3, group_name: ' ' },
      { group_type: 3, group_name: 'x'.repeat(256) },
      { group_type: 1, ldap_group_dn: `cn=${'x'.repeat(600)}` },
    ]) {
      const answer = await admin.post('/usergroups', body)
      expect([body, answer.status]).toEqual([body, 400])
    }
    for (const body of [{ group_name: 7 }, [], 'none']) {
      expect((await admin.post('/usergroups', body)).status).toBe(422)
    }
  })

  test('one distinguished name, in any spelling, and one name of a kind, are one group', async () => {
    await create({ ...ldap('twice'), group_name: 'twice' })
    const again = { group_type: 1, group_name: 'other', ldap_group_dn: dn('twice').toUpperCase() }
    expect((await admin.post('/usergroups', again)).status).toBe(409)
    expect((await admin.post('/usergroups', { ...ldap('twice2'), group_name: 'twice' })).status).toBe(409)
    await create({ group_type: 3, group_name: 'twice' })
    expect((await admin.post('/usergroups', { group_type: 3, group_name: 'twice' })).status).toBe(409)
  })

  test('get, rename and delete; what is not there', async () => {
    const id = await create({ group_type: 3, group_name: 'before' })
    const taken = await create({ group_type: 3, group_name: 'taken' })
    expect((await admin.put(`/usergroups/${id}`, { group_name: 'after' })).status).toBe(200)
    expect((await admin.get(`/usergroups/${id}`)).body.group_name).toBe('after')
    for (const group_name of ['taken', '', undefined]) {
      expect((await admin.put(`/usergroups/${id}`, { group_name })).status).toBe(400)
    }
    expect((await admin.get('/usergroups/999999')).status).toBe(404)
    expect((await admin.put('/usergroups/999999', { group_name: 'x' })).status).toBe(404)
    expect((await admin.get('/usergroups/nine')).status).toBe(422)
    for (const gone of [id, id, taken]) expect((await admin.delete(`/usergroups/${gone}`)).status).toBe(200)
    expect((await admin.get(`/usergroups/${id}`)).status).toBe(404)
  })

  test('lists by name, in pages, and by a part of the name or the distinguished name', async () => {
    for (const name of ['list-c', 'list-a', 'list-b']) await create({ ...ldap(name), group_name: name })
    const page = await admin.get('/usergroups?group_name=LIST-&page=2&page_size=2')
    expect(page.body.map((group: { group_name: string }) => group.group_name)).toEqual(['list-c'])
    expect(page.headers.get('x-total-count')).toBe('3')
    const one = await admin.get(`/usergroups?ldap_group_dn=${encodeURIComponent(dn('LIST-B'))}`)
    expect(one.body).toHaveLength(1)
    expect((await admin.get('/usergroups?page_size=101')).status).toBe(422)
    expect((await user.get('/usergroups/search')).status).toBe(422)
    expect((await user.get('/usergroups/search?groupname=list-&page_size=1')).body).toHaveLength(1)
    expect((await admin.get('/usergroups?group_name=%25')).body).toEqual([])
  })

  test('each change is told of', async () => {
    const id = await create({ group_type: 3, group_name: 'told' })
    await admin.put(`/usergroups/${id}`, { group_name: 'told again' })
    await admin.delete(`/usergroups/${id}`)
    const rows = await queries(server.database).selectFrom('events').selectAll().orderBy('seq').execute()
    const told = rows.filter(({ kind, body }) => kind.startsWith('group.') && JSON.parse(body).id === id)
    expect(told.map(({ kind }) => kind)).toEqual(['group.created', 'group.updated', 'group.deleted'])
  })
})

describe('members', () => {
  test('a group’s role is its members’ at once, and ends at once with it', async () => {
    const project = await accounts.project('grouped', accounts.admin())
    const group = await create({ group_type: 3, group_name: 'grouped-devs' })
    await join(group, ada)
    const read = async () => (await user.get('/projects/grouped')).status
    const push = async () =>
      (await new Caller(server.url, ada).send('POST', '/v2/grouped/app/blobs/uploads/')).status
    expect([await read(), await push()]).toEqual([403, 403])
    const member = await admin.post(`/projects/${project}/members`, {
      role_id: 2,
      member_group: { id: group },
    })
    expect(member.status).toBe(201)
    expect([await read(), await push()]).toEqual([200, 202])
    const path = `/projects/${project}/members/${idOf(member)}`
    expect((await admin.get(path)).body).toMatchObject({
      entity_name: 'grouped-devs',
      entity_type: 'g',
      entity_id: group,
      role_id: 2,
      role_name: 'developer',
    })
    await admin.put(path, { role_id: 3 })
    expect([await read(), await push()]).toEqual([200, 403])
    await admin.delete(path)
    expect(await read()).toBe(403)
  })

  test('the best of several roles counts', async () => {
    const project = await accounts.project('several', accounts.admin())
    await accounts.member(project, ada, 'guest')
    const group = await create({ group_type: 3, group_name: 'several-admins' })
    await join(group, ada)
    expect((await user.put('/projects/several', { metadata: { public: 'true' } })).status).toBe(403)
    await admin.post(`/projects/${project}/members`, { role_id: 1, member_group: { id: group } })
    expect((await user.put('/projects/several', { metadata: { public: 'true' } })).status).toBe(200)
  })

  test('a deleted group is a member of nothing any more', async () => {
    const project = await accounts.project('deleted-group', accounts.admin())
    const group = await create({ group_type: 3, group_name: 'short-lived' })
    await join(group, ada)
    await admin.post(`/projects/${project}/members`, { role_id: 1, member_group: { id: group } })
    expect((await user.get('/projects/deleted-group')).status).toBe(200)
    await admin.delete(`/usergroups/${group}`)
    expect((await user.get('/projects/deleted-group')).status).toBe(403)
    const { body } = await admin.get(`/projects/${project}/members`)
    expect(body.map((each: { entity_type: string }) => each.entity_type)).toEqual(['u'])
  })

  test('groups that a provider names are made known on the way', async () => {
    const project = await accounts.project('on-the-way', accounts.admin())
    const add = (member_group: object) =>
      admin.post(`/projects/${project}/members`, { role_id: 2, member_group, member_user: {} })
    expect((await add({ ...ldap('new-one'), group_name: '' })).status).toBe(201)
    expect((await add({ ldap_group_dn: dn('NEW-ONE') })).status).toBe(409)
    expect((await add({ group_type: 3, group_name: 'claimed' })).status).toBe(201)
    expect((await admin.get('/usergroups?group_name=claimed')).body).toHaveLength(1)
    for (const [group, status] of [
      [{ id: 999999 }, 404],
      [{ group_name: 'without a kind' }, 400],
      [{ group_type: 1, group_name: 'without a dn' }, 400],
      [{}, 400],
    ] as const) {
      expect([group, (await add(group)).status]).toEqual([group, status])
    }
    // A refused member leaves no group behind.
    const odd = { role_id: 77, member_group: { group_type: 3, group_name: 'left-behind' } }
    expect((await admin.post(`/projects/${project}/members`, odd)).status).toBe(400)
    expect((await admin.get('/usergroups?group_name=left-behind')).body).toEqual([])
  })

  test('lists users and groups in the order they came, and finds both by their names', async () => {
    const project = await accounts.project('mixed', accounts.admin())
    await admin.post(`/projects/${project}/members`, {
      role_id: 3,
      member_group: { group_type: 3, group_name: 'mixed-group' },
    })
    const mixed = await accounts.user('mixed-user')
    await accounts.member(project, mixed, 'guest')
    const { body } = await admin.get(`/projects/${project}/members?entityname=MIXED`)
    expect(body.map((each: { entity_name: string }) => each.entity_name)).toEqual([
      'mixed-group',
      'mixed-user',
    ])
    const all = await admin.get(`/projects/${project}/members`)
    expect(all.headers.get('x-total-count')).toBe('3')
  })
})
