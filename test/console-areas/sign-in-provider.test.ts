// Signing in to the console on the page of a real provider: there and back, with what its groups give, and out again.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { Caller } from '../support/caller.ts'
import { ConsoleRig, everyLook, type Look } from '../support/console-rig.ts'
import { nameOf, signInAtProvider, signInByForm, signOut } from '../support/console-sign-in.ts'
import { IdentityProvider } from '../support/identity-provider.ts'
import { claims } from '../support/oidc-rig.ts'
import { describeWith } from '../support/programs.ts'

const place = '/repositories/team/app:v1?tab=manifest'

/** An OAuth2 provider as GitHub is one, and one that nobody reaches. */
const providersFile = (url: string) => `
hub:
  kind: oauth2
  label: The Hub
  clientId: by-post
  clientSecret: secret of the client
  scope: read:user
  authorizeUrl: ${url}/auth
  tokenUrl: ${url}/token
  userinfoUrl: ${url}/api/user
  emailsUrl: ${url}/api/emails
  groupsUrl: ${url}/api/orgs
  fields: { subject: id, username: login, groups: groups.login }
away:
  kind: oidc
  label: Old login
  clientId: entrepot
  clientSecret: secret
  endpoint: http://127.0.0.1:1
`

const settings = (url: string) => ({
  oidc_name: 'Company login',
  oidc_endpoint: url,
  oidc_client_id: 'entrepot',
  oidc_client_secret: 'secret of the client',
  oidc_scope: 'openid,profile,email,groups',
  oidc_groups_claim: 'groups',
  oidc_admin_group: 'chiefs',
})

