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
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
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

  test('a browser that says where a form comes from needs no token: its cookie may have gone meanwhile', async () => {
    const here: Record<string, string>[] = [{ origin: server.url }, { 'sec-fetch-site': 'same-origin' }]
    for (const said of here) {
      const client = new CookieClient(server.url)
      expect((await post(client, { token: 'x'.repeat(43) }, said)).status).toBe(303)
    }
    const nowhere = await post(new CookieClient(server.url), {}, { 'sec-fetch-site': 'none' })
    expect(nowhere.status).toBe(403)
    const elsewhere: Record<string, string>[] = [
      { origin: 'null' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
    ]
    for (const said of elsewhere) {
      const client = new CookieClient(server.url)
      const token = tokenOf(await client.get('/login'))
      expect((await post(client, { token }, said)).status).toBe(403)
    }
  })

  test('what goes wrong does not change where one was going, nor who one is', async () => {
    const client = new CookieClient(server.url)
    const old = await post(client, { token: 'x'.repeat(43), redirect_url: '/projects/team?q=x' })
    expect(old.text).toContain('name="redirect_url" value="/projects/team?q=x"')
    expect(old.text).toContain(`name="principal" value="${ada.name}"`)
    const wrong = await post(client, { token: tokenOf(old), password: 'wrong', redirect_url: '/account' })
    expect(wrong.text).toContain('name="redirect_url" value="/account"')
    const away = await client.get('/c/providers/none/login?redirect_url=//evil.example')
    expect(away.text).not.toContain('evil.example')
  })

  test('a session that has ended shows it again', async () => {
    const client = await signedIn(ada)
    expect((await client.get('/login')).headers.get('location')).toBe('/')
    expect((await client.get('/login?redirect_url=/account')).headers.get('location')).toBe('/account')
    await client.copy().get('/c/log_out')
    const answer = await client.get('/login')
    expect([answer.status, client.cookies.has('sid')]).toEqual([200, false])
    expect(answer.text).toContain('<h1>Sign in</h1>')
  })
})

describe('the language', () => {
  const heading = ({ text }: { text: string }) => /<h1>(.+)<\/h1>/.exec(text)?.[1]
  const prefers = (language: string) =>
    new CookieClient(server.url).send('GET', '/login', { headers: { 'accept-language': language } })

  test.each([
    ['zh-CN,zh;q=0.9,en;q=0.8', '登录'],
    ['en-GB,en;q=0.9,zh;q=0.8', 'Sign in'],
    ['fr, zh-TW;q=0.5', '登录'],
    ['de', 'Sign in'],
    ['en;q=0, zh', '登录'],
    ['', 'Sign in'],
  ])('%p: %s', async (header, words) => {
    expect(heading(await prefers(header))).toBe(words)
  })

  test('is changed by a link, which leads back to where one was going, and stays', async () => {
    const client = new CookieClient(server.url)
    const link = /href="([^"]+)" lang="zh-CN"/.exec((await client.get('/login?redirect_url=/a?b=c%26d')).text)
    const address = (link?.[1] ?? '').replaceAll('&amp;', '&')
    const changed = await client.get(address)
    expect([changed.status, changed.headers.get('location')]).toEqual([
      303,
      '/login?redirect_url=%2Fa%3Fb%3Dc%26d',
    ])
    expect(client.cookies.get('entrepot_language')).toBe('zh-CN')
    const page = await client.get('/login?redirect_url=/a')
    expect(heading(page)).toBe('登录')
    expect(page.text).toContain('<html lang="zh-CN">')
  })

  test('is none that there is not', async () => {
    const client = new CookieClient(server.url)
    expect((await client.get('/login?language=xx')).status).toBe(200)
    client.cookies.set('entrepot_language', '"><script>')
    expect(heading(await client.get('/login'))).toBe('Sign in')
  })
})

describe('signing out', () => {
  const from = (site: string) => ({ headers: { 'sec-fetch-site': site } })

  test('by a link of another site does nothing', async () => {
    const client = await signedIn(ada)
    const oidc = await client.send('GET', '/c/oidc/logout', from('cross-site'))
    expect([oidc.status, oidc.headers.get('location')]).toEqual([303, '/'])
    expect((await client.send('GET', '/c/log_out', from('same-site'))).status).toBe(403)
    expect((await client.get('/api/v2.0/users/current')).status).toBe(200)
  })

  test('by this one’s ends the session', async () => {
    const client = await signedIn(ada)
    const answer = await client.send('GET', '/c/oidc/logout', from('same-origin'))
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/login'])
    expect(client.cookies.has('sid')).toBe(false)
  })
})

test('an account says by what it signs in', async () => {
  const client = await signedIn(ada)
  const answer = await client.get('/api/v2.0/users/current/sign-in')
  expect(JSON.parse(answer.text)).toEqual({ password: true, cli_secret: false })
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
