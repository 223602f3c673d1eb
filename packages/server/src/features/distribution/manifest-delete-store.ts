// SQL of a manifest's deletion: it is hidden at once, and reviewed by collection once the undelete window is over.
import type { Digest } from '@entrepot/oci'
import { day } from '../../platform/clock.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'

/** A manifest that lost its last tag may get another: a moved tag is often pushed right after. */
const reviewDelay = 1 * day
/** How long a deleted manifest can be brought back. */
const undeleteWindow = 7 * day

/** @returns the manifest's id, or undefined when the repository shows no such manifest */
export async function hideManifest(
  tx: Transaction,
  repository: number,
  digest: Digest,
  now: number,
): Promise<number | undefined> {
  const row = await queries(tx)
    .updateTable('manifests')
    .set({ deleted_at: now })
    .where('repository_id', '=', repository)
    .where('digest', '=', digest)
    .where('deleted_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** A later event only postpones; a push after a deletion brings the review forward to the usual delay. */
export async function reviewManifest(
  tx: Transaction,
  manifest: number,
  cause: 'pushed' | 'untagged' | 'deleted',
  now: number,
): Promise<void> {
  const due_at = now + (cause === 'deleted' ? undeleteWindow : reviewDelay)
  await queries(tx)
    .insertInto('gc_manifests')
    .values({ manifest_id: manifest, due_at, cause })
    .onConflict((conflict) => conflict.column('manifest_id').doUpdateSet({ due_at, cause }))
    .execute()
}
