// Signing in by OpenID Connect, with a real provider and a real browser.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { CookieClient } from '../support/cookie-client.ts'
import { IdentityProvider, TestBrowser, type Visitor } from '../support/identity-provider.ts'
import { describeWith } from '../support/programs.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const claims = (name: string, more: object = {}) => ({
  claims: { name: `${name} of somewhere`, preferred_username: name, email: `${name}@example.net`, ...more },
})

describeWith(['chromium'], 'OpenID Connect', () => {
  let now = Date.now()
  let server: TestServer
  let provider: IdentityProvider
  let browser: TestBrowser
  let accounts: Accounts
  let admin: ApiCaller

  beforeAll(async () => {
    provider = await IdentityProvider.start()
    const settings = { 'outbound.privateNetworks': '127.0.0.0/8' }
    server = await startTestServer({ settings, clock: () => now })
    await provider.serve(server.url)
    accounts = new Accounts(server)
    admin = new ApiCaller(server, accounts.admin())
    await configure({
      oidc_name: 'Test provider',
      oidc_endpoint: provider.url,
      oidc_client_id: 'entrepot',
      oidc_client_secret: 'secret of the client',
      oidc_scope: 'openid,profile,email,groups',
      oidc_groups_claim: 'groups',
    })
    browser = await TestBrowser.start()
  }, 60_000)
  afterAll(async () => {
    await browser?.stop()
    await provider?.stop()
    await server?.stop()
  })

  async function configure(settings: Record<string, unknown>): Promise<void> {
    expect((await admin.put('/configurations', settings)).status).toBe(200)
  }

  /** As far as the page after the provider's. */
  async function comeBy(visitor: Visitor, login: string): Promise<void> {
    await visitor.page.goto(`${server.url}/login`)
    await visitor.page.click('text=Sign in with Test provider')
    await visitor.signInAtProvider(login)
    await visitor.page.waitForURL(`${server.url}/**`)
  }

  async function signedIn(login: string): Promise<Visitor> {
    await configure({ oidc_auto_onboard: true })
    const visitor = await browser.visitor()
    await comeBy(visitor, login)
    expect(await visitor.heading()).toBe(`You are signed in as ${login}`)
    return visitor
  }

  const whoIs = async (visitor: Visitor) => {
    const { status, body } = await visitor.ask(`${server.url}/api/v2.0/users/current`)
    return status === 200 ? (body as Record<string, unknown>) : status
  }

  test('the first time one chooses a name, the next time one is known', async () => {
    await configure({ oidc_auto_onboard: false })
    await provider.knows({ ada: claims('ada lovelace') })
    await accounts.user('taken')
    const visitor = await browser.visitor()
    await visitor.page.goto(`${server.url}/login`)
    await visitor.picture('sign-in')
    await comeBy(visitor, 'ada')
    expect(await visitor.heading()).toBe('Choose your user name')
    expect(await visitor.page.inputValue('#username')).toBe('ada_lovelace')
    await visitor.picture('choose-name')
    for (const [name, problem] of [
      ['taken', 'The name taken belongs to another account here'],
      ['a/b', 'illegal characters'],
    ] as const) {
      await visitor.page.fill('#username', name)
      await visitor.page.click('text=Continue')
      expect(await visitor.problem()).toContain(problem)
    }
    await visitor.picture('choose-name-problem')
    await visitor.page.fill('#username', 'ada')
    await visitor.page.click('text=Continue')
    expect(await visitor.heading()).toBe('You are signed in as ada')
    await visitor.picture('signed-in')
    expect(await whoIs(visitor)).toMatchObject({
      username: 'ada',
      oidc_user_meta: { subiss: `${provider.url}#ada` },
    })
    const again = await browser.visitor()
    await comeBy(again, 'ada')
    expect(await again.heading()).toBe('You are signed in as ada')
  })

  test('one that comes for the first time has the name that the provider gives, where that is wanted', async () => {
    await provider.knows({ bob: claims('bob') })
    const visitor = await signedIn('bob')
    expect(await whoIs(visitor)).toMatchObject({
      username: 'bob',
      email: 'bob@example.net',
      realname: 'bob of somewhere',
    })
  })

  test('an account is never taken over by its name', async () => {
    await provider.knows({ 'not-admin': claims('admin') })
    const visitor = await browser.visitor()
    await comeBy(visitor, 'not-admin')
    expect(await visitor.problem()).toContain('The name admin belongs to another account here')
    expect(await whoIs(visitor)).toBe(401)
  })

  test('groups of the provider are groups here, and go as they come', async () => {
    await configure({ oidc_admin_group: 'chiefs', oidc_group_filter: '^(chiefs|dev-.*)$' })
    await provider.knows({ carol: claims('carol', { groups: ['dev-a', 'chiefs', 'secret'] }) })
    const visitor = await signedIn('carol')
    expect((await visitor.ask(`${server.url}/api/v2.0/users`)).status).toBe(200)
    expect(await accounts.groupNamesOf('carol')).toEqual(['chiefs', 'dev-a'])
    await provider.knows({ carol: claims('carol', { groups: 'dev-b' }) })
    const again = await signedIn('carol')
    expect((await again.ask(`${server.url}/api/v2.0/users`)).status).toBe(403)
    expect((await visitor.ask(`${server.url}/api/v2.0/users`)).status).toBe(403)
    expect(await accounts.groupNamesOf('carol')).toEqual(['dev-b'])
    await configure({ oidc_groups_claim: 'resource_access.entrepot.roles' })
    await provider.knows({
      carol: claims('carol', { resource_access: { entrepot: { roles: ['dev-c'] } } }),
    })
    await signedIn('carol')
    expect(await accounts.groupNamesOf('carol')).toEqual(['dev-c'])
    await configure({ oidc_groups_claim: 'groups', oidc_admin_group: '', oidc_group_filter: '' })
  })

  test('a CLI secret is made, shown once, and is what clients log in with', async () => {
    await provider.knows({ dora: claims('dora') })
    const visitor = await signedIn('dora')
    const dora = Number(((await whoIs(visitor)) as { user_id: number }).user_id)
    const make = async () => {
      await visitor.page.click('text=Make a new CLI secret')
      return (await visitor.page.innerText('pre >> nth=1')).trim()
    }
    const login = async (password: string) =>
      (await new Caller(server.url, { id: dora, name: 'dora', password }).get('/v2/')).status
    expect(await login('')).toBe(401)
    const first = await make()
    await visitor.picture('cli-secret')
    expect(await login(first)).toBe(200)
    const second = await make()
    expect([await login(first), await login(second)]).toEqual([401, 200])
    await visitor.page.goto(`${server.url}/login`)
    expect(await visitor.page.content()).not.toContain(second)
    const asDora = new ApiCaller(server, { id: dora, name: 'dora', password: second })
    expect((await asDora.put('/users/1/cli_secret', { secret: 'Chosen by 1 client' })).status).toBe(403)
    expect((await asDora.put(`/users/${dora}/cli_secret`, { secret: 'weak' })).status).toBe(400)
    expect((await asDora.put(`/users/${dora}/cli_secret`, { secret: 'Chosen by 1 client' })).status).toBe(200)
    expect([await login(second), await login('Chosen by 1 client')]).toEqual([401, 200])
    expect((await admin.put('/users/1/cli_secret', { secret: 'Chosen by 1 client' })).status).toBe(412)
    expect((await admin.put('/users/99999/cli_secret', { secret: 'Chosen by 1 client' })).status).toBe(404)
    expect((await new ApiCaller(server).put('/users/1/cli_secret', { secret: 'x' })).status).toBe(401)
  })

  test('what was not begun in this browser, or is used again, signs nobody in', async () => {
    await provider.knows({ erin: claims('erin') })
    await configure({ oidc_auto_onboard: true })
    const visitor = await browser.visitor()
    let callback = ''
    visitor.page.on('request', (request) => {
      if (request.url().includes('/c/oidc/callback')) callback = request.url()
    })
    await visitor.page.goto(`${server.url}/c/oidc/login`)
    const cookies = await visitor.context.cookies(`${server.url}/c/oidc/callback`)
    const ticket = cookies.find(({ name }) => name === 'entrepot_ticket')?.value ?? ''
    await visitor.signInAtProvider('erin')
    await visitor.page.waitForURL(`${server.url}/**`)
    expect(await visitor.heading()).toBe('You are signed in as erin')

    const words = 'This sign-in was not begun in this browser, or too long ago: try again.'
    const path = callback.slice(server.url.length)
    const stranger = new CookieClient(server.url)
    expect((await stranger.get(path)).text).toContain(words)
    stranger.cookies.set('entrepot_ticket', ticket)
    expect((await stranger.get('/c/oidc/callback?code=x&state=guessed')).text).toContain(words)
    // The ticket goes with any answer; here it is brought back, as somebody who copied it would.
    stranger.cookies.set('entrepot_ticket', ticket)
    const replayed = await stranger.get(path)
    expect(replayed.status).toBe(400)
    expect(replayed.text).toContain('The provider refused (invalid_grant')
    expect(stranger.cookies.has('sid')).toBe(false)
    now += 11 * 60_000
    stranger.cookies.set('entrepot_ticket', ticket)
    expect((await stranger.get(path)).text).toContain(words)
  })

  test('whoever turns back at the provider is told so, and may try again', async () => {
    const visitor = await browser.visitor()
    await visitor.page.goto(`${server.url}/c/oidc/login`)
    await visitor.page.click('text=Cancel')
    await visitor.page.waitForURL(`${server.url}/**`)
    expect(await visitor.problem()).toContain('The provider refused (access_denied')
    await visitor.picture('refused')
    expect(await visitor.page.isVisible('text=Sign in with Test provider')).toBe(true)
  })

  test('somebody whom the provider no longer knows, and a deleted account, are out', async () => {
    await provider.knows({ frank: claims('frank') })
    const visitor = await signedIn('frank')
    const { user_id: id } = (await whoIs(visitor)) as { user_id: number }
    expect((await admin.delete(`/users/${id}`)).status).toBe(200)
    expect(await whoIs(visitor)).toBe(401)
    await provider.knows({ frank: null })
    await visitor.page.goto(`${server.url}/c/oidc/login`)
    expect(visitor.page.url()).not.toStartWith(`${server.url}/login`)
    expect(await whoIs(visitor)).toBe(401)
  })

  test('after signing in one is where one wanted to go, and never elsewhere', async () => {
    await provider.knows({ grace: claims('grace') })
    for (const [wanted, there] of [
      ['/api/docs?x=1', '/api/docs?x=1'],
      ['https://evil.example/', '/login'],
      ['//evil.example/', '/login'],
      ['/\\evil.example/', '/login'],
      ['/%09/evil.example/', '/%09/evil.example/'],
    ] as const) {
      const visitor = await browser.visitor()
      await visitor.page.goto(`${server.url}/c/oidc/login?redirect_url=${encodeURIComponent(wanted)}`)
      await visitor.signInAtProvider('grace')
      await visitor.page.waitForURL(`${server.url}/**`)
      expect(visitor.page.url()).toBe(server.url + there)
    }
  })

  test('signing out ends the session at the provider too, where that is wanted', async () => {
    await provider.knows({ heidi: claims('heidi') })
    const visitor = await signedIn('heidi')
    await visitor.page.click('text=Sign out')
    expect(await visitor.heading()).toBe('Sign in')
    expect(await whoIs(visitor)).toBe(401)
    await visitor.page.click('text=Sign in with Test provider')
    expect(await visitor.heading()).toBe('You are signed in as heidi')
    await configure({ oidc_logout: true })
    await visitor.page.click('text=Sign out')
    await visitor.page.waitForURL(`${provider.url}/session/end*`)
    await visitor.page.click('button[value=yes]')
    await visitor.page.waitForURL(`${server.url}/login*`)
    await visitor.page.click('text=Sign in with Test provider')
    expect(await visitor.page.isVisible('input[name=login]')).toBe(true)
    await configure({ oidc_logout: false })
  })

  test('a session that the provider ends, ends here', async () => {
    await provider.knows({ ivan: claims('ivan') })
    const visitor = await signedIn('ivan')
    const page = await visitor.context.newPage()
    await page.goto(`${provider.url}/session/end`)
    await page.click('button[value=yes]')
    await page.waitForLoadState()
    expect(await whoIs(visitor)).toBe(401)
  })

  test('a message about a session’s end that is not the provider’s ends nothing', async () => {
    const client = new CookieClient(server.url)
    const answer = await client.send('POST', '/c/oidc/backchannel-logout', {
      form: { logout_token: 'a.b.c' },
    })
    expect(answer.status).toBe(400)
  })

  test('a client that authenticates in the body of its request', async () => {
    await provider.knows({ judy: claims('judy') })
    await configure({ oidc_client_id: 'by-post' })
    await signedIn('judy')
    await configure({ oidc_client_id: 'entrepot' })
  })

  test('the page of signing in with a password', async () => {
    const visitor = await browser.visitor()
    await visitor.page.goto(`${server.url}/login?redirect_url=/api/docs`)
    await visitor.page.fill('#principal', 'admin')
    await visitor.page.fill('#password', 'wrong')
    await visitor.page.click('button')
    expect(await visitor.problem()).toBe('The user name or the password is wrong.')
    await visitor.picture('wrong-password')
    expect(await visitor.page.inputValue('#principal')).toBe('admin')
    await visitor.page.fill('#password', server.adminPassword)
    await visitor.page.click('button')
    expect(visitor.page.url()).toBe(`${server.url}/api/docs`)
    await visitor.page.goto(`${server.url}/login`)
    expect(await visitor.heading()).toBe('You are signed in as admin')
    expect(await visitor.page.isVisible('text=CLI secret')).toBe(false)
  })

  test('the page in the dark, and on a telephone', async () => {
    const visitor = await browser.visitor()
    await visitor.page.emulateMedia({ colorScheme: 'dark' })
    await visitor.page.setViewportSize({ width: 360, height: 640 })
    await visitor.page.goto(`${server.url}/login`)
    await visitor.picture('sign-in-dark')
    const width = await visitor.page.evaluate('document.documentElement.scrollWidth')
    expect(width).toBe(360)
  })

  test('a provider can be tried by administrators, and what is wrong is told', async () => {
    const ping = (caller: ApiCaller, url: string) =>
      caller.post('/system/oidc/ping', { url, verify_cert: true })
    expect((await ping(admin, provider.url)).status).toBe(200)
    expect(await ping(admin, 'http://127.0.0.1:1')).toMatchObject({
      status: 400,
      message: expect.stringContaining('127.0.0.1:1 cannot be asked'),
    })
    expect(await ping(admin, 'http://10.0.0.1')).toMatchObject({
      status: 400,
      message:
        '10.0.0.1 is not a public address; the operator may allow it with the setting outbound.privateNetworks',
    })
    expect((await ping(admin, 'no url')).status).toBe(400)
    const user = await accounts.user('plain')
    expect((await ping(new ApiCaller(server, user), provider.url)).status).toBe(403)
    expect((await ping(new ApiCaller(server), provider.url)).status).toBe(401)
    expect((await admin.post('/system/oidc/ping', { url: 7 })).status).toBe(422)
  })

  test('a provider that cannot be reached is told in words', async () => {
    await configure({ oidc_endpoint: 'http://127.0.0.1:1' })
    const visitor = await browser.visitor()
    await visitor.page.goto(`${server.url}/c/oidc/login`)
    expect(await visitor.problem()).toContain('127.0.0.1:1 cannot be asked')
    await configure({ oidc_endpoint: '' })
    expect((await new CookieClient(server.url).get('/c/oidc/login')).status).toBe(404)
  })
})
