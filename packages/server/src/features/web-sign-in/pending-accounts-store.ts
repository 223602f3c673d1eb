// SQL of people for whom a provider has vouched and who have not chosen a name here yet.
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'

export interface PendingAccount {
  readonly sealed: string
  readonly keyVersion: number
}

export async function insertPending(
  tx: Transaction,
  { hash, sealed, keyVersion, expiresAt }: PendingAccount & { hash: string; expiresAt: number },
): Promise<void> {
  await queries(tx)
    .insertInto('pending_accounts')
    .values({ hash, sealed, key_version: keyVersion, expires_at: expiresAt })
    .execute()
}

export async function findPending(
  db: Handle,
  hash: string,
  now: number,
): Promise<PendingAccount | undefined> {
  return queries(db)
    .selectFrom('pending_accounts')
    .select(['sealed', 'key_version as keyVersion'])
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

export async function deletePending(tx: Transaction, hash: string): Promise<void> {
  await queries(tx).deleteFrom('pending_accounts').where('hash', '=', hash).execute()
}

/** @returns how many were deleted, `limit` at most */
export async function deleteExpiredPending(tx: Transaction, now: number, limit: number): Promise<number> {
  const expired = queries(tx)
    .selectFrom('pending_accounts')
    .select('hash')
    .where('expires_at', '<=', now)
    .limit(limit)
  const result = await queries(tx)
    .deleteFrom('pending_accounts')
    .where('hash', 'in', expired)
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
