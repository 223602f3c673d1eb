// Access tokens: made within what their maker may, verified, listed and revoked.
import { LRUCache } from 'lru-cache'
import { type Clock, day, hour } from '../../platform/clock.ts'
import { type Database, DatabaseUnavailable, type Transaction } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import type { ListPage, ListQuestion } from '../../platform/listing.ts'
import { hashOfSecret } from '../../platform/random-secret.ts'
import { type Actor, holdLogin, type Principal } from '../identity/index.ts'
import { fullName } from '../robots/index.ts'
import {
  type AccessToken,
  countLiving,
  deleteTokenTree,
  findHolder,
  findLimits,
  findOwner,
  findTokenOf,
  insertAccessToken,
  listTokensOf,
  markUsed,
  parseLimits,
  type TokenHolder,
} from './access-tokens-store.ts'
import { isWithin, type Limit } from './limit-rules.ts'
import { hintOf, makeToken } from './token-format.ts'

/** A person has some; a script that makes one with each run, and revokes none, is told so. */
const mostPerUser = 100
/** A token for each job of a busy CI, and no table without end for one that went astray. */
const mostPerRule = 5_000
/** `last_used_at` is as exact as this: a busy token must not be a write with each request. */
const useNoticedEvery = 1 * hour
const noticedMost = 10_000

export interface TokenWish {
  readonly name: string
  /** Undefined: as much as the account may. */
  readonly limits: readonly Limit[] | undefined
  readonly lifetime: { readonly days: number } | { readonly hours: number }
}

export interface MadeToken {
  readonly id: number
  /** Shown this once. */
  readonly token: string
  readonly expiresAt: number
}

/** What a rule of trust hands out. */
export interface HandOut {
  readonly ruleId: number
  readonly robotId: number
  /** Of the rule; null for the system's. */
  readonly projectId: number | null
  readonly name: string
  readonly limits: readonly Limit[] | undefined
  readonly expiresAt: number
  /** For the event: what it was handed out for. */
  readonly about: Readonly<Record<string, unknown>>
}

export interface TokenOwner {
  readonly userId: number | null
  readonly robotId: number | null
  /** Absent: the token may do what its owner may. */
  readonly within?: readonly Limit[]
}

export interface AccessTokensOptions {
  readonly db: Database
  readonly events: Events
  readonly clock: Clock
  /** What robots' names begin with. */
  robotPrefix(): Promise<string>
}

export class AccessTokens {
  /** When the last use of each was written by this node. */
  private readonly noticed = new LRUCache<number, number>({ max: noticedMost })

  constructor(private readonly options: AccessTokensOptions) {}

  /**
   * A token of the account `userId`, which `maker` is.
   * @throws Failure FORBIDDEN for more than `maker` may itself, or for longer; CONFLICT when the account has too many;
   *   UNAUTHORIZED when the login that `maker` stands for has ended meanwhile
   */
  async make(userId: number, wish: TokenWish, maker: Principal, cause: Cause): Promise<MadeToken> {
    const { db, clock, events } = this.options
    const now = clock()
    const kind = 'days' in wish.lifetime ? 'personal' : 'temporary'
    const expiresAt = now + ('days' in wish.lifetime ? wish.lifetime.days * day : wish.lifetime.hours * hour)
    refuseWider(wish.limits, expiresAt, maker)
    const token = makeToken(kind)
    const id = await db.transaction(async (tx) => {
      await this.holdMaker(tx, userId, maker)
      if ((await countLiving(tx, { userId }, now)) >= mostPerUser) throw tooMany()
      const made = await insertAccessToken(tx, {
        ...{ kind, hash: hashOfSecret(token), hint: hintOf(token), name: wish.name, owner: { userId } },
        ...{ parentId: maker.accessToken?.id ?? null, limits: wish.limits, createdAt: now, expiresAt },
      })
      const body = { id: made, name: wish.name, kind, userId, limits: wish.limits ?? null, expiresAt }
      await events.record(tx, cause, { kind: 'access-token.created', projectId: null, body })
      return made
    })
    return { id, token, expiresAt }
  }

  /**
   * A robot's token, for somebody whom a rule of trust has accepted.
   * @param admit runs first in the transaction, and may refuse by throwing
   * @throws Failure TOOMANYREQUESTS when too many of the rule are alive
   */
  async handOut(grant: HandOut, admit: (tx: Transaction) => Promise<void>, cause: Cause): Promise<MadeToken> {
    const { db, clock, events } = this.options
    const { ruleId, robotId, projectId, name, limits, expiresAt, about } = grant
    const now = clock()
    const token = makeToken('exchanged')
    const id = await db.transaction(async (tx) => {
      await admit(tx)
      if ((await countLiving(tx, { ruleId }, now)) >= mostPerRule) throw tooManyOfRule()
      const made = await insertAccessToken(tx, {
        ...{ kind: 'exchanged', hash: hashOfSecret(token), hint: hintOf(token), name },
        owner: { robotId, ruleId },
        ...{ parentId: null, limits, createdAt: now, expiresAt },
      })
      const body = { id: made, name, ruleId, robotId, expiresAt, ...about }
      await events.record(tx, cause, { kind: 'access-token.exchanged', projectId, body })
      return made
    })
    return { id, token, expiresAt }
  }

