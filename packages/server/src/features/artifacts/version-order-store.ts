// SQL of the order of artifacts by the versions that their tags name: text has no such order in a database.
import { tagOrder } from '@entrepot/contract'
import type { Expression, SqlBool } from 'kysely'
import type { Handle } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'
import type { ListQuestion } from '../../platform/listing.ts'

/** Names that are ordered for one answer: some 10 ms. */
const most = 20_000

/** Whether a list is asked for in the order of versions. */
export function sortsByVersion({ sort }: Pick<ListQuestion, 'sort'>): boolean {
  return sort[0]?.field === 'version'
}

/**
 * The ids of all artifacts of a repository that the conditions leave, each by the highest of its versions, and the newest
 * first among equals and those without; undefined where there are too many names.
 */
export async function idsByVersion(
  db: Handle,
  repository: number,
  conditions: readonly Expression<SqlBool>[],
  { sort }: Pick<ListQuestion, 'sort'>,
): Promise<number[] | undefined> {
  let query = queries(db)
    .selectFrom('manifests as m')
    .leftJoin('tags as t', 't.manifest_id', 'm.id')
    .where('m.repository_id', '=', repository)
    .where('m.listed', '=', 1)
    .where('m.deleted_at', 'is', null)
  for (const condition of conditions) query = query.where(condition)
  const rows = await query
    .select(['m.id', 't.name'])
    .orderBy('m.pushed_at', 'desc')
    .orderBy('m.id', 'desc')
    .limit(most + 1)
    .execute()
  if (rows.length > most) return undefined
  const highest = new Map<number, string>()
  for (const { id, name } of rows) {
    const key = name === null ? '' : tagOrder(name)
    if (key >= (highest.get(id) ?? '')) highest.set(id, key)
  }
  const ids = [...highest].sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0)).map(([id]) => id)
  return sort[0]?.descending ? ids : ids.reverse()
}
