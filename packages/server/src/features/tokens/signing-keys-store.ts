// SQL of the keys that sign tokens.
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'

export interface SigningKeyRow {
  readonly kid: string
  readonly algorithm: string
  readonly public_jwk: string
  readonly sealed: string
  readonly key_version: number
  readonly created_at: number
  readonly retired_at: number | null
}

/** Newest first. */
export function listSigningKeys(db: Handle): Promise<SigningKeyRow[]> {
  return queries(db)
    .selectFrom('signing_keys')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('kid')
    .execute()
}

export async function insertSigningKey(tx: Transaction, key: SigningKeyRow): Promise<void> {
  await queries(tx).insertInto('signing_keys').values(key).execute()
}

export async function retireSigningKeys(tx: Transaction, except: string, now: number): Promise<void> {
  await queries(tx)
    .updateTable('signing_keys')
    .set({ retired_at: now })
    .where('retired_at', 'is', null)
    .where('kid', '!=', except)
    .execute()
}

/** Keys whose last token has expired for certain. */
export async function deleteSigningKeys(tx: Transaction, retiredBefore: number): Promise<void> {
  await queries(tx).deleteFrom('signing_keys').where('retired_at', '<', retiredBefore).execute()
}
