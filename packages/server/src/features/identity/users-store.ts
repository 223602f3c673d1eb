// SQL of user accounts.
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { hotQuery, queries } from '../../platform/database/queries.ts'

export interface User {
  readonly id: number
  readonly username: string
  readonly email: string
  readonly realname: string
  readonly comment: string
  readonly administrator: boolean
  /** By a group of its provider, until a sign-in finds it is not any more. */
  readonly administratorByProvider: boolean
  readonly createdAt: number
  readonly updatedAt: number
}

export interface NewUser {
  readonly username: string
  readonly email: string
  readonly realname: string
  readonly comment: string
  readonly passwordHash: string
  readonly administrator: boolean
}

export interface Credentials {
  readonly id: number
  readonly username: string
  readonly passwordHash: string
}

/** Who has no password here may have a CLI secret in its place. */
const credentialsByName = hotQuery<{ name: string }, Credentials>((q, p) =>
  q
    .selectFrom('users as u')
    .leftJoin('cli_secrets as s', (on) => on.onRef('s.user_id', '=', 'u.id').on('u.password_hash', '=', ''))
    .select(['u.id', 'u.username', (eb) => eb.fn.coalesce('s.hash', 'u.password_hash').as('passwordHash')])
    .where('u.username', '=', p('name'))
    .where('u.deleted_at', 'is', null),
)

export function findCredentials(db: Handle, name: string): Promise<Credentials | undefined> {
  return credentialsByName.first(db, { name })
}

/** @throws UniqueViolation when the name or the address is taken */
export async function insertUser(tx: Transaction, user: NewUser, now: number): Promise<number> {
  const { id } = await queries(tx)
    .insertInto('users')
    .values({
      username: user.username,
      email: user.email,
      realname: user.realname,
      comment: user.comment,
      password_hash: user.passwordHash,
      administrator: Number(user.administrator),
      created_at: now,
      updated_at: now,
      deleted_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function anyUser(db: Handle): Promise<boolean> {
  return (await queries(db).selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined
}

export async function findPasswordHash(db: Handle, id: number): Promise<string | undefined> {
  const row = await queries(db)
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row?.password_hash
}
