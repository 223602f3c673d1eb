// The first start makes the first user, named admin.
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../platform/clock.ts'
import { type Database, isUniqueViolation, type Transaction } from '../../platform/database/database.ts'
import type { Log } from '../../platform/log.ts'
import { OperatorError } from '../../platform/operator-error.ts'
import type { Passwords } from './passwords.ts'
import { passwordProblem } from './user-rules.ts'
import { anyUser, insertUser } from './users-store.ts'

const stillWeak =
  'admin.password is weaker than a password may be, and not used, as there are accounts already: if admin still has ' +
  'it, give it another, and remove the setting'

export interface FirstUserOptions {
  /** `admin.password`; without it one is generated. */
  readonly password: string | undefined
  readonly log: Log
  /**
   * Shows a generated password to the operator. Called before the account is durable: a process that ends in between
   * has shown a password too many, and the next start makes another one, while one never shown would be lost for good.
   */
  announce(password: string): void
  /** What else a first start makes, in the same transaction. */
  also(tx: Transaction, adminId: number): Promise<void>
}

/** `admin.password` is not one that a user may have. */
class FirstPasswordWeak extends OperatorError {
  override readonly name = 'FirstPasswordWeak'
}

/**
 * Makes `admin` when there is no user at all. Another node may be faster: then this one does nothing.
 * @throws OperatorError for a weak password, which is taken of nobody else either
 */
export async function ensureFirstUser(
  db: Database,
  passwords: Passwords,
  clock: Clock,
  { password, log, announce, also }: FirstUserOptions,
): Promise<void> {
  const problem = password === undefined ? undefined : passwordProblem(password)
  if (await anyUser(db)) {
    // A registry that has served must start: the account may have had another password for long.
    if (problem !== undefined) log.warn(stillWeak)
    return
  }
  if (problem !== undefined) throw new FirstPasswordWeak(`admin.password: ${problem}`)
  const first = password ?? randomBytes(18).toString('base64url')
  const passwordHash = await passwords.hash(first)
  try {
    await db.transaction(async (tx) => {
      const admin = { username: 'admin', email: 'admin@example.com', realname: 'Administrator', comment: '' }
      const id = await insertUser(tx, { ...admin, passwordHash, administrator: true }, clock())
      await also(tx, id)
      if (password === undefined) announce(first)
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
  }
}
