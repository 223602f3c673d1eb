// SQL of a manifest's deletion: it is hidden at once, and reviewed by collection once the undelete window is over.
import type { Digest } from '@entrepot/oci'
import { day } from '../../platform/clock.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { hotQuery, queries } from '../../platform/database/queries.ts'

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

/** Hides all that the repository shows, and puts off the review of each. @returns how many */
export async function hideAllManifests(tx: Transaction, repository: number, now: number): Promise<number> {
  // Without the review's rows first, a manifest hidden here could not be told from one hidden before.
  const due_at = now + undeleteWindow
  await queries(tx)
    .insertInto('gc_manifests')
    .columns(['manifest_id', 'due_at', 'cause'])
    .expression((eb) =>
      eb
        .selectFrom('manifests')
        .select(['id', eb.lit(due_at).as('due_at'), eb.cast<string>(eb.val('deleted'), 'text').as('cause')])
        .where('repository_id', '=', repository)
        .where('deleted_at', 'is', null),
    )
    .onConflict((conflict) => conflict.column('manifest_id').doUpdateSet({ due_at, cause: 'deleted' }))
    .execute()
  const { numUpdatedRows } = await queries(tx)
    .updateTable('manifests')
    .set({ deleted_at: now, listed: 0 })
    .where('repository_id', '=', repository)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}

const review = hotQuery<{ manifest: number; due: number; cause: string }, unknown>((q, p) =>
  q
    .insertInto('gc_manifests')
    .values({ manifest_id: p('manifest'), due_at: p('due'), cause: p('cause') })
    .onConflict((conflict) =>
      conflict.column('manifest_id').doUpdateSet({ due_at: p('due'), cause: p('cause') }),
    ),
)

/** A later event only postpones; a push after a deletion brings the review forward to the usual delay. */
export async function reviewManifest(
  tx: Transaction,
  manifest: number,
  cause: 'pushed' | 'untagged' | 'deleted',
  now: number,
): Promise<void> {
  await review.run(tx, { manifest, cause, due: now + (cause === 'deleted' ? undeleteWindow : reviewDelay) })
}
