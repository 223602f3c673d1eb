// The first start makes the first user, named admin.
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../platform/clock.ts'
import { type Database, isUniqueViolation, type Transaction } from '../../platform/database/database.ts'
import type { Passwords } from './passwords.ts'
import { anyUser, insertUser } from './users-store.ts'

export interface FirstUser {
  readonly id: number
  /** Only when it was generated: it is shown once and kept nowhere. */
  readonly generatedPassword: string | undefined
}

/**
 * Makes `admin` when there is no user at all, and runs `also` in the same transaction.
 * @returns undefined on every later start, and when another node was faster
 */
export async function ensureFirstUser(
  db: Database,
  passwords: Passwords,
  configuredPassword: string | undefined,
  clock: Clock,
  also: (tx: Transaction, adminId: number) => Promise<void>,
): Promise<FirstUser | undefined> {
  if (await anyUser(db)) return undefined
  const generatedPassword =
    configuredPassword === undefined ? randomBytes(18).toString('base64url') : undefined
  const passwordHash = await passwords.hash(configuredPassword ?? (generatedPassword as string))
  try {
    return await db.transaction(async (tx) => {
      const admin = { username: 'admin', email: 'admin@example.com', realname: 'Administrator', comment: '' }
      const id = await insertUser(tx, { ...admin, passwordHash, administrator: true }, clock())
      await also(tx, id)
      return { id, generatedPassword }
    })
  } catch (error) {
    if (isUniqueViolation(error)) return undefined
    throw error
  }
}
