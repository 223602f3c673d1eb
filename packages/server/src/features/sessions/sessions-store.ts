// SQL of sessions: only hashes of what the browsers hold are kept.
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { hotQuery, queries } from '../../platform/database/queries.ts'

export interface NewSession {
  readonly hash: string
  readonly userId: number
  /** Which provider vouched for the user; empty for a password. */
  readonly provider: string
  /** The provider's own name for its session, where it tells one: it may end ours. */
  readonly providerSession: string | null
  /** Sealed: shown to the provider to end its session too. */
  readonly providerToken: string | null
  readonly keyVersion: number | null
  readonly now: number
  readonly expiresAt: number
}

export interface SessionRow {
  readonly id: number
  readonly userId: number
  readonly username: string
  readonly provider: string
  readonly providerToken: string | null
  readonly keyVersion: number | null
  readonly seenAt: number
  readonly expiresAt: number
}

const sessionByHash = hotQuery<{ hash: string }, SessionRow>(
  (q, p) =>
    q
      .selectFrom('sessions as s')
      .innerJoin('users as u', 'u.id', 's.user_id')
      .select([
        's.id',
        's.user_id as userId',
        'u.username',
        's.provider',
        's.provider_token as providerToken',
        's.key_version as keyVersion',
        's.seen_at as seenAt',
        's.expires_at as expiresAt',
      ])
      .where('s.hash', '=', p('hash'))
      .where('u.deleted_at', 'is', null),
  { recalled: true },
)

export function findSession(db: Handle, hash: string): Promise<SessionRow | undefined> {
  return sessionByHash.first(db, { hash })
}

export async function insertSession(tx: Transaction, session: NewSession): Promise<void> {
  await queries(tx)
    .insertInto('sessions')
    .values({
      hash: session.hash,
      user_id: session.userId,
      provider: session.provider,
      provider_session: session.providerSession,
      provider_token: session.providerToken,
      key_version: session.keyVersion,
      created_at: session.now,
      seen_at: session.now,
      expires_at: session.expiresAt,
    })
    .execute()
}

/** All but the newest `kept` of a user's. */
export async function deleteOldestSessions(tx: Transaction, userId: number, kept: number): Promise<void> {
  const newest = queries(tx)
    .selectFrom('sessions')
    .select('id')
    .where('user_id', '=', userId)
    .orderBy('id', 'desc')
    .limit(kept)
  await queries(tx)
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .where('id', 'not in', newest)
    .execute()
}

export async function touchSession(tx: Transaction, id: number, now: number): Promise<void> {
  await queries(tx).updateTable('sessions').set({ seen_at: now }).where('id', '=', id).execute()
}

export async function deleteSession(tx: Transaction, id: number): Promise<boolean> {
  const { numDeletedRows } = await queries(tx).deleteFrom('sessions').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

/** After a change of password, and with the account. */
export async function deleteSessionsOf(tx: Transaction, userId: number): Promise<void> {
  await queries(tx).deleteFrom('sessions').where('user_id', '=', userId).execute()
}

/** Those that a provider says it has ended. @returns how many */
export async function deleteSessionsOfProvider(
  tx: Transaction,
  provider: string,
  session: string,
): Promise<number> {
  const { numDeletedRows } = await queries(tx)
    .deleteFrom('sessions')
    .where('provider', '=', provider)
    .where('provider_session', '=', session)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** @returns how many were deleted, `limit` at most of each kind */
export async function deleteExpiredSessions(
  tx: Transaction,
  now: number,
  unseenSince: number,
  limit: number,
): Promise<number> {
  const over = queries(tx).selectFrom('sessions').select('id').where('expires_at', '<=', now).limit(limit)
  const idle = queries(tx)
    .selectFrom('sessions')
    .select('id')
    .where('seen_at', '<=', unseenSince)
    .limit(limit)
  let deleted = 0
  for (const ids of [over, idle]) {
    const result = await queries(tx).deleteFrom('sessions').where('id', 'in', ids).executeTakeFirst()
    deleted += Number(result.numDeletedRows)
  }
  return deleted
}
