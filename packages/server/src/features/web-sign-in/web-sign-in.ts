// Signing in with a browser by way of a provider: there and back again, and a name to choose the first time.
import { type Clock, minute } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause } from '../../platform/events.ts'
import { hashOfSecret, randomSecret } from '../../platform/random-secret.ts'
import type { Sealing } from '../../platform/sealing.ts'
import { type ExternalAccounts, type ExternalIdentity, usernameProblem } from '../identity/index.ts'
import type { EndedSession, Sessions } from '../sessions/index.ts'
import { identityOf } from './claim-rules.ts'
import { deletePending, findPending, insertPending } from './pending-accounts-store.ts'
import { ProviderError, type Vouched } from './web-provider-port.ts'
import type { ConfiguredProvider, WebProviders } from './web-providers.ts'

/** How long somebody may take at the provider, and to choose a name. */
const ticketLifetime = 10 * minute
const pendingLifetime = 15 * minute
const ticketPurpose = 'ticket of a sign-in'
const pendingPurpose = 'account that waits for a name'

export interface WebSignInOptions {
  readonly db: Database
  readonly providers: WebProviders
  readonly accounts: ExternalAccounts
  readonly sessions: Sessions
  readonly sealing: Sealing
  readonly clock: Clock
}

/** Kept by the browser while it is at the provider. */
interface Ticket {
  readonly provider: string
  readonly remembered: Readonly<Record<string, string>>
  readonly returnTo: string
  readonly expiresAt: number
}

interface Pending {
  readonly provider: string
  readonly identity: ExternalIdentity
  readonly session?: string
  readonly token?: string
  readonly returnTo: string
}

export type Outcome =
  | { readonly kind: 'signed-in'; readonly secret: string; readonly returnTo: string }
  | { readonly kind: 'name-wanted'; readonly pending: string }

export class WebSignIn {
  constructor(private readonly options: WebSignInOptions) {}

  /** @returns where to send the browser, and what it has to bring back. @throws Failure NOT_FOUND; ProviderError */
  async begin(
    id: string,
    redirectUri: string,
    returnTo: string,
  ): Promise<{ readonly url: string; readonly ticket: string }> {
    const provider = await this.provider(id)
    const { url, remembered } = await provider.protocol.begin(redirectUri)
    const expiresAt = this.options.clock() + ticketLifetime
    const ticket: Ticket = { provider: id, remembered, returnTo, expiresAt }
    const { sealed, keyVersion } = this.options.sealing.seal(JSON.stringify(ticket), ticketPurpose)
    return { url, ticket: `${keyVersion}.${sealed}` }
  }

  /**
   * The browser is back. @param ticket what it was given when it left
   * @throws ProviderError, Failure: nobody is signed in
   */
  async complete(id: string, callback: URL, ticket: string | undefined, cause: Cause): Promise<Outcome> {
    const provider = await this.provider(id)
    const { remembered, returnTo } = this.opened(ticket, id)
    // Before anything else: without it, a link of somebody else's would sign a visitor in to that one's account.
    if (callback.searchParams.get('state') !== remembered.state) throw strange()
    const vouched = await provider.protocol.complete(callback, remembered)
    const identity = identityOf(vouched.claims, provider.mapping)
    if (!identity) throw new ProviderError('the provider does not say who this is')
    const { session, token } = vouched
    if (!provider.autoOnboard && !(await this.options.accounts.find(identity))) {
      return this.waitForName({ provider: id, identity, session, token, returnTo })
    }
    return this.signIn(provider, identity, vouched, returnTo, cause)
  }

  /** Where the browser was going that has this ticket of the provider's; undefined when it is none, or none any more. */
  wantedBy(ticket: string | undefined, id: string): string | undefined {
    try {
      return this.opened(ticket, id).returnTo
    } catch (error) {
      if (error instanceof ProviderError) return undefined
      throw error
    }
  }

  /** Who waits for a name, and which one the provider suggests. @throws Failure BAD_REQUEST */
  async waiting(secret: string | undefined): Promise<{ readonly suggested: string; readonly label: string }> {
    const { provider, identity } = await this.pending(secret)
    return { suggested: identity.username, label: (await this.provider(provider)).label }
  }