  list(userId: number, question: ListQuestion): Promise<ListPage<AccessToken>> {
    return listTokensOf(this.options.db, userId, this.options.clock(), question)
  }

  /** With all tokens that were made with it. @throws Failure NOT_FOUND */
  async revoke(userId: number, id: number, cause: Cause): Promise<void> {
    const { db, events } = this.options
    await db.transaction(async (tx) => {
      // In the order of `make`: a token that is being made with this one is there, or will find it gone.
      await holdLogin(tx, userId, undefined)
      const token = await findTokenOf(tx, userId, id)
      if (!token) throw new Failure('NOT_FOUND', { message: `access token ${id} not found` })
      await deleteTokenTree(tx, id)
      const body = { id, name: token.name, userId }
      await events.record(tx, cause, { kind: 'access-token.revoked', projectId: null, body })
    })
  }

  /**
   * Whom a token stands for, and what it is limited to.
   * @param name the user name that came with it; undefined for a bearer
   * @throws Failure UNAUTHORIZED, in the same words whatever is wrong with it
   */
  async verify(token: string, name: string | undefined): Promise<Principal> {
    const { db, clock } = this.options
    const holder = await findHolder(db, hashOfSecret(token), clock())
    const actor = holder && (await this.actorOf(holder))
    if (!actor || (name !== undefined && name !== actor.name)) throw invalid()
    await this.noticeUse(holder)
    const limits = parseLimits(holder.access)
    return {
      actor,
      via: 'access-token',
      accessToken: { id: holder.id, expiresAt: holder.expiresAt },
      ...(limits && { within: limits }),
    }
  }

  /**
   * What an access token is limited to now, for a registry token that was issued for it.
   * @throws Failure UNAUTHORIZED when it was revoked, or has expired
   */
  async limitsOf(id: number): Promise<readonly Limit[] | undefined> {
    const found = await findLimits(this.options.db, id)
    if (!found || found.expiresAt <= this.options.clock()) throw invalid()
    return parseLimits(found.access)
  }

  /** Whose a token is, by their ids, and what it is limited to; undefined when it was revoked, or has expired. */
  async ownerOf(id: number): Promise<TokenOwner | undefined> {
    const { db, clock } = this.options
    const found = await findOwner(db, id, clock())
    if (!found) return undefined
    const limits = parseLimits(found.access)
    const { userId, robotId } = found
    return { userId, robotId, ...(limits && { within: limits }) }
  }

  /** Undefined when it is deleted, or a robot that is disabled or has expired. */
  private async actorOf(holder: TokenHolder): Promise<Exclude<Actor, { type: 'anonymous' }> | undefined> {
    const { userId, username, robotId, robotName, projectName, robotExpiresAt } = holder
    if (userId !== null && username !== null) return { type: 'user', id: userId, name: username }
    if (robotId === null || robotName === null || holder.robotDisabled === 1) return undefined
    if (robotExpiresAt !== null && robotExpiresAt <= this.options.clock()) return undefined
    const name = fullName({ name: robotName, projectName }, await this.options.robotPrefix())
    return { type: 'robot', id: robotId, name }
  }

  private async holdMaker(tx: Transaction, userId: number, maker: Principal): Promise<void> {
    const lives = await holdLogin(tx, userId, maker.generation)
    const parent = maker.accessToken
    if (lives && (!parent || (await findTokenOf(tx, userId, parent.id)))) return
    throw new Failure('UNAUTHORIZED', { message: 'this login has ended meanwhile: log in again' })
  }

  /** A database that takes no writes ends no login. */
  private async noticeUse({ id, lastUsedAt }: TokenHolder): Promise<void> {
    const now = this.options.clock()
    const before = now - useNoticedEvery
    if (Math.max(lastUsedAt ?? 0, this.noticed.get(id) ?? 0) > before) return
    this.noticed.set(id, now)
    try {
      await this.options.db.transaction((tx) => markUsed(tx, id, now, before))
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error
    }
  }
}

/** A credential makes no wider one, and none that outlives it. */
function refuseWider(limits: readonly Limit[] | undefined, expiresAt: number, maker: Principal): void {
  if (!isWithin(limits, maker.within)) {
    throw new Failure('FORBIDDEN', {
      message: 'a token cannot have more permissions than the credential that makes it',
    })
  }
  if (maker.accessToken && expiresAt > maker.accessToken.expiresAt) {
    throw new Failure('FORBIDDEN', { message: 'a token cannot outlive the token that makes it' })
  }
}

function invalid(): Failure {
  return new Failure('UNAUTHORIZED', {
    message: 'the access token is not valid: it is unknown, revoked, expired, or belongs to another name',
    challenge: { error: 'invalid_token' },
  })
}

function tooManyOfRule(): Failure {
  return new Failure('TOOMANYREQUESTS', {
    message: `a rule of trust has ${mostPerRule} tokens alive at most: wait until some expire, or give it a shorter lifetime`,
    headers: { 'retry-after': '60' },
  })
}

function tooMany(): Failure {
  return new Failure('CONFLICT', {
    message: `an account has ${mostPerUser} access tokens at most: revoke one, or wait until one expires`,
  })
}
