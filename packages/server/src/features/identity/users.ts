// Accounts: made, changed and deleted.
import type { Clock } from '../../platform/clock.ts'
import { type Database, isUniqueViolation, type Transaction } from '../../platform/database/database.ts'
import { Failure, refuse } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import type { ListPage, ListQuestion } from '../../platform/listing.ts'
import {
  findUser,
  listUsers,
  lockAdministrators,
  searchUsers,
  type UserChange,
  updateUser,
} from './accounts-store.ts'
import { noPassword, type Passwords } from './passwords.ts'
import {
  type Profile,
  passwordProblem,
  profileProblem,
  robotLikeProblem,
  usernameProblem,
} from './user-rules.ts'
import { findPasswordHash, insertUser, type User } from './users-store.ts'

export interface UserToCreate extends Profile {
  readonly username: string
  readonly password: string
}

export interface UsersOptions {
  readonly db: Database
  readonly events: Events
  readonly passwords: Passwords
  readonly clock: Clock
  /** What robots' names begin with, which stays so until the transaction ends. */
  robotPrefix(tx: Transaction): Promise<string>
  /** Ends what others keep for an account's logins: after a change of password, and when it is deleted. */
  endLogins(tx: Transaction, userId: number): Promise<void>
  /** Forgets what others keep of a deleted account. */
  forget(tx: Transaction, userId: number): Promise<void>
}

export class Users {
  constructor(private readonly options: UsersOptions) {}

  /** @throws Failure BAD_REQUEST naming what is wrong; CONFLICT when the name or the address is taken */
  async create(user: UserToCreate, cause: Cause): Promise<number> {
    const { username, password, ...profile } = user
    refuse(usernameProblem(username) ?? profileProblem(profile) ?? passwordProblem(password))
    const { db, passwords, clock, robotPrefix } = this.options
    const passwordHash = await passwords.hash(password, cause.address)
    const taken = `user ${username} or email ${profile.email} already exists`
    return conflictAs('CONFLICT', taken, () =>
      db.transaction(async (tx) => {
        refuse(robotLikeProblem(username, await robotPrefix(tx)))
        const row = { username, ...profile, passwordHash, administrator: false }
        const id = await insertUser(tx, row, clock())
        await this.record(tx, cause, 'user.created', { id, username })
        return id
      }),
    )
  }

  /** @throws Failure NOT_FOUND */
  async get(id: number): Promise<User> {
    const user = await findUser(this.options.db, id)
    if (!user) throw unknown(id)
    return user
  }

  list(question: ListQuestion): Promise<ListPage<User>> {
    return listUsers(this.options.db, question)
  }

  search(part: string, question: ListQuestion): Promise<ListPage<User>> {
    return searchUsers(this.options.db, part, question)
  }

  /** What is left out stays. @throws Failure BAD_REQUEST, also for an address that is taken; NOT_FOUND */
  async changeProfile(id: number, change: Partial<Profile>, cause: Cause): Promise<void> {
    const { email, realname, comment } = await this.get(id)
    const profile = { email, realname, comment, ...change }
    refuse(profileProblem(profile))
    const taken = `email ${profile.email} already exists`
    await conflictAs('BAD_REQUEST', taken, () => this.change(id, profile, 'user.updated', cause))
  }

  /**
   * @param current undefined when an administrator changes somebody else's
   * @throws Failure FORBIDDEN for a wrong current password; BAD_REQUEST for a weak new one, or the same again
   */
  async changePassword(id: number, current: string | undefined, next: string, cause: Cause): Promise<void> {
    const { db, passwords } = this.options
    const hash = await findPasswordHash(db, id)
    if (hash === undefined) throw unknown(id)
    if (hash === noPassword && current !== undefined) {
      throw new Failure('FORBIDDEN', {
        message: 'this account has no password here: change it where it signs in',
      })
    }
    const isRight = (password: string) => passwords.verify(password, hash, cause.address)
    if (current !== undefined && !(await isRight(current))) {
      throw new Failure('FORBIDDEN', { message: 'Current password is incorrect' })
    }
    refuse(passwordProblem(next))
    if (await isRight(next)) {
      throw new Failure('BAD_REQUEST', { message: 'New password is identical to old password' })
    }
    const password_hash = await passwords.hash(next, cause.address)
    await this.change(id, { password_hash }, 'user.password-changed', cause, this.options.endLogins)
  }

  /** @throws Failure FORBIDDEN when nobody would be an administrator any more */
  async setAdministrator(id: number, administrator: boolean, cause: Cause): Promise<void> {
    const change = { administrator: Number(administrator) }
    await this.change(id, change, 'user.updated', cause, async (tx) => {
      if (!administrator) await this.keepAnAdministrator(tx)
    })
  }

  /** @throws Failure FORBIDDEN for oneself and for the last administrator; NOT_FOUND */
  async delete(id: number, cause: Cause): Promise<void> {
    if (cause.actor.type === 'user' && cause.actor.id === id) throw undeletable(id)
    const { clock, endLogins, forget } = this.options
    await this.change(id, { deleted_at: clock() }, 'user.deleted', cause, async (tx) => {
      await this.keepAnAdministrator(tx)
      await endLogins(tx, id)
      await forget(tx, id)
    })
  }

  private async change(
    id: number,
    change: UserChange,
    kind: string,
    cause: Cause,
    also?: (tx: Transaction, id: number) => Promise<void>,
  ): Promise<void> {
    await this.options.db.transaction(async (tx) => {
      // Held before the change, or two changes that each leave one administrator would leave none.
      if (change.administrator === 0 || change.deleted_at !== undefined) await lockAdministrators(tx)
      const user = await findUser(tx, id)
      if (!user || !(await updateUser(tx, id, change, this.options.clock()))) throw unknown(id)
      await also?.(tx, id)
      // A new password and an end say by their kind what has changed.
      const fields = Object.keys(change).filter((field) => !['password_hash', 'deleted_at'].includes(field))
      await this.record(tx, cause, kind, { id, username: user.username, fields })
    })
  }

  private async keepAnAdministrator(tx: Transaction): Promise<void> {
    if ((await lockAdministrators(tx)).length > 0) return
    throw new Failure('FORBIDDEN', { message: 'the last administrator cannot be taken away' })
  }

  private record(tx: Transaction, cause: Cause, kind: string, body: Record<string, unknown>): Promise<void> {
    return this.options.events.record(tx, cause, { kind, projectId: null, body })
  }
}

/** Whether somebody is one by either way. */
export function isAdministrator(user: Pick<User, 'administrator' | 'administratorByProvider'>): boolean {
  return user.administrator || user.administratorByProvider
}

async function conflictAs<T>(
  code: 'CONFLICT' | 'BAD_REQUEST',
  message: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isUniqueViolation(error)) throw new Failure(code, { message })
    throw error
  }
}

function unknown(id: number): Failure {
  return new Failure('NOT_FOUND', { message: `user ${id} not found` })
}

function undeletable(id: number): Failure {
  return new Failure('FORBIDDEN', { message: `User with ID ${id} cannot be deleted` })
}
