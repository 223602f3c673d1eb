// A server with a real OpenID Connect provider and a real browser, for the tests of both.
import { expect } from 'bun:test'
import { Accounts } from './accounts.ts'
import { ApiCaller } from './api.ts'
import { IdentityProvider, type Person, TestBrowser, type Visitor } from './identity-provider.ts'
import { startTestServer, type TestServer } from './server.ts'

/** Somebody whom the provider calls `name`. */
export function claims(name: string, more: object = {}): Person {
  return {
    claims: { name: `${name} of somewhere`, preferred_username: name, email: `${name}@example.net`, ...more },
  }
}

export class OidcRig {
  readonly accounts: Accounts
  readonly admin: ApiCaller

  private constructor(
    readonly server: TestServer,
    readonly provider: IdentityProvider,
    readonly browser: TestBrowser,
  ) {
    this.accounts = new Accounts(server)
    this.admin = new ApiCaller(server, this.accounts.admin())
  }

  static async start(clock: () => number = Date.now): Promise<OidcRig> {
    const provider = await IdentityProvider.start()
    const server = await startTestServer({ settings: { 'outbound.privateNetworks': '127.0.0.0/8' }, clock })
    await provider.serve(server.url)
    const rig = new OidcRig(server, provider, await TestBrowser.start())
    await rig.configure({
      oidc_name: 'Test provider',
      oidc_endpoint: provider.url,
      oidc_client_id: 'entrepot',
      oidc_client_secret: 'secret of the client',
      oidc_scope: 'openid,profile,email,groups',
      oidc_groups_claim: 'groups',
    })
    return rig
  }

  async stop(): Promise<void> {
    await this.browser.stop()
    await this.provider.stop()
    await this.server.stop()
  }

  async configure(settings: Record<string, unknown>): Promise<void> {
    expect((await this.admin.put('/configurations', settings)).status).toBe(200)
  }

  /** As far as the page after the provider's. */
  async comeBy(visitor: Visitor, login: string): Promise<void> {
    const { url } = this.server
    await visitor.page.goto(`${url}/login`)
    await visitor.page.click('text=Sign in with Test provider')
    await visitor.signInAtProvider(login)
    await visitor.page.waitForURL(`${url}/**`)
  }

  /** Somebody new, under the name that the provider gives. */
  async signedIn(login: string): Promise<Visitor> {
    await this.configure({ oidc_auto_onboard: true })
    const visitor = await this.browser.visitor()
    await this.comeBy(visitor, login)
    expect(await this.nameOf(visitor)).toBe(login)
    return visitor
  }

  /** The name of a visitor's account; undefined for somebody who has not signed in. */
  async nameOf(visitor: Visitor): Promise<unknown> {
    const who = await this.whoIs(visitor)
    return typeof who === 'number' ? undefined : who.username
  }

  /** The account of a visitor, or the status of the refusal. */
  async whoIs(visitor: Visitor): Promise<Record<string, unknown> | number> {
    const { status, body } = await visitor.ask(`${this.server.url}/api/v2.0/users/current`)
    return status === 200 ? (body as Record<string, unknown>) : status
  }
}
