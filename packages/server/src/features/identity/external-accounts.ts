// Accounts of people for whom a provider outside of this server vouches: found, made, and kept as the provider says.
import { createHash } from 'node:crypto'
import type { Clock } from '../../platform/clock.ts'
import { type Database, isUniqueViolation, type Transaction } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import { findUserByName } from './accounts-store.ts'
import type { Actor } from './actor.ts'
import { normalDn } from './distinguished-name-port.ts'
import {
  type ExternalChange,
  findLinked,
  insertIdentity,
  isAddressTaken,
  type LinkedAccount,
  lockLinked,
  updateLinked,
} from './external-accounts-store.ts'
import { ensureGroups } from './external-groups.ts'
import { kindOfProvider } from './group-rules.ts'
import { groupsOf, joinGroups, leaveGroups } from './groups-store.ts'
import type { ExternalGroup, ExternalIdentity } from './identity-provider-port.ts'
import { noPassword } from './passwords.ts'
import { profileProblem, robotLikeProblem, usernameProblem } from './user-rules.ts'
import { insertUser } from './users-store.ts'

type Subject = Pick<ExternalIdentity, 'provider' | 'subject'>

export type UserActor = Extract<Actor, { type: 'user' }>

export interface ExternalAccountsOptions {
  readonly db: Database
  readonly events: Events
  readonly clock: Clock
  /** What robots' names begin with, which stays so until the transaction ends. */
  robotPrefix(tx: Transaction): Promise<string>
}

/** More than anybody needs; a directory may put people into thousands. */
const mostGroups = 500

export class ExternalAccounts {
  constructor(private readonly options: ExternalAccountsOptions) {}

  /** The account that is linked to this subject. */
  async find(identity: Subject): Promise<UserActor | undefined> {
    const account = await findLinked(this.options.db, identity)
    return account && actorOf(account)
  }

  /**
   * The account of somebody who has just proved to their provider who they are: the linked one, or a new one. Its
   * groups, whether it is an administrator by its provider, and its profile follow the provider, in one transaction.
   * @throws Failure CONFLICT when the name is another account's, which is never taken over; BAD_REQUEST for a name
   * that no account may have
   * @param transaction a job hands in its own
   */
  async signedIn(
    identity: ExternalIdentity,
    cause: Cause,
    transaction: Database['transaction'] = (work) => this.options.db.transaction(work),
  ): Promise<UserActor> {
    const { db } = this.options
    const account = await findLinked(db, identity)
    if (account && (await this.isUpToDate(account, identity))) return actorOf(account)
    return this.once(() => transaction((tx) => this.keep(tx, identity, cause)))
  }

  /**
   * Links a subject to an account whose owner has proved both at once.
   * @throws Failure CONFLICT when the subject is linked to another account
   */
  async link(user: UserActor, identity: ExternalIdentity, cause: Cause): Promise<void> {
    const { db, clock } = this.options
    await this.once(() =>
      db.transaction(async (tx) => {
        const linked = await lockLinked(tx, identity)
        if (linked && linked.id !== user.id) {
          const message = `this person is linked to the account ${linked.username} already`
          throw new Failure('CONFLICT', { message })
        }
        if (!linked) {
          await insertIdentity(tx, user.id, identity, clock())
          const body = { id: user.id, username: user.name, provider: identity.provider }
          await this.record(tx, cause, 'user.linked', body)
        }
        await this.keep(tx, identity, cause)
      }),
    )
  }

  /** Takes away what the provider gave somebody whom it does not know any more: groups, and being an administrator. */
  async departed(tx: Transaction, subject: Subject, cause: Cause): Promise<void> {
    const account = await lockLinked(tx, subject)
    if (!account) return
    const { provider } = subject
    const groups = await groupsOf(tx, account.id, kindOfProvider(provider))
    const administrator = account.administratorByProvider === 1
    if (groups.length === 0 && !administrator) return
    await leaveGroups(
      tx,
      account.id,
      groups.map(({ id }) => id),
    )
    if (administrator)
      await updateLinked(tx, account.id, { administrator_by_provider: 0 }, this.options.clock())
    const fields = [
      ...(groups.length > 0 ? ['groups'] : []),
      ...(administrator ? ['administrator_by_provider'] : []),
    ]
    await this.record(tx, cause, 'user.updated', {
      id: account.id,
      username: account.username,
      fields,
      provider,
    })
  }

