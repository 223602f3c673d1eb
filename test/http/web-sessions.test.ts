// Sessions of browsers: begun with a password, carried by a cookie, guarded against forged requests, and ended.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { CookieClient } from '../support/cookie-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const minute = 60_000
const day = 24 * 60 * minute

let now = Date.parse('2026-03-01T12:00:00Z')
let server: TestServer
let accounts: Accounts
let ada: Account

beforeAll(async () => {
  const settings = { 'auth.sessionsPerUser': '3', 'auth.sessionLifetime': '2d' }
  server = await startTestServer({ clock: () => now, settings })
  accounts = new Accounts(server)
  ada = await accounts.user('ada')
})
afterAll(() => server.stop())

async function signedIn(account: Account): Promise<CookieClient> {
  const client = new CookieClient(server.url)
  expect((await client.login(account.name, account.password)).status).toBe(200)
  return client
}

async function whoIs(client: CookieClient): Promise<string | number> {
  const answer = await client.get('/api/v2.0/users/current')
  return answer.status === 200 ? (JSON.parse(answer.text) as { username: string }).username : answer.status
}

const attributes = (line: string | undefined) => (line ?? '').replace(/^([^=]+)=[^;]*/, '$1')

describe('signing in', () => {
  test('a session begins with 200, no body, and one cookie that no script can read', async () => {
    const client = new CookieClient(server.url)
    const answer = await client.login(ada.name, ada.password)
    expect([answer.status, answer.text]).toEqual([200, ''])
    const cookies = answer.headers.getSetCookie()
    expect(cookies.map(attributes)).toEqual(['sid; Path=/; HttpOnly; SameSite=Lax'])
    expect(await whoIs(client)).toBe('ada')
  })

  test('a wrong password is 401 and begins nothing', async () => {
    const client = new CookieClient(server.url)
    expect((await client.login(ada.name, 'wrong')).status).toBe(401)
    expect(client.cookies.has('sid')).toBe(false)
  })

  test('a session that a browser already has, planted or its own, is not the one that begins', async () => {
    const planted = await signedIn(ada)
    const victim = planted.copy()
    const before = victim.cookies.get('sid')
    const eve = await accounts.user('eve')
    expect((await victim.login(eve.name, eve.password)).status).toBe(200)
    expect(victim.cookies.get('sid')).not.toBe(before)
    expect(await whoIs(victim)).toBe('eve')
    expect(await whoIs(planted)).toBe(401)
  })

  test('the cookie is for https alone where the server is reached by https', async () => {
    const settings = { 'http.externalUrl': 'https://registry.example' } as const
    const secure = await startTestServer({ settings })
    try {
      const client = new CookieClient(secure.url)
      const answer = await client.login('admin', secure.adminPassword)
      expect(answer.headers.getSetCookie().map(attributes)).toEqual([
        'sid; Path=/; HttpOnly; SameSite=Lax; Secure',
      ])
    } finally {
      await secure.stop()
    }
  })

  test('only a hash of the cookie is kept', async () => {
    const client = await signedIn(ada)
    const rows = await accounts.sessionsOf(ada)
    expect(JSON.stringify(rows)).not.toContain(client.cookies.get('sid') as string)
  })

  test('one browser more than allowed ends the oldest', async () => {
    const bob = await accounts.user('bob')
    const first = await signedIn(bob)
    const others = [await signedIn(bob), await signedIn(bob)]
    expect(await whoIs(first)).toBe('bob')
    others.push(await signedIn(bob))
    expect(await whoIs(first)).toBe(401)
    expect(await Promise.all(others.map(whoIs))).toEqual(['bob', 'bob', 'bob'])
  })

  test('answers that need no cookie set none', async () => {
    const basic = new ApiCaller(server, ada)
    for (const path of ['/users/current', '/systeminfo', '/projects']) {
      expect((await basic.get(path)).headers.getSetCookie()).toEqual([])
    }
    expect((await new ApiCaller(server).get('/projects')).headers.getSetCookie()).toEqual([])
    const client = await signedIn(ada)
    expect((await client.get('/api/v2.0/projects')).headers.getSetCookie()).toEqual([])
  })
})

describe('who a request is from', () => {
  test('a header goes before the cookie, right or wrong', async () => {
    const client = await signedIn(ada)
    const basic = (name: string, password: string) => ({
      authorization: `Basic ${btoa(`${name}:${password}`)}`,
    })
    const ask = (headers: Record<string, string>) =>
      client.send('GET', '/api/v2.0/users/current', { headers })
    expect(JSON.parse((await ask(basic('admin', server.adminPassword))).text).username).toBe('admin')
    expect((await ask(basic('admin', 'wrong'))).status).toBe(401)
  })

  test.each(['nonsense', 'A'.repeat(43)])(
    'a cookie that is no session (%p) is 401, also where strangers may ask, and is taken away',
    async (value) => {
      const client = new CookieClient(server.url)
      client.cookies.set('sid', value)
      const answer = await client.get('/api/v2.0/projects')
      expect(answer).toMatchObject({ status: 401, message: 'the session has ended: sign in again' })
      expect(client.cookies.has('sid')).toBe(false)
      expect((await client.get('/api/v2.0/projects')).status).toBe(200)
    },
  )

  test('the registry’s own protocol and the token service look at no cookie', async () => {
    const client = await signedIn(ada)
    expect((await client.get('/v2/')).status).toBe(401)
    const answer = await client.get('/service/token?service=entrepot')
    const [, claims = ''] = (JSON.parse(answer.text) as { token: string }).token.split('.')
    expect(JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))).sub).toBe('')
  })
})

