// SQL of groups' names.
import type { Handle } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'

export async function findGroupName(db: Handle, id: number): Promise<string | undefined> {
  const row = await queries(db).selectFrom('groups').select('name').where('id', '=', id).executeTakeFirst()
  return row?.name
}
