// Sessions of browsers: a random secret in a cookie, its hash in the database, valid on every node until it ends.
import { type Clock, minute } from '../../platform/clock.ts'
import { type Database, DatabaseUnavailable } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import { hashOfSecret, randomSecret } from '../../platform/random-secret.ts'
import type { Sealing } from '../../platform/sealing.ts'
import { anonymousPrincipal, holdLogin, type Principal } from '../identity/index.ts'
import {
  deleteOldestSessions,
  deleteSession,
  deleteSessionsOfProvider,
  findSession,
  insertSession,
  type SessionRow,
  touchSession,
} from './sessions-store.ts'

/** What is no secret of ours is not even looked up. */
const secretPattern = /^[A-Za-z0-9_-]{43}$/
/** How late `seen_at` may be: writing at each request would cost a commit each. */
const seenAtMostLate = 1 * minute
const tokenPurpose = 'provider token of a session'

export interface SessionLimits {
  /** Milliseconds without a request after which a session ends. */
  idle(): Promise<number> | number
  /** Milliseconds after which it ends in any case. */
  readonly lifetime: number
  /** A user's oldest session ends when one more begins. */
  readonly perUser: number
}

export interface SessionsOptions {
  readonly db: Database
  readonly events: Events
  readonly sealing: Sealing
  readonly clock: Clock
  readonly limits: SessionLimits
}

/** A user that has just proved who it is, and how. */
export interface SignedInUser {
  readonly id: number
  readonly username: string
  /** Which provider vouched; empty for a password. */
  readonly provider: string
  readonly providerSession?: string
  readonly providerToken?: string
  /** Of the account's logins, from before the password was looked at. */
  readonly generation?: number
}

/** A session that has ended, as far as its provider may want to know. */
export interface EndedSession {
  readonly provider: string
  readonly providerToken: string | undefined
}

/** The cookie of a request is no session, or none any more. */
export class SessionEnded extends Failure {
  constructor() {
    super('UNAUTHORIZED', { message: 'the session has ended: sign in again' })
  }
}

export class Sessions {
  constructor(private readonly options: SessionsOptions) {}

  /**
   * A new session, never one that the browser named. @returns the secret for its cookie
   * @throws Failure UNAUTHORIZED when the account is gone, or its password was changed meanwhile
   */
  async begin(user: SignedInUser, cause: Cause): Promise<string> {
    const { db, clock, events, limits, sealing } = this.options
    const secret = randomSecret()
    const sealed =
      user.providerToken === undefined ? undefined : sealing.seal(user.providerToken, tokenPurpose)
    const now = clock()
    await db.transaction(async (tx) => {
      if (!(await holdLogin(tx, user.id, user.generation))) {
        throw new Failure('UNAUTHORIZED', { message: 'the account has changed meanwhile: sign in again' })
      }
      await insertSession(tx, {
        hash: hashOfSecret(secret),
        userId: user.id,
        provider: user.provider,
        providerSession: user.providerSession ?? null,
        providerToken: sealed?.sealed ?? null,
        keyVersion: sealed?.keyVersion ?? null,
        now,
        expiresAt: now + limits.lifetime,
      })
      await deleteOldestSessions(tx, user.id, limits.perUser)
      const body = { id: user.id, username: user.username, provider: user.provider }
      await events.record(tx, cause, { kind: 'user.signed-in', projectId: null, body })
    })
    return secret
  }

  /**
   * Whose session this is. @param secret of the cookie; anonymous without one
   * @throws SessionEnded when it is unknown or has ended: it never turns into anonymous
   */
  async principalOf(secret: string | undefined): Promise<Principal> {
    if (secret === undefined) return anonymousPrincipal
    const session = await this.find(secret)
    if (!session) throw new SessionEnded()
    await this.seen(session)
    return { actor: { type: 'user', id: session.userId, name: session.username }, via: 'session' }
  }

  /** Whether it still goes on; to ask is no sign of life. */
  async holds(secret: string): Promise<boolean> {
    return (await this.find(secret)) !== undefined
  }

  /** Ends a session; one that is not there is no error. */
  async end(secret: string, causeOf: (principal: Principal) => Cause): Promise<EndedSession | undefined> {
    const session = await this.find(secret)
    if (!session) return undefined
    const { db, events } = this.options
    const { userId: id, username } = session
    await db.transaction(async (tx) => {
      if (!(await deleteSession(tx, session.id))) return
      const cause = causeOf({ actor: { type: 'user', id, name: username }, via: 'session' })
      await events.record(tx, cause, { kind: 'user.signed-out', projectId: null, body: { id, username } })
    })
    return { provider: session.provider, providerToken: this.tokenOf(session) }
  }

  /** Ends what a provider says has ended there. */
  async endAtProvider(provider: string, providerSession: string): Promise<number> {
    return this.options.db.transaction((tx) => deleteSessionsOfProvider(tx, provider, providerSession))
  }

  private async find(secret: string): Promise<SessionRow | undefined> {
    if (!secretPattern.test(secret)) return undefined
    const session = await findSession(this.options.db, hashOfSecret(secret))
    if (!session) return undefined
    const now = this.options.clock()
    const idle = await this.options.limits.idle()
    return session.expiresAt > now && session.seenAt + idle > now ? session : undefined
  }

  private async seen({ id, seenAt }: SessionRow): Promise<void> {
    const now = this.options.clock()
    const late = Math.min(seenAtMostLate, (await this.options.limits.idle()) / 10)
    if (now - seenAt < late) return
    try {
      await this.options.db.transaction((tx) => touchSession(tx, id, now))
    } catch (error) {
      // Whoever only reads may go on while the database takes no writes.
      if (!(error instanceof DatabaseUnavailable)) throw error
    }
  }

  private tokenOf({ providerToken, keyVersion }: SessionRow): string | undefined {
    if (providerToken === null || keyVersion === null) return undefined
    return this.options.sealing.open({ sealed: providerToken, keyVersion }, tokenPurpose)
  }
}
