// Accounts over the management API: made, shown, changed, deleted; who may, and in which words others are refused.
import { afterAll, describe, expect, test } from 'bun:test'
import type { Account } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { startApiScene } from '../support/api-scene.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer } from '../support/server.ts'

const weak =
  'the password or secret must be 8-128, inclusively, characters long with at least 1 uppercase letter, ' +
  '1 lowercase letter and 1 number'

const { server, accounts, admin, anonymous, ada, asAda } = await startApiScene()
afterAll(() => server.stop())

function request(name: string, more: object = {}): Record<string, unknown> {
  return { username: name, email: `${name}@example.org`, realname: name, password: 'Sesame 2026', ...more }
}

async function make(name: string): Promise<Account> {
  const answer = await admin.post('/users', request(name))
  expect(answer.status).toBe(201)
  return { id: Number(answer.headers.get('location')?.split('/').at(-1)), name, password: 'Sesame 2026' }
}

describe('making an account', () => {
  test('201 with its path, and the account can log in', async () => {
    const answer = await admin.post('/users', request('bob', { comment: 'c' }))
    expect(answer.status).toBe(201)
    const location = answer.headers.get('location') as string
    expect(location).toMatch(/^\/api\/v2\.0\/users\/\d+$/)
    const bob = new ApiCaller(server, { id: 0, name: 'bob', password: 'Sesame 2026' })
    expect((await bob.get('/users/current')).body).toMatchObject({
      user_id: Number(location.split('/').at(-1)),
      username: 'bob',
      email: 'bob@example.org',
      realname: 'bob',
      comment: 'c',
      sysadmin_flag: false,
      admin_role_in_auth: false,
    })
  })

  test('a taken name and a taken address are conflicts', async () => {
    await make('carol')
    expect(await admin.post('/users', request('carol', { email: 'other@example.org' }))).toMatchObject({
      status: 409,
      code: 'CONFLICT',
      message: 'user carol or email other@example.org already exists',
    })
    expect((await admin.post('/users', request('carol2', { email: 'carol@example.org' }))).status).toBe(409)
  })

  const refused: [more: object, message: string][] = [
    [{ username: '' }, 'username with illegal length'],
    [{ username: 'x'.repeat(256) }, 'username with illegal length'],
    [{ username: 'a:b' }, 'username contains illegal characters'],
    [{ username: 'robot$x' }, 'username contains illegal characters'],
    [{ username: ' a' }, 'username contains illegal characters'],
    [{ email: 'not-an-email' }, 'email with illegal format'],
    [{ email: null }, 'email with illegal format'],
    [{ realname: 'x'.repeat(256) }, 'realname with illegal length'],
    [{ realname: 'a"b' }, 'realname contains illegal characters'],
    [{ comment: 'x'.repeat(256) }, 'comment with illegal length'],
    [{ password: 'weak' }, weak],
    [{ password: 'nouppercase1' }, weak],
    [{ password: 'NOLOWERCASE1' }, weak],
    [{ password: 'NoDigitsHere' }, weak],
    [{ password: `Aa1${'x'.repeat(126)}` }, weak],
    [{ password: undefined }, weak],
  ]
  const titled = refused.map((each) => [JSON.stringify(each[0]).slice(0, 40), ...each] as const)
  test.each(titled)('%s is a bad request', async (_, more, message) => {
    expect(await admin.post('/users', request('dora', more))).toMatchObject({
      status: 400,
      code: 'BAD_REQUEST',
      message,
    })
  })

  test('strangers get 401, users 403', async () => {
    expect(await anonymous.post('/users', request('eve'))).toMatchObject({
      status: 401,
      message: 'unauthorized',
    })
    expect(await asAda.post('/users', request('eve'))).toMatchObject({ status: 403, message: 'forbidden' })
  })

  test('strangers may where the setting allows it, and are no administrators', async () => {
    const open = await startTestServer({ settings: { 'users.selfRegistration': 'true' } })
    try {
      const stranger = new ApiCaller(open)
      expect((await stranger.post('/users', request('fay', { sysadmin_flag: true }))).status).toBe(201)
      const fay = new ApiCaller(open, { id: 0, name: 'fay', password: 'Sesame 2026' })
      expect((await fay.get('/users/current')).body.sysadmin_flag).toBe(false)
      expect((await fay.post('/users', request('gus'))).status).toBe(403)
      expect((await stranger.get('/systeminfo')).body.self_registration).toBe(true)
    } finally {
      await open.stop()
    }
  })
})

