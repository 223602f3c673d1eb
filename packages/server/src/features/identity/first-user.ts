// The first start makes the first user, named admin.
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../platform/clock.ts'
import { type Database, isUniqueViolation, type Transaction } from '../../platform/database/database.ts'
import type { Passwords } from './passwords.ts'
import { anyUser, insertUser } from './users-store.ts'

export interface FirstUserOptions {
  /** `admin.password`; without it one is generated. */
  readonly password: string | undefined
  /**
   * Shows a generated password to the operator. Called before the account is durable: a process that ends in between
   * has shown a password too many, and the next start makes another one, while one never shown would be lost for good.
   */
  announce(password: string): void
  /** What else a first start makes, in the same transaction. */
  also(tx: Transaction, adminId: number): Promise<void>
}

/** Makes `admin` when there is no user at all. Another node may be faster: then this one does nothing. */
export async function ensureFirstUser(
  db: Database,
  passwords: Passwords,
  clock: Clock,
  { password, announce, also }: FirstUserOptions,
): Promise<void> {
  if (await anyUser(db)) return
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