  /** @throws Failure BAD_REQUEST, CONFLICT in words */
  async choose(secret: string | undefined, username: string, cause: Cause): Promise<Outcome> {
    const { provider: id, identity, session, token, returnTo } = await this.pending(secret)
    const problem = usernameProblem(username)
    if (problem !== undefined) throw new Failure('BAD_REQUEST', { message: problem })
    const provider = await this.provider(id)
    const outcome = await this.signIn(
      provider,
      { ...identity, username },
      { claims: {}, session, token },
      returnTo,
      cause,
    )
    await this.options.db.transaction((tx) => deletePending(tx, hashOfSecret(secret as string)))
    return outcome
  }

  /** Where to send a browser whose session has ended, to end the provider's too. */
  async logoutUrl(ended: EndedSession | undefined, returnTo: string): Promise<string | undefined> {
    if (!ended || ended.provider === '') return undefined
    const provider = await this.options.providers.find(ended.provider)
    if (!provider?.logout) return undefined
    return provider.protocol.logoutUrl?.(ended.providerToken, returnTo)
  }

  /** A provider tells that a session has ended there. @throws ProviderError, Failure NOT_FOUND */
  async endAtProvider(id: string, logoutToken: string): Promise<void> {
    const { protocol } = await this.provider(id)
    if (!protocol.endedSession) throw unknown(id)
    await this.options.sessions.endAtProvider(id, await protocol.endedSession(logoutToken))
  }

  private async signIn(
    { id: provider }: ConfiguredProvider,
    identity: ExternalIdentity,
    { session, token }: Vouched,
    returnTo: string,
    cause: Cause,
  ): Promise<Outcome> {
    const { accounts, sessions } = this.options
    const { id, name } = await accounts.signedIn(identity, cause)
    const actor = { type: 'user', id, name, via: 'session' }
    const secret = await sessions.begin(
      { id, username: name, provider, providerSession: session, providerToken: token },
      { ...cause, actor },
    )
    return { kind: 'signed-in', secret, returnTo }
  }

  private async waitForName(pending: Pending): Promise<Outcome> {
    const { db, sealing, clock } = this.options
    const secret = randomSecret()
    const sealed = sealing.seal(JSON.stringify(pending), pendingPurpose)
    const row = { hash: hashOfSecret(secret), ...sealed, expiresAt: clock() + pendingLifetime }
    await db.transaction((tx) => insertPending(tx, row))
    return { kind: 'name-wanted', pending: secret }
  }

  private async pending(secret: string | undefined): Promise<Pending> {
    const { db, sealing, clock } = this.options
    const found = secret === undefined ? undefined : await findPending(db, hashOfSecret(secret), clock())
    if (!found) throw new Failure('BAD_REQUEST', { message: 'no account waits for a name: sign in again' })
    return JSON.parse(sealing.open(found, pendingPurpose)) as Pending
  }

  private opened(ticket: string | undefined, id: string): Ticket {
    const [, version, sealed] = /^(\d{1,6})\.([A-Za-z0-9+/=]+)$/.exec(ticket ?? '') ?? []
    if (!version || !sealed) throw strange()
    let opened: Ticket
    try {
      const text = this.options.sealing.open({ sealed, keyVersion: Number(version) }, ticketPurpose)
      opened = JSON.parse(text) as Ticket
    } catch {
      throw strange()
    }
    if (opened.provider !== id || opened.expiresAt <= this.options.clock()) throw strange()
    return opened
  }

  private async provider(id: string): Promise<ConfiguredProvider> {
    const provider = await this.options.providers.find(id)
    if (!provider) throw unknown(id)
    return provider
  }
}

function strange(): ProviderError {
  return new ProviderError('this sign-in was not begun in this browser, or too long ago: try again')
}

function unknown(id: string): Failure {
  return new Failure('NOT_FOUND', { message: `there is no sign-in provider ${id}` })
}