describe('reading', () => {
  test('one sees oneself; administrators see everybody', async () => {
    expect((await asAda.get(`/users/${ada.id}`)).body.username).toBe('ada')
    expect((await admin.get(`/users/${ada.id}`)).body.username).toBe('ada')
    expect((await anonymous.get(`/users/${ada.id}`)).status).toBe(401)
  })

  test('who may not see accounts is not told which exist', async () => {
    const [other, none] = [await asAda.get('/users/1'), await asAda.get('/users/99999999')]
    expect(other).toMatchObject({ status: 403, message: 'forbidden' })
    expect({ ...none, headers: undefined }).toEqual({ ...other, headers: undefined })
  })

  test.each([99999999, 0])('administrators are told that %p does not exist', async (id) => {
    expect(await admin.get(`/users/${id}`)).toMatchObject({ status: 404, message: `user ${id} not found` })
  })

  test('only administrators list; everybody with an account finds names by a part', async () => {
    expect((await anonymous.get('/users')).status).toBe(401)
    expect((await asAda.get('/users')).status).toBe(403)
    expect((await anonymous.get('/users/search?username=a')).status).toBe(401)
    const found = await asAda.get('/users/search?username=AD')
    expect(found.body).toEqual(
      expect.arrayContaining([
        { user_id: 1, username: 'admin' },
        { user_id: ada.id, username: 'ada' },
      ]),
    )
    expect(found.headers.get('x-total-count')).toBe(String(found.body.length))
    expect((await asAda.get('/users/search?username=%25')).body).toEqual([])
  })

  test('the current user, for nobody', async () => {
    expect(await anonymous.get('/users/current')).toMatchObject({ status: 401, message: 'unauthorized' })
  })
})

describe('changing a profile', () => {
  test('what is left out stays', async () => {
    const hal = await make('hal')
    const asHal = new ApiCaller(server, hal)
    expect((await asHal.put(`/users/${hal.id}`, { realname: 'rr', comment: 'cc' })).status).toBe(200)
    expect((await admin.put(`/users/${hal.id}`, { email: 'hal@example.net' })).status).toBe(200)
    expect((await asHal.get('/users/current')).body).toMatchObject({
      email: 'hal@example.net',
      realname: 'rr',
      comment: 'cc',
    })
  })

  test('a bad or taken address is refused; others are no business', async () => {
    const ivy = await make('ivy')
    const asIvy = new ApiCaller(server, ivy)
    expect(await asIvy.put(`/users/${ivy.id}`, { email: 'x' })).toMatchObject({ status: 400 })
    expect(await asIvy.put(`/users/${ivy.id}`, { email: 'ada@example.com' })).toMatchObject({
      status: 400,
      message: 'email ada@example.com already exists',
    })
    expect((await asIvy.put(`/users/${ada.id}`, { realname: 'x' })).status).toBe(403)
    expect((await asIvy.put('/users/99999999', { realname: 'x' })).status).toBe(403)
    expect((await anonymous.put(`/users/${ada.id}`, { realname: 'x' })).status).toBe(401)
    expect((await admin.put('/users/99999999', { realname: 'x' })).status).toBe(404)
  })
})