describeWith(['chromium'], 'signing in by a provider', () => {
  let rig: ConsoleRig
  let provider: IdentityProvider
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'entrepot-sign-in-'))
    provider = await IdentityProvider.start()
    const file = join(folder, 'providers.yaml')
    await writeFile(file, providersFile(provider.url))
    rig = await ConsoleRig.start({
      settings: {
        'auth.providersFile': file,
        'outbound.privateNetworks': '127.0.0.0/8',
        // Signs of life of the stream each second: with them it is asked whether the session still goes on.
        'limits.idleTimeout': '3s',
      },
    })
    rig.neighbours.push(provider.url)
    await provider.serve(rig.server.url)
    await configure(settings(provider.url))
    await rig.pusher.pushImage('team/app', 'v1')
    for (const group_name of ['engineers', 'hub:dev']) {
      const member_group = { group_name, group_type: 3 }
      const added = await rig.admin.post('/projects/team/members', { role_id: 2, member_group })
      expect(added.status).toBe(201)
    }
  })
  afterAll(async () => {
    await rig?.stop()
    await provider?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function configure(values: object): Promise<void> {
    expect((await rig.admin.put('/configurations', values)).status).toBe(200)
  }

  const person = (name: string, ...groups: string[]) => claims(name, { groups })
  const member = (login: string, id: number, ...orgs: string[]) => ({
    user: { id, login, name: `${login} of the hub`, email: `${login}@example.net` },
    emails: [],
    orgs: orgs.map((each) => ({ login: each, id: 1 })),
  })
  const problem = (page: Page) => page.innerText('.problem')

  /** From a link that somebody was sent, to the page with the ways to sign in. */
  async function follow(path: string, look: Look = {}): Promise<Page> {
    const page = await rig.open(path, { who: 'anonymous', ...look })
    await page
      .locator('main')
      .getByRole('link', { name: /^(Sign in|登录)/ })
      .click()
    await page.waitForSelector('#principal')
    return page
  }

  const choose = (page: Page, label: string) => page.click(`a.provider:has-text("${label}")`)

  /** Somebody who comes again, or under the name that the provider gives. */
  async function arrive(login: string, path: string, look: Look = {}): Promise<Page> {
    await configure({ oidc_auto_onboard: true })
    const page = await follow(path, look)
    await choose(page, 'Company login')
    await signInAtProvider(page, login)
    await page.waitForURL(`${rig.server.url}${path}`)
    await rig.calm(page)
    return page
  }

  for (const look of everyLook) {
    test(`a link leads to its page by way of the provider: ${look.language}, ${look.width}`, async () => {
      const name = `new-${look.language}-${look.width}`.toLowerCase()
      await provider.knows({ [name]: person(name, 'engineers') })
      await configure({ oidc_auto_onboard: false })
      const page = await follow(place, look)
      const words = look.language === 'en' ? 'Sign in with' : '使用'
      expect(await page.locator('a.provider').allInnerTexts()).toEqual(
        ['Company login', 'The Hub', 'Old login'].map((each) => expect.stringContaining(each)),
      )
      expect(await page.locator('a.provider').first().innerText()).toStartWith(words)
      await rig.look(page, 'provider-ways')
      await choose(page, 'Company login')
      await signInAtProvider(page, name)
      await page.waitForSelector('#username')
      expect(await page.inputValue('#username')).toBe(name)
      await rig.look(page, 'provider-name')
      await page.keyboard.press('Enter')
      await page.waitForURL(`${rig.server.url}${place}`)
      await page.waitForSelector('main >> text=application/vnd.oci.image.manifest.v1+json')
      await rig.look(page, 'provider-arrived')
      expect(await nameOf(page)).toBe(name)
    })
  }

  test('a group’s role is its members’, and administrators are who the provider says', async () => {
    await provider.knows({
      dora: person('dora', 'engineers'),
      stan: person('stan'),
      chen: person('chen', 'chiefs'),
    })
    const dora = await arrive('dora', '/repositories/team/app')
    await dora.click('nav >> text=Projects')
    await dora.waitForSelector('main tr:has-text("team") >> text=Developer')
    expect(await dora.locator('nav >> text=Administration').count()).toBe(0)
    const stan = await arrive('stan', '/repositories/team/app')
    await stan.waitForSelector('main >> text=There is nothing at this address, or you may not see it.')
    const chen = await arrive('chen', '/account')
    await chen.click('nav >> text=Administration')
    await chen.waitForSelector('main h1')
    await chen.goto(`${rig.server.url}/administration/groups`)
    await chen.waitForSelector('main tr:has-text("engineers")')
    await rig.look(chen, 'provider-administrator')
    // What the provider takes away is gone with the next sign-in.
    await provider.knows({ chen: person('chen') })
    await signOut(chen)
    await choose(chen, 'Company login')
    await chen.waitForURL(`${rig.server.url}/`)
    await rig.calm(chen)
    expect(await chen.locator('nav >> text=Administration').count()).toBe(0)
  })

  test('by OAuth2 too, with the role of an organisation', async () => {
    await provider.knows({ olga: member('olga', 7, 'dev') })
    const page = await follow('/repositories/team/app')
    await choose(page, 'The Hub')
    await signInAtProvider(page, 'olga')
    await page.waitForURL('**/repositories/team/app')
    await page.waitForSelector('main >> text=v1')
    await page.goto(`${rig.server.url}/projects`)
    await page.waitForSelector('main tr:has-text("team") >> text=Developer')
    await page.goto(`${rig.server.url}/account`)
    await page.waitForSelector('main >> text=on the page of an identity provider')
    await signOut(page)
    await page.waitForURL('**/login')
    expect(await nameOf(page)).toBeUndefined()
  })

  test('the account gives a secret to push with, and a new one ends the one before', async () => {
    await provider.knows({ petra: person('petra', 'engineers') })
    const page = await arrive('petra', '/account')
    const make = async () => {
      await page.click('button:has-text("Make a CLI secret")')
      await page.click('[role=dialog] button:has-text("Make a CLI secret")')
      await page.waitForSelector('[role=dialog] >> text=Copy it now')
      await rig.look(page, 'provider-cli-secret')
      const password = await page.innerText('[role=dialog] dt:has-text("Secret") + dd pre')
      await page.click('[role=dialog] button:has-text("Done")')
      return new Caller(rig.server.url, { id: 0, name: 'petra', password })
    }
    const first = await make()
    await first.pushImage('team/app', 'by-secret')
    const second = await make()
    expect((await first.get('/v2/')).status).toBe(401)
    await second.pushImage('team/app', 'by-second')
    await page.goto(`${rig.server.url}/repositories/team/app`)
    for (const tag of ['by-secret', 'by-second']) await page.waitForSelector(`main >> text=${tag}`)
    // A new secret ends no browser's session.
    expect(await nameOf(page)).toBe('petra')
  })

  test('signing out ends the session here; the provider’s goes on, and signs in without a word', async () => {
    await provider.knows({ heidi: person('heidi', 'engineers') })
    const page = await arrive('heidi', '/repositories/team/app')
    await signOut(page)
    await page.waitForURL('**/login')
    expect(await nameOf(page)).toBeUndefined()
    await choose(page, 'Company login')
    await page.waitForURL(`${rig.server.url}/`)
    expect(await nameOf(page)).toBe('heidi')
  })

  test('where it is wanted, signing out ends the provider’s session too', async () => {
    await provider.knows({ ivan: person('ivan', 'engineers') })
    await configure({ oidc_logout: true })
    const page = await arrive('ivan', '/repositories/team/app')
    await signOut(page)
    await page.waitForURL(`${provider.url}/session/end*`)
    expect(await nameOfServer(page)).toBeUndefined()
    await page.click('button[value=yes]')
    await page.waitForURL(`${rig.server.url}/login*`)
    await rig.look(page, 'provider-signed-out')
    await choose(page, 'Company login')
    await page.waitForSelector('input[name=login]')
    await configure({ oidc_logout: false })
  })

  /** Wherever the page is now. */
  async function nameOfServer(page: Page): Promise<string | undefined> {
    const response = await page.context().request.get(`${rig.server.url}/api/v2.0/users/current`)
    return response.ok() ? ((await response.json()) as { username: string }).username : undefined
  }

  for (const look of everyLook) {
    test(`a session that ends at the provider is told in open pages: ${look.language}, ${look.width}`, async () => {
      const name = `kim-${look.language}-${look.width}`.toLowerCase()
      await provider.knows({ [name]: person(name, 'engineers') })
      const path = '/repositories/team/app?q=v'
      const page = await arrive(name, path, look)
      const other = await page.context().newPage()
      await other.goto(`${provider.url}/session/end`)
      await other.click('button[value=yes]')
      await page.getByRole('dialog').waitFor()
      await rig.look(page, 'provider-session-ended')
      const opening = page.context().waitForEvent('page')
      await page.getByRole('dialog').getByRole('link').click()
      const tab = await opening
      await choose(tab, 'Company login')
      await signInAtProvider(tab, name)
      await tab.waitForURL(`${rig.server.url}${path}`)
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.waitForSelector('main >> text=v1')
    })
  }

  for (const look of everyLook) {
    test(`a provider that does not answer, or refuses, is told: ${look.language}, ${look.width}`, async () => {
      const says = (en: string, zh: string) => (look.language === 'en' ? en : zh)
      const page = await follow(place, look)
      await choose(page, 'Old login')
      await page.waitForSelector('[role=alert]')
      expect(await problem(page)).toContain(says('does not answer as it should', '身份提供方没有正常响应'))
      expect(await problem(page)).toContain('127.0.0.1:1 cannot be asked')
      expect(await problem(page)).toContain(says('or sign in with a password', '或使用密码登录'))
      await rig.look(page, 'provider-away')
      await choose(page, 'Company login')
      await page.click('text=Cancel')
      await page.waitForURL(`${rig.server.url}/**`)
      await page.waitForSelector('[role=alert]')
      expect(await problem(page)).toContain(says('The provider refused', '身份提供方拒绝了登录'))
      await rig.look(page, 'provider-refused')
      // After all of it, one still gets to where one was going.
      await signInByForm(page, rig.account('developer'))
      await page.waitForURL(`${rig.server.url}${place}`)
    })
  }
})
