// SQL of which manifests lists show as artifacts: decided when something changes, so that lists and counts just read it.
import { type SqlBool, sql } from 'kysely'
import type { Transaction } from '../../platform/database/database.ts'
import { hotListQuery, type Placeholder, queries } from '../../platform/database/queries.ts'

/**
 * An artifact of its own: visible, no accessory of another, and tagged or not part of a visible index.
 * Parts and accessories (signatures, attestations) are shown with what they belong to.
 */
const shown = sql<number>`case when deleted_at is null and accessory_of is null and (
  exists (select 1 from tags t where t.manifest_id = manifests.id)
  or not exists (
    select 1 from manifest_refs f join manifests parent on parent.id = f.manifest_id
    where f.child_id = manifests.id and parent.deleted_at is null
  )
) then 1 else 0 end`

/**
 * Decides anew for some manifests whose tags, parents or visibility changed in this transaction.
 * @returns by how many the lists grew
 */
export async function refreshListed(tx: Transaction, manifests: readonly number[]): Promise<number> {
  const ids = [...new Set(manifests)].sort((a, b) => a - b).map((id) => ({ id }))
  // Held first, in the order of ids: the decision then sees what whoever held them before has changed.
  if (tx.engine === 'postgres') await held.all(tx, {}, ids)
  const changed = await decided.all(tx, {}, ids)
  return changed.reduce((sum, { listed }) => sum + (listed === 1 ? 1 : -1), 0)
}

const held = hotListQuery<object, { id: number }>((q, _, items) =>
  q.selectFrom('manifests').select('id').where('id', 'in', idsOf(items)).orderBy('id').forUpdate(),
)
const decided = hotListQuery<object, { id: number }, { listed: number }>((q, _, items) =>
  q
    .updateTable('manifests')
    .set({ listed: shown })
    .where('id', 'in', idsOf(items))
    .where(sql<SqlBool>`listed <> ${shown}`)
    .returning('listed'),
)

function idsOf(items: readonly Placeholder<{ id: number }>[]): number[] {
  return items.map((item) => item('id'))
}

/** The manifests that these name as their parts. */
export async function childrenOf(tx: Transaction, manifest: number): Promise<number[]> {
  const rows = await queries(tx)
    .selectFrom('manifest_refs')
    .select('child_id')
    .where('manifest_id', '=', manifest)
    .where('child_id', 'is not', null)
    .execute()
  return rows.map(({ child_id }) => child_id as number)
}
