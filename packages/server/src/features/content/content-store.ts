// SQL of blobs: what is known by digest, where its bytes lie, who may reach it, and what collection looks at next.
import type { Digest } from '@entrepot/oci'
import { day } from '../../platform/clock.ts'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { hotQuery, queries } from '../../platform/database/queries.ts'
import type { SealedBlob } from './ingest.ts'

export interface BlobRecord {
  readonly id: number
  readonly digest: Digest
  readonly size: number
  readonly storeId: number
  readonly key: string
}

/** How long a blob that nothing names yet is left alone: a push may still be on its way. */
const reviewDelay = day

const linkedBlob = hotQuery<{ repository: number; digest: string }, BlobRecord>(
  (q, p) =>
    q
      .selectFrom('blobs as b')
      .innerJoin('blob_links as l', 'l.blob_id', 'b.id')
      .innerJoin('blob_locations as o', 'o.blob_id', 'b.id')
      .select(['b.id', 'b.digest', 'b.size', 'o.store_id as storeId', 'o.key'])
      .where('b.digest', '=', p('digest'))
      .where('l.repository_id', '=', p('repository'))
      .where('o.state', '=', 'present')
      .$castTo<BlobRecord>(),
  { recalled: true },
)

/** The blob, if the repository has a right to it. */
export function findLinkedBlob(
  db: Handle,
  repository: number,
  digest: Digest,
): Promise<BlobRecord | undefined> {
  return linkedBlob.first(db, { repository, digest })
}

/** Makes a sealed blob known; returns its id. An object that lost the race for its digest is left to collection. */
export async function insertBlob(tx: Transaction, blob: SealedBlob, now: number): Promise<number> {
  const q = queries(tx)
  await q
    .insertInto('blobs')
    .values({ digest: blob.digest, size: blob.size, created_at: now })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .execute()
  const { id } = await q
    .selectFrom('blobs')
    .select('id')
    .where('digest', '=', blob.digest)
    .executeTakeFirstOrThrow()
  const location = {
    blob_id: id,
    store_id: blob.storeId,
    key: blob.key,
    state: 'present' as const,
    verified_at: now,
  }
  await q
    .insertInto('blob_locations')
    .values(location)
    .onConflict((conflict) =>
      conflict.columns(['blob_id', 'store_id']).doUpdateSet({ state: 'present', verified_at: now }),
    )
    .execute()
  const kept = await q
    .selectFrom('blob_locations')
    .select('key')
    .where('blob_id', '=', id)
    .where('store_id', '=', blob.storeId)
    .executeTakeFirstOrThrow()
  if (kept.key !== blob.key) await abandonKey(tx, blob.storeId, blob.key, now)
  return id
}

/** Gives a repository the right to a blob, and puts off the blob's review: what will name it is on its way. */
export async function insertLink(
  tx: Transaction,
  repository: number,
  blob: number,
  now: number,
): Promise<void> {
  const q = queries(tx)
  await q
    .insertInto('blob_links')
    .values({ repository_id: repository, blob_id: blob, linked_at: now })
    .onConflict((conflict) => conflict.columns(['repository_id', 'blob_id']).doNothing())
    .execute()
  await reviewBlobs(tx, [blob], 'linked', now)
}

/** Asks collection to look at blobs once the delay is over; a later event only postpones. */
export async function reviewBlobs(
  tx: Transaction,
  blobs: number[],
  cause: string,
  now: number,
): Promise<void> {
  if (blobs.length === 0) return
  const due = now + reviewDelay
  await queries(tx)
    .insertInto('gc_blobs')
    .values(blobs.map((blob_id) => ({ blob_id, due_at: due, cause })))
    .onConflict((conflict) => conflict.column('blob_id').doUpdateSet({ due_at: due, cause }))
    .execute()
}

/** An object in the store that no blob names: to be deleted when nobody can be reading it any more. */
export async function abandonKey(tx: Transaction, storeId: number, key: string, now: number): Promise<void> {
  await queries(tx)
    .insertInto('gc_keys')
    .values({ store_id: storeId, key, due_at: now + reviewDelay })
    .onConflict((conflict) => conflict.columns(['store_id', 'key']).doNothing())
    .execute()
}