  /** Another request of the same person may have been faster: then the account is there at the second look. */
  private async once<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
      return work()
    }
  }

  private async keep(tx: Transaction, identity: ExternalIdentity, cause: Cause): Promise<UserActor> {
    const account = (await lockLinked(tx, identity)) ?? (await this.create(tx, identity, cause))
    const change = await changeOf(tx, account, identity)
    if (Object.keys(change).length > 0) await updateLinked(tx, account.id, change, this.options.clock())
    const regrouped = await this.regroup(tx, account.id, identity)
    const fields = [...Object.keys(change), ...(regrouped ? ['groups'] : [])]
    if (fields.length > 0) {
      await this.record(tx, cause, 'user.updated', { id: account.id, username: account.username, fields })
    }
    return actorOf(account)
  }

  private async create(tx: Transaction, identity: ExternalIdentity, cause: Cause): Promise<LinkedAccount> {
    const { provider, username } = identity
    const robotPrefix = await this.options.robotPrefix(tx)
    const problem = usernameProblem(username) ?? robotLikeProblem(username, robotPrefix)
    if (problem !== undefined) {
      throw new Failure('BAD_REQUEST', { message: `${provider} calls this person ${username}: ${problem}` })
    }
    if (await findUserByName(tx, username)) {
      const message = `the name ${username} belongs to another account here, which is not linked to ${provider}`
      throw new Failure('CONFLICT', { message })
    }
    const now = this.options.clock()
    const profile = {
      email: (await addressOf(tx, 0, identity)) ?? substituteAddress(identity),
      realname: realnameOf(identity),
    }
    const user = { ...profile, username, comment: '', passwordHash: noPassword, administrator: false }
    const id = await insertUser(tx, user, now)
    await insertIdentity(tx, id, identity, now)
    await this.record(tx, cause, 'user.created', { id, username, provider })
    return { ...profile, id, username, passwordHash: noPassword, administratorByProvider: 0 }
  }

  /** @returns whether anything changed */
  private async regroup(
    tx: Transaction,
    userId: number,
    { provider, groups }: ExternalIdentity,
  ): Promise<boolean> {
    if (groups === undefined) return false
    const kind = kindOfProvider(provider)
    const wanted = new Set(await ensureGroups(tx, kind, bounded(groups), this.options.clock()))
    const current = new Set((await groupsOf(tx, userId, kind)).map(({ id }) => id))
    const joined = [...wanted].filter((id) => !current.has(id))
    const left = [...current].filter((id) => !wanted.has(id))
    await joinGroups(tx, userId, joined)
    await leaveGroups(tx, userId, left)
    return joined.length + left.length > 0
  }

  /** Most sign-ins change nothing, and then need no transaction. */
  private async isUpToDate(account: LinkedAccount, identity: ExternalIdentity): Promise<boolean> {
    const { db } = this.options
    if (Object.keys(await changeOf(db, account, identity)).length > 0) return false
    if (identity.groups === undefined) return true
    const current = await groupsOf(db, account.id, kindOfProvider(identity.provider))
    const has = new Set(current.map(({ ldapDn, name }) => ldapDn ?? name))
    const wanted = new Set(bounded(identity.groups).map(keyOf))
    return has.size === wanted.size && [...wanted].every((key) => has.has(key))
  }

  private record(tx: Transaction, cause: Cause, kind: string, body: Record<string, unknown>): Promise<void> {
    return this.options.events.record(tx, cause, { kind, projectId: null, body })
  }
}

function bounded(groups: readonly ExternalGroup[]): readonly ExternalGroup[] {
  return groups.slice(0, mostGroups)
}

function keyOf({ name, dn }: ExternalGroup): string {
  return dn === undefined ? name : normalDn(dn)
}

/** What the provider says otherwise. Somebody with a password of their own here keeps their own profile. */
async function changeOf(
  db: Parameters<typeof isAddressTaken>[0],
  account: LinkedAccount,
  identity: ExternalIdentity,
): Promise<ExternalChange> {
  const { administrator } = identity
  const byProvider = administrator === undefined ? account.administratorByProvider : Number(administrator)
  const change: ExternalChange = {
    ...(byProvider !== account.administratorByProvider && { administrator_by_provider: byProvider }),
  }
  if (account.passwordHash !== noPassword) return change
  const realname = realnameOf(identity)
  const email = identity.email === account.email ? undefined : await addressOf(db, account.id, identity)
  return {
    ...change,
    ...(realname !== account.realname && { realname }),
    ...(email !== undefined && email !== account.email && { email }),
  }
}

/** Undefined when there is none, when it is none, or when it is somebody else's here. */
async function addressOf(
  db: Parameters<typeof isAddressTaken>[0],
  userId: number,
  { email }: ExternalIdentity,
): Promise<string | undefined> {
  if (profileProblem({ email, realname: '', comment: '' }) !== undefined) return undefined
  return (await isAddressTaken(db, email, userId)) ? undefined : email
}

/** Each account has an address of its own; RFC 2606 §2 keeps this one from ever being somebody's. */
function substituteAddress({ provider, subject }: ExternalIdentity): string {
  const name = createHash('sha256').update(subject).digest('hex').slice(0, 16)
  return `${name}@${provider}.invalid`
}

function realnameOf({ realname, username }: ExternalIdentity): string {
  const words = realname.replace(/[,"~#$%\p{Cc}\s]+/gu, ' ').trim()
  return (words === '' ? username : words).slice(0, 255)
}

function actorOf({ id, username }: Pick<LinkedAccount, 'id' | 'username'>): UserActor {
  return { type: 'user', id, name: username }
}
