// SQL of settings.
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { hotQuery, queries } from '../../platform/database/queries.ts'

export interface SettingRow {
  readonly name: string
  readonly value: string
  readonly keyVersion: number | null
}

// Few rows at most: those that somebody has set. One answer serves all of a request's questions.
const allSettings = hotQuery<Record<never, never>, SettingRow>(
  (q) => q.selectFrom('settings').select(['name', 'value', 'key_version as keyVersion']),
  { recalled: true },
)

export function readSettings(db: Handle): Promise<SettingRow[]> {
  return allSettings.all(db, {})
}

/** Until the transaction ends, no other changes settings: what is checked together stays so. */
export async function lockSettings(tx: Transaction): Promise<void> {
  await queries(tx)
    .insertInto('installation')
    .values({ name: 'settings', value: 'kept in the table settings' })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((eb) => ({ value: eb.ref('excluded.value') })),
    )
    .execute()
}

export async function writeSetting(tx: Transaction, row: SettingRow, now: number): Promise<void> {
  const { name, value, keyVersion } = row
  await queries(tx)
    .insertInto('settings')
    .values({ name, value, key_version: keyVersion, updated_at: now })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((eb) => ({
        value: eb.ref('excluded.value'),
        key_version: eb.ref('excluded.key_version'),
        updated_at: eb.ref('excluded.updated_at'),
      })),
    )
    .execute()
}
