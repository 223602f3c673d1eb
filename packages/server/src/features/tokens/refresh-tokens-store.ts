// SQL of refresh tokens: only their hashes are kept.
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'

/** With each new one the oldest goes; more are there only where the bound itself is new. */
const oldestAtOnce = 500

export interface NewRefreshToken {
  readonly hash: string
  readonly userId: number
  readonly clientId: string
  readonly createdAt: number
  readonly expiresAt: number
}

export async function insertRefreshToken(tx: Transaction, token: NewRefreshToken): Promise<void> {
  await queries(tx)
    .insertInto('tokens')
    .values({
      kind: 'refresh',
      hash: token.hash,
      user_id: token.userId,
      client_id: token.clientId,
      created_at: token.createdAt,
      expires_at: token.expiresAt,
    })
    .execute()
}

/** Forgets an account's oldest beyond `kept`. */
export async function deleteOldestRefreshTokens(
  tx: Transaction,
  userId: number,
  kept: number,
): Promise<void> {
  const oldest = queries(tx)
    .selectFrom('tokens')
    .select('id')
    .where('user_id', '=', userId)
    .orderBy('id', 'desc')
    .limit(oldestAtOnce)
    .offset(kept)
  await queries(tx).deleteFrom('tokens').where('id', 'in', oldest).execute()
}

export async function findRefreshUser(
  db: Handle,
  hash: string,
  now: number,
): Promise<{ id: number; username: string } | undefined> {
  return queries(db)
    .selectFrom('tokens as t')
    .innerJoin('users as u', 'u.id', 't.user_id')
    .select(['u.id', 'u.username'])
    .where('t.kind', '=', 'refresh')
    .where('t.hash', '=', hash)
    .where('t.expires_at', '>', now)
    .where('u.deleted_at', 'is', null)
    .executeTakeFirst()
}

/** All of a user's: after a change of password, what was logged in must log in again. */
export async function deleteRefreshTokensOf(tx: Transaction, userId: number): Promise<void> {
  await queries(tx).deleteFrom('tokens').where('user_id', '=', userId).execute()
}

/** @returns how many were deleted, `limit` at most */
export async function deleteExpiredTokens(tx: Transaction, now: number, limit: number): Promise<number> {
  const expired = queries(tx).selectFrom('tokens').select('id').where('expires_at', '<=', now).limit(limit)
  const result = await queries(tx).deleteFrom('tokens').where('id', 'in', expired).executeTakeFirst()
  return Number(result.numDeletedRows)
}
