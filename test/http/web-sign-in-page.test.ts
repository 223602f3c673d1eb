// The page of signing in, as a browser without scripts sees it, and what Harbor's console asks before it registers somebody.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { CookieClient } from '../support/cookie-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let accounts: Accounts
let ada: Account

beforeAll(async () => {
  server = await startTestServer()
  accounts = new Accounts(server)
  ada = await accounts.user('ada')
})
afterAll(() => server.stop())

async function signedIn(account: Account): Promise<CookieClient> {
  const client = new CookieClient(server.url)
  expect((await client.login(account.name, account.password)).status).toBe(200)
  return client
}

describe('the page', () => {
  const post = (client: CookieClient, form: Record<string, string>, headers?: Record<string, string>) =>
    client.send('POST', '/login', { form: { principal: ada.name, password: ada.password, ...form }, headers })
  const tokenOf = ({ text }: { text: string }) => /name="token" value="([^"]+)"/.exec(text)?.[1] ?? ''

  test('loads nothing, runs nothing, and is kept by nobody', async () => {
    const { headers, text } = await new CookieClient(server.url).get('/login')
    expect(headers.get('content-security-policy')).toStartWith("default-src 'none'; style-src 'sha256-")
    expect(headers.get('cache-control')).toBe('no-store')
    expect(text).not.toMatch(/<script|<link|<img|src=|@import|url\(/)
  })

  test('what it is given comes back as text', async () => {
    const client = new CookieClient(server.url)
    const evil = `"><script>alert(1)</script>`
    const token = tokenOf(await client.get(`/login?redirect_url=/${encodeURIComponent(evil)}`))
    const answer = await post(client, { token, principal: evil })
    expect(answer.status).toBe(401)
    expect(answer.text).not.toContain('<script')
    expect(answer.text).toContain('value="&quot;&gt;&lt;script&gt;')
  })

  test('signs in with its own token, and from its own origin', async () => {
    const client = new CookieClient(server.url)
    const token = tokenOf(await client.get('/login'))
    expect((await post(client, { token }, { origin: 'https://evil.example' })).status).toBe(403)
    const answer = await post(client, { token, redirect_url: '//evil.example' }, { origin: server.url })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/login'])
    expect((await client.get('/api/v2.0/users/current')).status).toBe(200)
  })

  test.each<Record<string, string>>([{}, { token: 'x'.repeat(43) }])(
    'with a token that is none it says so: %j',
    async (form) => {
      const client = new CookieClient(server.url)
      const answer = await post(client, form)
      expect(answer.status).toBe(403)
      expect(answer.text).toContain('This page was open for too long: try again.')
      expect((await post(client, { token: tokenOf(answer) })).status).toBe(303)
    },
  )

  test('a session that has ended shows it again', async () => {
    const client = await signedIn(ada)
    expect((await client.get('/login')).text).toContain('You are signed in as ada')
    await client.copy().get('/c/log_out')
    const answer = await client.get('/login')
    expect([answer.status, client.cookies.has('sid')]).toEqual([200, false])
    expect(answer.text).toContain('<h1>Sign in</h1>')
  })
})

describe('userExists', () => {
  const ask = async (client: CookieClient, target: string, value: string) => {
    const headers = { 'x-harbor-csrf-token': await client.token() }
    return client.send('POST', '/c/userExists', { form: { target, value }, headers })
  }

  test('tells administrators whether a name or an address is taken', async () => {
    const admin = await signedIn(accounts.admin())
    expect((await ask(admin, 'username', 'ada')).text).toBe('true')
    expect((await ask(admin, 'email', 'ada@example.com')).text).toBe('true')
    expect((await ask(admin, 'username', 'nobody')).text).toBe('false')
    expect((await ask(admin, 'password', 'x')).status).toBe(400)
  })

  test('tells nobody else while strangers may not register', async () => {
    const message = 'self registration disabled, only sysadmin can check user existence'
    expect(await ask(await signedIn(ada), 'username', 'admin')).toMatchObject({ status: 412, message })
    expect(await ask(new CookieClient(server.url), 'username', 'admin')).toMatchObject({ status: 412 })
  })
})
