// Sessions that OpenID Connect has begun: what their owners do with them, how they end; the page; providers that fail.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { CookieClient } from '../support/cookie-client.ts'
import type { Visitor } from '../support/identity-provider.ts'
import { LiveListener } from '../support/live-listener.ts'
import { claims, OidcRig } from '../support/oidc-rig.ts'
import { describeWith } from '../support/programs.ts'

describeWith(['chromium'], 'sessions by OpenID Connect', () => {
  let rig: OidcRig

  beforeAll(async () => {
    rig = await OidcRig.start()
  }, 60_000)
  afterAll(() => rig?.stop())

  /** The visitor's cookies, for requests that its pages would make. */
  async function clientOf(visitor: Visitor): Promise<CookieClient> {
    const client = new CookieClient(rig.server.url)
    for (const { name, value } of await visitor.context.cookies(rig.server.url))
      client.cookies.set(name, value)
    return client
  }

  test('a CLI secret is what clients log in with', async () => {
    await rig.provider.knows({ dora: claims('dora') })
    const visitor = await rig.signedIn('dora')
    const dora = Number(((await rig.whoIs(visitor)) as { user_id: number }).user_id)
    const login = async (password: string) =>
      (await new Caller(rig.server.url, { id: dora, name: 'dora', password }).get('/v2/')).status
    const browser = await clientOf(visitor)
    const made = async (secret: string) =>
      (await browser.write('PUT', `/api/v2.0/users/${dora}/cli_secret`, { secret })).status
    const ways = await browser.get('/api/v2.0/users/current/sign-in')
    expect(JSON.parse(ways.text)).toEqual({ password: false, cli_secret: true })
    expect(await login('')).toBe(401)
    const [first, second] = ['Made by 1 page', 'Made by 1 page again']
    expect([await made(first), await login(first)]).toEqual([200, 200])
    expect([await made(second), await login(first), await login(second)]).toEqual([200, 401, 200])
    const asDora = new ApiCaller(rig.server, { id: dora, name: 'dora', password: second })
    expect((await asDora.put('/users/1/cli_secret', { secret: 'Chosen by 1 client' })).status).toBe(403)
    expect((await asDora.put(`/users/${dora}/cli_secret`, { secret: 'weak' })).status).toBe(400)
    expect((await asDora.put(`/users/${dora}/cli_secret`, { secret: 'Chosen by 1 client' })).status).toBe(200)
    const again = { id: dora, name: 'dora', password: 'Chosen by 1 client' }
    const { token } = (
      await new ApiCaller(rig.server, again).post('/users/current/tokens', { preset: 'all' })
    ).body
    const byToken = new ApiCaller(rig.server, { ...again, password: token })
    // It would outlive the token.
    expect((await byToken.put(`/users/${dora}/cli_secret`, { secret: 'Chosen by 1 token' })).status).toBe(403)
    expect([await login(second), await login('Chosen by 1 client')]).toEqual([401, 200])
    expect((await rig.admin.put('/users/1/cli_secret', { secret: 'Chosen by 1 client' })).status).toBe(412)
    expect((await rig.admin.put('/users/99999/cli_secret', { secret: 'Chosen by 1 client' })).status).toBe(
      404,
    )
    expect((await new ApiCaller(rig.server).put('/users/1/cli_secret', { secret: 'x' })).status).toBe(401)
  })

  test('a new CLI secret ends what clients have begun with the one before', async () => {
    await rig.provider.knows({ frank: claims('frank') })
    const visitor = await rig.signedIn('frank')
    const id = Number(((await rig.whoIs(visitor)) as { user_id: number }).user_id)
    const browser = await clientOf(visitor)
    const secret = (text: string) =>
      browser.write('PUT', `/api/v2.0/users/${id}/cli_secret`, { secret: text })
    expect((await secret('Made by 1 page')).status).toBe(200)
    const frank = { id, name: 'frank', password: 'Made by 1 page' }
    const { text } = await new Caller(rig.server.url, frank).askToken([], '&offline_token=true')
    const { refresh_token = '' } = JSON.parse(text) as { refresh_token?: string }
    const renewed = async () =>
      (
        await new Caller(rig.server.url).send('POST', '/service/token', {
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: `grant_type=refresh_token&service=entrepot&client_id=docker&refresh_token=${refresh_token}`,
        })
      ).status
    const listener = await LiveListener.open(rig.server.url, { as: frank })
    await listener.until(({ id: seq }) => seq !== undefined)
    expect(await renewed()).toBe(200)
    expect((await secret('Made by 1 page again')).status).toBe(200)
    await rig.accounts.project('seen-by-all', rig.accounts.admin(), true)
    await new Caller(rig.server.url, rig.accounts.admin()).pushImage('seen-by-all/app', 'v1')
    expect(await listener.ended()).toBe('signed-out')
    expect(await renewed()).toBe(401)
    expect(await rig.nameOf(visitor)).toBe('frank')
  })

  test('signing out ends the session at the provider too, where that is wanted', async () => {
    await rig.provider.knows({ heidi: claims('heidi') })
    const visitor = await rig.signedIn('heidi')
    const signOut = `${rig.server.url}/c/oidc/logout`
    await visitor.page.goto(signOut)
    expect(await visitor.heading()).toBe('Sign in')
    expect(await rig.whoIs(visitor)).toBe(401)
    await visitor.page.click('text=Sign in with Test provider')
    expect(await rig.nameOf(visitor)).toBe('heidi')
    await rig.configure({ oidc_logout: true })
    await visitor.page.goto(signOut)
    await visitor.page.waitForURL(`${rig.provider.url}/session/end*`)
    await visitor.page.click('button[value=yes]')
    await visitor.page.waitForURL(`${rig.server.url}/login*`)
    await visitor.page.click('text=Sign in with Test provider')
    expect(await visitor.page.isVisible('input[name=login]')).toBe(true)
    await rig.configure({ oidc_logout: false })
  })

  test('a session that the provider ends, ends here', async () => {
    await rig.provider.knows({ ivan: claims('ivan') })
    const visitor = await rig.signedIn('ivan')
    const page = await visitor.context.newPage()
    await page.goto(`${rig.provider.url}/session/end`)
    await page.click('button[value=yes]')
    await page.waitForLoadState()
    expect(await rig.whoIs(visitor)).toBe(401)
  })

  test('a message about a session’s end that is not the provider’s ends nothing', async () => {
    const client = new CookieClient(rig.server.url)
    const answer = await client.send('POST', '/c/oidc/backchannel-logout', {
      form: { logout_token: 'a.b.c' },
    })
    expect(answer.status).toBe(400)
  })

  test('the page of signing in with a password', async () => {
    const visitor = await rig.browser.visitor()
    await visitor.page.goto(`${rig.server.url}/login?redirect_url=/api/docs`)
    await visitor.page.fill('#principal', 'admin')
    await visitor.page.fill('#password', 'wrong')
    await visitor.page.click('button')
    expect(await visitor.problem()).toBe('The user name or the password is wrong.')
    await visitor.picture('wrong-password')
    expect(await visitor.page.inputValue('#principal')).toBe('admin')
    await visitor.page.fill('#password', rig.server.adminPassword)
    await visitor.page.click('button')
    expect(visitor.page.url()).toBe(`${rig.server.url}/api/docs`)
    expect(await rig.nameOf(visitor)).toBe('admin')
  })

  test('the page in the dark, and on a telephone', async () => {
    const visitor = await rig.browser.visitor()
    await visitor.page.emulateMedia({ colorScheme: 'dark' })
    await visitor.page.setViewportSize({ width: 360, height: 640 })
    await visitor.page.goto(`${rig.server.url}/login`)
    await visitor.picture('sign-in-dark')
    const width = await visitor.page.evaluate('document.documentElement.scrollWidth')
    expect(width).toBe(360)
  })

  test('a provider can be tried by administrators, and what is wrong is told', async () => {
    const ping = (caller: ApiCaller, url: string) =>
      caller.post('/system/oidc/ping', { url, verify_cert: true })
    expect((await ping(rig.admin, rig.provider.url)).status).toBe(200)
    expect(await ping(rig.admin, 'http://127.0.0.1:1')).toMatchObject({
      status: 400,
      message: expect.stringContaining('127.0.0.1:1 cannot be asked'),
    })
    expect(await ping(rig.admin, 'http://10.0.0.1')).toMatchObject({
      status: 400,
      message:
        '10.0.0.1 is not a public address; the operator may allow it with the setting outbound.privateNetworks',
    })
    expect((await ping(rig.admin, 'no url')).status).toBe(400)
    expect((await ping(rig.admin, `${rig.provider.url}/nosuch`)).message).toContain('it answered 404')
    const byName = rig.provider.url.replace('127.0.0.1', 'localhost')
    expect((await ping(rig.admin, byName)).message).toContain(`it calls itself ${rig.provider.url}, and`)
    const user = await rig.accounts.user('plain')
    expect((await ping(new ApiCaller(rig.server, user), rig.provider.url)).status).toBe(403)
    expect((await ping(new ApiCaller(rig.server), rig.provider.url)).status).toBe(401)
    expect((await rig.admin.post('/system/oidc/ping', { url: 7 })).status).toBe(422)
  })

  test('a provider that cannot be reached is told in words', async () => {
    await rig.configure({ oidc_endpoint: 'http://127.0.0.1:1' })
    const visitor = await rig.browser.visitor()
    await visitor.page.goto(`${rig.server.url}/c/oidc/login`)
    expect(await visitor.problem()).toContain('127.0.0.1:1 cannot be asked')
    await rig.configure({ oidc_endpoint: '' })
    expect((await new CookieClient(rig.server.url).get('/c/oidc/login')).status).toBe(404)
  })
})