describe('changing a password', () => {
  test('one’s own with the old one; logged-in clients must log in again', async () => {
    const joe = await make('joe')
    const asJoe = new ApiCaller(server, joe)
    const path = `/users/${joe.id}/password`
    const refresh = await refreshTokenOf(joe)
    expect(await asJoe.put(path, { old_password: 'nope', new_password: 'Sesame 2027' })).toMatchObject({
      status: 403,
      message: 'Current password is incorrect',
    })
    expect((await asJoe.put(path, { new_password: 'Sesame 2027' })).status).toBe(403)
    expect(await asJoe.put(path, { old_password: joe.password, new_password: 'weak' })).toMatchObject({
      status: 400,
      message: weak,
    })
    expect(await asJoe.put(path, { old_password: joe.password, new_password: joe.password })).toMatchObject({
      status: 400,
      message: 'New password is identical to old password',
    })
    expect(await exchange(refresh)).toBe(200)
    const change = { old_password: joe.password, new_password: 'Sesame 2027' }
    expect((await asJoe.put(path, change)).status).toBe(200)
    expect((await asJoe.get('/users/current')).status).toBe(401)
    const again = new ApiCaller(server, { ...joe, password: 'Sesame 2027' })
    expect((await again.get('/users/current')).status).toBe(200)
    expect(await exchange(refresh)).toBe(401)
  })

  test('an administrator changes others’ without, but their own with', async () => {
    const kim = await make('kim')
    expect((await admin.put(`/users/${kim.id}/password`, { new_password: 'Sesame 2027' })).status).toBe(200)
    const asKim = new ApiCaller(server, { ...kim, password: 'Sesame 2027' })
    expect((await asKim.get('/users/current')).status).toBe(200)
    expect((await admin.put('/users/1/password', { new_password: 'Sesame 2027' })).status).toBe(403)
    expect((await asKim.put('/users/1/password', { new_password: 'Sesame 2027' })).status).toBe(403)
    expect((await anonymous.put('/users/1/password', { new_password: 'Sesame 2027' })).status).toBe(401)
    expect((await admin.put('/users/99999999/password', { new_password: 'Sesame 2027' })).status).toBe(404)
  })
})

describe('administrators', () => {
  test('are made and unmade by administrators, but never the last one', async () => {
    const lea = await make('lea')
    const asLea = new ApiCaller(server, lea)
    expect((await asLea.put(`/users/${lea.id}/sysadmin`, { sysadmin_flag: true })).status).toBe(403)
    expect((await admin.put(`/users/${lea.id}/sysadmin`, { sysadmin_flag: true })).status).toBe(200)
    expect((await asLea.get('/users')).status).toBe(200)
    expect((await asLea.put('/users/1/sysadmin', { sysadmin_flag: false })).status).toBe(200)
    expect(await asLea.put(`/users/${lea.id}/sysadmin`, { sysadmin_flag: false })).toMatchObject({
      status: 403,
      message: 'the last administrator cannot be taken away',
    })
    expect((await asLea.put('/users/1/sysadmin', { sysadmin_flag: true })).status).toBe(200)
    expect((await admin.put(`/users/${lea.id}/sysadmin`, { sysadmin_flag: false })).status).toBe(200)
    expect((await asLea.get('/users')).status).toBe(403)
    expect((await admin.put('/users/99999999/sysadmin', { sysadmin_flag: true })).status).toBe(404)
  })
})

describe('deleting', () => {
  test('ends logins and memberships, and frees the name and the address', async () => {
    const max = await make('max')
    const project = await accounts.project('maxes', ada)
    await accounts.member(project, max, 'developer')
    const refresh = await refreshTokenOf(max)
    expect((await admin.delete(`/users/${max.id}`)).status).toBe(200)
    expect((await new ApiCaller(server, max).get('/users/current')).status).toBe(401)
    expect(await exchange(refresh)).toBe(401)
    expect((await admin.get(`/users/${max.id}`)).status).toBe(404)
    expect((await admin.delete(`/users/${max.id}`)).status).toBe(404)
    const members = (await admin.get(`/projects/${project}/members`)).body
    expect(members.map(({ entity_name }: { entity_name: string }) => entity_name)).toEqual(['ada'])
    const next = await make('max')
    expect(next.id).not.toBe(max.id)
    expect((await new ApiCaller(server, next).get(`/projects/${project}`)).status).toBe(403)
  })

  test('not oneself; not by users; not by nobody', async () => {
    expect(await admin.delete('/users/1')).toMatchObject({
      status: 403,
      message: 'User with ID 1 cannot be deleted',
    })
    expect((await asAda.delete(`/users/${ada.id}`)).status).toBe(403)
    expect((await anonymous.delete(`/users/${ada.id}`)).status).toBe(401)
  })
})

async function refreshTokenOf({ name, password }: Account): Promise<string> {
  const caller = new Caller(server.url, { id: 0, name, password })
  const answer = await caller.askToken([], '&offline_token=true&client_id=test')
  return (JSON.parse(answer.text) as { refresh_token: string }).refresh_token
}

async function exchange(refresh: string): Promise<number> {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refresh,
    service: 'entrepot',
  })
  return (await fetch(`${server.url}/service/token`, { method: 'POST', body: form })).status
}
