// Signing in with the password of a provider outside of this server, such as a directory.
import { createHmac, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { minute } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause } from '../../platform/events.ts'
import type { Log } from '../../platform/log.ts'
import { systemCause } from './cause.ts'
import type { ExternalAccounts, UserActor } from './external-accounts.ts'
import { isLinkedTo, livingName } from './external-accounts-store.ts'
import { FairQueue, QueueFull } from './fair-queue.ts'
import {
  type ExternalIdentity,
  type PasswordProvider,
  ProviderUnavailable,
} from './identity-provider-port.ts'
import type { Credentials } from './users-store.ts'

export interface ProviderSignInOptions {
  readonly db: Database
  /** Asked one after the other; the first that knows the password counts. */
  readonly providers: readonly PasswordProvider[]
  readonly accounts: ExternalAccounts
  readonly log: Log
}

export interface PasswordTry {
  readonly name: string
  readonly password: string
  readonly address: string
}

/** As long as a password of this server's own: a client's many requests are one question to the directory. */
const rememberedFor = 5 * minute
const rememberedMost = 10_000
/** Seconds after which a directory that did not answer may. */
const retryAfter = 30
/** A slow directory is asked by few at once, and crowds wait behind themselves. */
const asking = { atOnce: 8, perLane: 16, inAll: 256 }

interface Remembered {
  readonly userId: number
  readonly provider: PasswordProvider
  readonly state: string
}

export class ProviderSignIn {
  private readonly key = randomBytes(32)
  private readonly remembered = new LRUCache<string, Remembered>({
    max: rememberedMost,
    ttl: rememberedFor,
  })
  private readonly queue = new FairQueue(asking)

  constructor(private readonly options: ProviderSignInOptions) {}

  /** Whose name and password these were a moment ago, while the account and its provider are still there. */
  async recall({ name, password }: PasswordTry): Promise<UserActor | undefined> {
    const known = this.remembered.get(this.memory(name, password))
    if (!known || (await known.provider.state()) !== known.state) return undefined
    const username = await livingName(this.options.db, known.userId)
    return username === undefined ? undefined : { type: 'user', id: known.userId, name: username }
  }

  /**
   * @param local the account of that name here. One that is not linked to a provider is not the provider's to open:
   * its password is never sent there.
   * @throws Failure UNAUTHORIZED when a provider knows the password, but the name is another's here; UNAVAILABLE when
   * a provider that had to be asked does not answer
   */
  async withPassword(attempt: PasswordTry, local: Credentials | undefined): Promise<UserActor | undefined> {
    for (const provider of this.options.providers) {
      const state = await provider.state()
      if (state === undefined) continue
      if (local && !(await isLinkedTo(this.options.db, local.id, provider.name))) continue
      const identity = await this.ask(provider, attempt)
      if (!identity) continue
      const actor = await this.accountOf(identity, attempt)
      this.remembered.set(this.memory(attempt.name, attempt.password), { userId: actor.id, provider, state })
      return actor
    }
    return undefined
  }

  private async ask(
    provider: PasswordProvider,
    { name, password, address }: PasswordTry,
  ): Promise<ExternalIdentity | undefined> {
    try {
      return await this.queue.run(address, () => provider.authenticate(name, password))
    } catch (cause) {
      if (cause instanceof QueueFull) {
        const message = 'too many logins are being tried at once; try again in a few seconds'
        throw new Failure('TOOMANYREQUESTS', { message, headers: { 'retry-after': '5' }, cause })
      }
      if (!(cause instanceof ProviderUnavailable)) throw cause
      this.options.log.warn({ provider: provider.name, err: cause }, `sign-in: ${cause.message}`)
      // Not 401: clients would forget a password that may be right.
      const message = 'the directory that knows this account does not answer; try again later'
      throw new Failure('UNAVAILABLE', { message, headers: { 'retry-after': String(retryAfter) }, cause })
    }
  }

  private async accountOf(identity: ExternalIdentity, { name, address }: PasswordTry): Promise<UserActor> {
    const cause: Cause = {
      ...systemCause,
      actor: { type: 'user', id: null, name, via: identity.provider },
      address,
    }
    try {
      return await this.options.accounts.signedIn(identity, cause)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      // Who has the right password may know why it does not help.
      this.options.log.warn(
        { provider: identity.provider, user: identity.username },
        `sign-in: ${error.message}`,
      )
      throw new Failure('UNAUTHORIZED', {
        message: `authentication failed: ${error.message}; ask an administrator`,
        cause: error,
      })
    }
  }

  private memory(name: string, password: string): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([name, password]))
      .digest('base64')
  }
}
