// SQL of groups' names.
import type { Handle } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'

/** Of those of them that exist, by their ids. */
export async function findGroupNames(db: Handle, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await queries(db).selectFrom('groups').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
