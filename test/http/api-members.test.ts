// Members of projects over the management API.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let accounts: Accounts
let admin: ApiCaller
let owner: Account
let asOwner: ApiCaller
let project: number

beforeAll(async () => {
  server = await startTestServer()
  accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
  owner = await accounts.user('owner')
  asOwner = new ApiCaller(server, owner)
  project = await accounts.project('team', owner)
})
afterAll(() => server.stop())

async function add(account: Account, role_id: number): Promise<string> {
  const member = { role_id, member_user: { username: account.name } }
  const answer = await asOwner.post('/projects/team/members', member)
  expect(answer.status).toBe(201)
  return answer.headers.get('location')?.replace('/api/v2.0', '') as string
}

test('a member comes, changes, and goes, and so do its rights', async () => {
  const user = await accounts.user('ann')
  const asUser = new ApiCaller(server, user)
  const caller = new Caller(server.url, user)
  expect((await asUser.get('/projects/team')).status).toBe(403)
  const path = await add(user, 3)
  expect(path).toMatch(new RegExp(`^/projects/${project}/members/\\d+$`))
  expect((await asOwner.get(path)).body).toEqual({
    id: Number(path.split('/').at(-1)),
    project_id: project,
    entity_name: 'ann',
    role_name: 'guest',
    role_id: 3,
    entity_id: user.id,
    entity_type: 'u',
  })
  expect((await asUser.get('/projects/team')).body.current_user_role_id).toBe(3)
  const push = () => caller.send('POST', '/v2/team/app/blobs/uploads/')
  expect((await push()).status).toBe(403)
  expect((await asOwner.put(path, { role_id: 2 })).status).toBe(200)
  expect((await push()).status).toBe(202)
  expect((await asOwner.delete(path)).status).toBe(200)
  expect((await asOwner.delete(path)).status).toBe(200)
  expect(await asOwner.get(path)).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  expect((await asUser.get('/projects/team')).status).toBe(403)
})

test('by id instead of by name', async () => {
  const user = await accounts.user('ben')
  const answer = await asOwner.post(`/projects/${project}/members`, {
    role_id: 4,
    member_user: { user_id: user.id },
  })
  expect(answer.status).toBe(201)
  expect((await new ApiCaller(server, user).get('/projects/team')).body.current_user_role_ids).toEqual([4])
})

test('the list: in the order they came, filtered by a part of the name, paged', async () => {
  await accounts.project('listed', owner)
  for (const name of ['cid', 'cyd', 'dan']) {
    const member = { role_id: 5, member_user: { username: (await accounts.user(name)).name } }
    await asOwner.post('/projects/listed/members', member)
  }
  const names = async (query: string) => {
    const { body, headers } = await asOwner.get(`/projects/listed/members${query}`)
    return [body.map((each: { entity_name: string }) => each.entity_name), headers.get('x-total-count')]
  }
  expect(await names('')).toEqual([['owner', 'cid', 'cyd', 'dan'], '4'])
  expect(await names('?entityname=C')).toEqual([['cid', 'cyd'], '2'])
  expect(await names('?page=2&page_size=3')).toEqual([['dan'], '4'])
  expect(await names('?page=9')).toEqual([[], '4'])
})

test('a member again is a conflict; who is unknown is not found', async () => {
  await add(await accounts.user('eve'), 2)
  const post = (body: object) => asOwner.post('/projects/team/members', body)
  expect(await post({ role_id: 9, member_user: { username: 'eve' } })).toMatchObject({
    status: 409,
    message: 'The project member specified already exist',
  })
  expect(await post({ role_id: 2, member_user: { username: 'nosuch' } })).toMatchObject({
    status: 404,
    message: 'user nosuch is not found',
  })
})

test('an unknown role, nobody, or a group is a bad request, and makes no member', async () => {
  const user = await accounts.user('fay')
  const post = (body: object) => asOwner.post('/projects/team/members', body)
  expect(await post({ role_id: 9, member_user: { username: 'fay' } })).toMatchObject({ status: 400 })
  expect(await post({ role_id: 2 })).toMatchObject({ status: 400 })
  expect(await post({ role_id: 2, member_group: { group_name: 'g' } })).toMatchObject({ status: 400 })
  expect((await new ApiCaller(server, user).get('/projects/team')).status).toBe(403)
  const path = await add(user, 3)
  expect((await asOwner.put(path, { role_id: 0 })).status).toBe(400)
  expect((await asOwner.put(path, {})).status).toBe(400)
})

test('a member of another project is not this one’s', async () => {
  await accounts.project('elsewhere', owner)
  const path = await add(await accounts.user('gil'), 2)
  const id = path.split('/').at(-1)
  expect((await asOwner.get(`/projects/elsewhere/members/${id}`)).status).toBe(404)
  expect((await asOwner.put(`/projects/elsewhere/members/${id}`, { role_id: 3 })).status).toBe(404)
  await asOwner.delete(`/projects/elsewhere/members/${id}`)
  expect((await admin.get(path)).body.role_id).toBe(2)
})

test('an empty group beside the user, as the CLI sends it, is no group', async () => {
  await accounts.project('empty-group', owner)
  const group = { group_name: '', ldap_group_dn: '' }
  const { id } = await accounts.user('dora')
  for (const member_group of [{}, group, null]) {
    const body = { role_id: 2, member_user: { username: 'dora' }, member_group }
    const answer = await asOwner.post('/projects/empty-group/members', body)
    expect(answer.status).toBe(201)
    const path = answer.headers.get('location')?.slice('/api/v2.0'.length) as string
    expect((await asOwner.get(path)).body.entity_id).toBe(id)
    await asOwner.delete(path)
  }
})