describe('forged requests', () => {
  const project = (name: string) => ({ project_name: name })

  test('a write with a session and without a token is 403, with a fresh token that serves', async () => {
    const client = await signedIn(ada)
    client.cookies.delete('_gorilla_csrf')
    const refused = await client.send('POST', '/api/v2.0/projects', { json: project('forged') })
    expect(refused).toMatchObject({ status: 403, message: 'CSRF token not found in request' })
    const token = refused.headers.get('x-harbor-csrf-token') ?? ''
    const headers = { 'x-harbor-csrf-token': token }
    const answer = await client.send('POST', '/api/v2.0/projects', { json: project('meant'), headers })
    expect(answer.status).toBe(201)
  })

  test('a token of another browser is 403', async () => {
    const client = await signedIn(ada)
    const headers = { 'x-harbor-csrf-token': await new CookieClient(server.url).token() }
    const answer = await client.send('POST', '/api/v2.0/projects', { json: project('other'), headers })
    expect(answer).toMatchObject({ status: 403, message: 'CSRF token invalid' })
  })

  test('also with a right password in the header, as with Harbor', async () => {
    const client = await signedIn(ada)
    const headers = { authorization: `Basic ${btoa(`ada:${ada.password}`)}` }
    const answer = await client.send('POST', '/api/v2.0/projects', { json: project('both'), headers })
    expect(answer.status).toBe(403)
  })

  test('without a session cookie nothing is asked for', async () => {
    const asAda = new ApiCaller(server, ada)
    expect((await asAda.post('/projects', project('scripted'))).status).toBe(201)
  })

  test('reading needs no token', async () => {
    const client = await signedIn(ada)
    client.cookies.delete('_gorilla_csrf')
    expect((await client.get('/api/v2.0/users/current')).status).toBe(200)
  })

  test('signing in needs one, or another site could sign a visitor in to its own account', async () => {
    const client = new CookieClient(server.url)
    const form = { principal: ada.name, password: ada.password }
    const answer = await client.send('POST', '/c/login', { form })
    expect(answer).toMatchObject({ status: 403, message: 'CSRF token not found in request' })
    const headers = { 'x-harbor-csrf-token': answer.headers.get('x-harbor-csrf-token') ?? '' }
    expect((await client.send('POST', '/c/login', { form, headers })).status).toBe(200)
  })

  test.each<Record<string, string>>([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('signing in from another site is refused whatever it shows: %p', async (marks) => {
    const client = new CookieClient(server.url)
    const headers = { 'x-harbor-csrf-token': await client.token(), ...marks }
    const form = { principal: ada.name, password: ada.password }
    expect((await client.send('POST', '/c/login', { form, headers })).status).toBe(403)
    expect(client.cookies.has('sid')).toBe(false)
  })
})

describe('the end of a session', () => {
  test('signing out', async () => {
    const client = await signedIn(ada)
    const stolen = client.copy()
    const answer = await client.get('/c/log_out')
    expect([answer.status, client.cookies.has('sid')]).toEqual([200, false])
    expect(await whoIs(stolen)).toBe(401)
    expect((await client.get('/c/log_out')).status).toBe(200)
  })

  test('a new password, and a deleted account', async () => {
    const carol = await accounts.user('carol')
    const client = await signedIn(carol)
    const change = { old_password: carol.password, new_password: 'Another1 password' }
    expect((await client.write('PUT', `/api/v2.0/users/${carol.id}/password`, change)).status).toBe(200)
    expect(await whoIs(client)).toBe(401)
    const again = await signedIn({ ...carol, password: 'Another1 password' })
    const admin = new ApiCaller(server, accounts.admin())
    expect((await admin.delete(`/users/${carol.id}`)).status).toBe(200)
    expect(await whoIs(again)).toBe(401)
  })

  test('an administrator who is none any more is so at the next request', async () => {
    const dora = await accounts.user('dora')
    const admin = new ApiCaller(server, accounts.admin())
    await admin.put(`/users/${dora.id}/sysadmin`, { sysadmin_flag: true })
    const client = await signedIn(dora)
    expect((await client.get('/api/v2.0/users')).status).toBe(200)
    await admin.put(`/users/${dora.id}/sysadmin`, { sysadmin_flag: false })
    expect((await client.get('/api/v2.0/users')).status).toBe(403)
    expect(await whoIs(client)).toBe('dora')
  })

  test('an hour without a request; each request begins it anew', async () => {
    const client = await signedIn(ada)
    for (let i = 0; i < 3; i++) {
      now += 50 * minute
      expect(await whoIs(client)).toBe('ada')
    }
    now += 61 * minute
    expect(await whoIs(client)).toBe(401)
  })

  test('the longest time that one may last, however busy it is', async () => {
    const client = await signedIn(ada)
    const end = now + 2 * day
    for (; now < end; now += 50 * minute) expect(await whoIs(client)).toBe('ada')
    expect(await whoIs(client)).toBe(401)
  })

  test('what has ended is forgotten', async () => {
    await signedIn(ada)
    const busy = await signedIn(ada)
    now += 50 * minute
    await whoIs(busy)
    now += 50 * minute
    await server.runDueJobs()
    expect(await accounts.sessionsOf(ada)).toHaveLength(1)
    expect(await whoIs(busy)).toBe('ada')
  })
})
