// Signing in by plain OAuth2, as with GitHub: a provider of the operator's file, beside that of the settings.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { CookieClient } from '../support/cookie-client.ts'
import { IdentityProvider, TestBrowser, type Visitor } from '../support/identity-provider.ts'
import { describeWith } from '../support/programs.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const hub = (url: string) => `
hub:
  kind: oauth2
  label: The Hub
  clientId: by-post
  clientSecretFile: hub-secret
  scope: read:user
  authorizeUrl: ${url}/auth
  tokenUrl: ${url}/token
  userinfoUrl: ${url}/api/user
  emailsUrl: ${url}/api/emails
  groupsUrl: ${url}/api/orgs
  fields: { subject: id, username: login, groups: groups.login }
  groupFilter: ^(ops|dev)$
  adminGroup: ops
gone:
  kind: oidc
  label: Away
  clientId: x
  endpoint: http://127.0.0.1:1
`

const person = (id: number, login: string, orgs: string[]) => ({
  user: { id, login, name: `${login} of the hub`, email: null },
  emails: [
    { email: `old-${login}@example.net`, primary: false, verified: true },
    { email: `${login}@example.net`, primary: true, verified: true },
  ],
  orgs: orgs.map((each) => ({ login: each, id: 1 })),
})

describeWith(['chromium'], 'OAuth2', () => {
  let folder: string
  let server: TestServer
  let provider: IdentityProvider
  let browser: TestBrowser
  let accounts: Accounts

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'entrepot-providers-'))
    provider = await IdentityProvider.start()
    const file = join(folder, 'providers.yaml')
    await writeFile(file, hub(provider.url))
    await writeFile(join(folder, 'hub-secret'), 'secret of the client\n')
    const settings = { 'outbound.privateNetworks': '127.0.0.0/8', 'auth.providersFile': file }
    server = await startTestServer({ settings })
    await provider.serve(server.url)
    accounts = new Accounts(server)
    browser = await TestBrowser.start()
  }, 60_000)
  afterAll(async () => {
    await browser?.stop()
    await provider?.stop()
    await server?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function comeBy(login: string): Promise<Visitor> {
    const visitor = await browser.visitor()
    await visitor.page.goto(`${server.url}/login`)
    await visitor.page.click('text=Sign in with The Hub')
    await visitor.signInAtProvider(login)
    await visitor.page.waitForURL(`${server.url}/**`)
    return visitor
  }

  const current = async (visitor: Visitor) =>
    (await visitor.ask(`${server.url}/api/v2.0/users/current`)).body as Record<string, unknown>

  test('who it is stands in the documents that the token opens', async () => {
    await provider.knows({ octavia: person(583231, 'octavia', ['dev', 'others']) })
    const visitor = await comeBy('octavia')
    expect(await current(visitor)).toMatchObject({
      username: 'octavia',
      email: 'octavia@example.net',
      realname: 'octavia of the hub',
      oidc_user_meta: { subiss: 'hub#583231' },
    })
    expect(await accounts.groupNamesOf('octavia')).toEqual(['hub:dev'])
  })

  test('a new name there is the same account; an old name taken by another is not', async () => {
    await provider.knows({ petra: person(7, 'petra', []) })
    await comeBy('petra')
    await provider.knows({ petra: person(7, 'petra-2', []), thief: person(8, 'petra', []) })
    expect((await current(await comeBy('petra'))).username).toBe('petra')
    const thief = await comeBy('thief')
    expect(await thief.problem()).toContain('The name petra belongs to another account here')
  })

  test('an organisation whose members are administrators', async () => {
    await provider.knows({ quinn: person(9, 'quinn', ['ops']) })
    const visitor = await comeBy('quinn')
    expect((await visitor.ask(`${server.url}/api/v2.0/users`)).status).toBe(200)
    await provider.knows({ quinn: person(9, 'quinn', []) })
    await comeBy('quinn')
    expect((await visitor.ask(`${server.url}/api/v2.0/users`)).status).toBe(403)
  })

  test('documents that name nobody sign nobody in', async () => {
    await provider.knows({ blank: { user: { login: 'blank' }, emails: [], orgs: [] } })
    expect(await (await comeBy('blank')).problem()).toBe('The provider does not say who this is.')
    await provider.knows({ list: { user: ['x'], emails: [], orgs: [] } })
    expect(await (await comeBy('list')).problem()).toBe('The provider tells nothing of the user.')
  })

  test('several providers stand on the page; one that does not answer hinders no other', async () => {
    const visitor = await browser.visitor()
    await visitor.page.goto(`${server.url}/login`)
    await visitor.picture('sign-in-several')
    await visitor.page.click('text=Sign in with Away')
    expect(await visitor.problem()).toContain('127.0.0.1:1 cannot be asked')
    await visitor.page.click('text=Sign in with The Hub')
    expect(await visitor.page.isVisible('input[name=login]')).toBe(true)
  })

  test('a ticket for one provider does not serve for another', async () => {
    const client = new CookieClient(server.url)
    const begun = await client.get('/c/providers/hub/login')
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state')
    const answer = await client.get(`/c/providers/gone/callback?code=x&state=${state}`)
    expect(answer.text).toContain('This sign-in was not begun in this browser')
  })

  test('paths of no provider are not found', async () => {
    const client = new CookieClient(server.url)
    const paths = [
      '/c/providers/none/login',
      '/c/providers/hub/nosuch',
      '/c/oidc/login',
      '/c/nosuch',
      '/login/x',
    ]
    for (const path of paths) expect([path, (await client.get(path)).status]).toEqual([path, 404])
    expect((await client.send('POST', '/c/providers/hub/login')).status).toBe(405)
    expect((await client.send('HEAD', '/c/providers/hub/callback')).status).toBe(405)
    expect((await client.send('HEAD', '/login')).status).toBe(200)
  })

  test('the account of another provider cannot be told a password', async () => {
    await provider.knows({ rosa: person(10, 'rosa', []) })
    const { user_id: id } = await current(await comeBy('rosa'))
    for (const password of ['', 'x', 'Common1 password']) {
      const rosa = new ApiCaller(server, { id: Number(id), name: 'rosa', password })
      expect((await rosa.get('/users/current')).status).toBe(401)
    }
  })
})
