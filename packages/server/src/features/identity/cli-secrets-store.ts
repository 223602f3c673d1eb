// SQL of CLI secrets: what clients show as the password of an account that has none here. Only hashes are kept.
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'

export async function writeCliSecret(
  tx: Transaction,
  userId: number,
  hash: string,
  now: number,
): Promise<void> {
  await queries(tx)
    .insertInto('cli_secrets')
    .values({ user_id: userId, hash, created_at: now, updated_at: now })
    .onConflict((on) => on.column('user_id').doUpdateSet({ hash, updated_at: now }))
    .execute()
}

/** With the account. */
export async function deleteCliSecretOf(tx: Transaction, userId: number): Promise<void> {
  await queries(tx).deleteFrom('cli_secrets').where('user_id', '=', userId).execute()
}

export interface WebIdentity {
  readonly id: number
  readonly subject: string
  readonly createdAt: number
  readonly updatedAt: number
}

/** Who the account is to a provider that asks in a browser, if it is known to one. */
export async function findWebIdentity(db: Handle, userId: number): Promise<WebIdentity | undefined> {
  return queries(db)
    .selectFrom('identities')
    .select(['id', 'subject', 'created_at as createdAt', 'updated_at as updatedAt'])
    .where('user_id', '=', userId)
    .where('provider', 'in', ['oidc', 'oauth2'])
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
}
