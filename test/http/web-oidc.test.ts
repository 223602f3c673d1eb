// Signing in by OpenID Connect, with a real provider and a real browser: who comes in, under which name, in which groups.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { CookieClient } from '../support/cookie-client.ts'
import { claims, OidcRig } from '../support/oidc-rig.ts'
import { describeWith } from '../support/programs.ts'

describeWith(['chromium'], 'OpenID Connect', () => {
  let rig: OidcRig
  let now = Date.now()

  beforeAll(async () => {
    rig = await OidcRig.start(() => now)
  }, 60_000)
  afterAll(() => rig?.stop())

  test('the first time one chooses a name, the next time one is known', async () => {
    await rig.configure({ oidc_auto_onboard: false })
    await rig.provider.knows({ ada: claims('ada lovelace') })
    await rig.accounts.user('taken')
    const visitor = await rig.browser.visitor()
    await visitor.page.goto(`${rig.server.url}/login`)
    await visitor.picture('sign-in')
    await rig.comeBy(visitor, 'ada')
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
    expect(await rig.nameOf(visitor)).toBe('ada')
    expect(await rig.whoIs(visitor)).toMatchObject({
      username: 'ada',
      oidc_user_meta: { subiss: `${rig.provider.url}#ada` },
    })
    const again = await rig.browser.visitor()
    await rig.comeBy(again, 'ada')
    expect(await rig.nameOf(again)).toBe('ada')
  })

  test('Harbor’s own console chooses the name by a JSON request', async () => {
    await rig.configure({ oidc_auto_onboard: false })
    await rig.provider.knows({ alma: claims('alma') })
    const visitor = await rig.browser.visitor()
    await rig.comeBy(visitor, 'alma')
    const client = new CookieClient(rig.server.url)
    for (const { name, value } of await visitor.context.cookies(rig.server.url))
      client.cookies.set(name, value)
    const json = { username: 'alma-2' }
    expect((await client.send('POST', '/c/oidc/onboard', { json })).status).toBe(403)
    const choose = async (username: string) => {
      const headers = { 'x-harbor-csrf-token': await client.token() }
      return client.send('POST', '/c/oidc/onboard', { json: { username }, headers })
    }
    expect(await choose('a:b')).toMatchObject({
      status: 400,
      message: 'username contains illegal characters',
    })
    expect((await choose('admin')).status).toBe(409)
    expect((await choose('alma-2')).status).toBe(200)
    expect((await client.get('/api/v2.0/users/current')).text).toContain('"username":"alma-2"')
    expect(await choose('alma-3')).toMatchObject({
      status: 400,
      message: 'no account waits for a name: sign in again',
    })
    expect((await client.get('/login/name')).text).toContain('No account waits for a name: sign in again.')
  })

  test('one that comes for the first time has the name that the provider gives, where that is wanted', async () => {
    await rig.provider.knows({ bob: claims('bob') })
    const visitor = await rig.signedIn('bob')
    expect(await rig.whoIs(visitor)).toMatchObject({
      username: 'bob',
      email: 'bob@example.net',
      realname: 'bob of somewhere',
    })
  })

  test('an account is never taken over by its name', async () => {
    await rig.provider.knows({ 'not-admin': claims('admin') })
    const visitor = await rig.browser.visitor()
    await rig.comeBy(visitor, 'not-admin')
    expect(await visitor.problem()).toContain('The name admin belongs to another account here')
    expect(await rig.whoIs(visitor)).toBe(401)
  })

  test('groups of the provider are groups here, and go as they come', async () => {
    await rig.configure({ oidc_admin_group: 'chiefs', oidc_group_filter: '^(chiefs|dev-.*)$' })
    await rig.provider.knows({ carol: claims('carol', { groups: ['dev-a', 'chiefs', 'secret'] }) })
    const visitor = await rig.signedIn('carol')
    expect((await visitor.ask(`${rig.server.url}/api/v2.0/users`)).status).toBe(200)
    expect(await rig.accounts.groupNamesOf('carol')).toEqual(['chiefs', 'dev-a'])
    await rig.provider.knows({ carol: claims('carol', { groups: 'dev-b' }) })
    const again = await rig.signedIn('carol')
    expect((await again.ask(`${rig.server.url}/api/v2.0/users`)).status).toBe(403)
    expect((await visitor.ask(`${rig.server.url}/api/v2.0/users`)).status).toBe(403)
    expect(await rig.accounts.groupNamesOf('carol')).toEqual(['dev-b'])
    await rig.configure({ oidc_groups_claim: 'resource_access.entrepot.roles' })
    await rig.provider.knows({
      carol: claims('carol', { resource_access: { entrepot: { roles: ['dev-c'] } } }),
    })
    await rig.signedIn('carol')
    expect(await rig.accounts.groupNamesOf('carol')).toEqual(['dev-c'])
    await rig.configure({ oidc_groups_claim: 'groups', oidc_admin_group: '', oidc_group_filter: '' })
  })

  test('what was not begun in this browser, or is used again, signs nobody in', async () => {
    await rig.provider.knows({ erin: claims('erin') })
    await rig.configure({ oidc_auto_onboard: true })
    const visitor = await rig.browser.visitor()
    let callback = ''
    visitor.page.on('request', (request) => {
      if (request.url().includes('/c/oidc/callback')) callback = request.url()
    })
    await visitor.page.goto(`${rig.server.url}/c/oidc/login`)
    const cookies = await visitor.context.cookies(`${rig.server.url}/c/oidc/callback`)
    const ticket = cookies.find(({ name }) => name === 'entrepot_ticket')?.value ?? ''
    await visitor.signInAtProvider('erin')
    await visitor.page.waitForURL(`${rig.server.url}/**`)
    expect(await rig.nameOf(visitor)).toBe('erin')

    const words = 'This sign-in was not begun in this browser, or too long ago: try again.'
    const path = callback.slice(rig.server.url.length)
    const stranger = new CookieClient(rig.server.url)
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
    const visitor = await rig.browser.visitor()
    await visitor.page.goto(`${rig.server.url}/c/oidc/login`)
    await visitor.page.click('text=Cancel')
    await visitor.page.waitForURL(`${rig.server.url}/**`)
    expect(await visitor.problem()).toContain('The provider refused (access_denied')
    await visitor.picture('refused')
    expect(await visitor.page.isVisible('text=Sign in with Test provider')).toBe(true)
  })

  test('somebody whom the provider no longer knows, and a deleted account, are out', async () => {
    await rig.provider.knows({ frank: claims('frank') })
    const visitor = await rig.signedIn('frank')
    const { user_id: id } = (await rig.whoIs(visitor)) as { user_id: number }
    expect((await rig.admin.delete(`/users/${id}`)).status).toBe(200)
    expect(await rig.whoIs(visitor)).toBe(401)
    await rig.provider.knows({ frank: null })
    await visitor.page.goto(`${rig.server.url}/c/oidc/login`)
    expect(visitor.page.url()).not.toStartWith(`${rig.server.url}/login`)
    expect(await rig.whoIs(visitor)).toBe(401)
  })

  test('after signing in one is where one wanted to go, and never elsewhere', async () => {
    await rig.provider.knows({ grace: claims('grace') })
    for (const [wanted, there] of [
      ['/api/docs?x=1', '/api/docs?x=1'],
      ['https://evil.example/', '/'],
      ['//evil.example/', '/'],
      ['/\\evil.example/', '/'],
      ['/%09/evil.example/', '/%09/evil.example/'],
    ] as const) {
      const visitor = await rig.browser.visitor()
      await visitor.page.goto(`${rig.server.url}/c/oidc/login?redirect_url=${encodeURIComponent(wanted)}`)
      await visitor.signInAtProvider('grace')
      await visitor.page.waitForURL(`${rig.server.url}/**`)
      expect(visitor.page.url()).toBe(rig.server.url + there)
    }
  })

  test('a client that authenticates in the body of its request', async () => {
    await rig.provider.knows({ judy: claims('judy') })
    await rig.configure({ oidc_client_id: 'by-post' })
    await rig.signedIn('judy')
    await rig.configure({ oidc_client_id: 'entrepot' })
  })
})
