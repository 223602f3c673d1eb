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

const newBlob = hotQuery<{ digest: string; size: number; now: number }, { id: number }>((q, p) =>
  q
    .insertInto('blobs')
    .values({ digest: p('digest'), size: p('size'), created_at: p('now') })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .returning('id'),
)
const knownBlob = hotQuery<{ digest: string }, { id: number }>((q, p) =>
  q.selectFrom('blobs').select('id').where('digest', '=', p('digest')),
)
/** Answers with the key that is kept: that of the first object, when this one lost the race for its digest. */
const newLocation = hotQuery<{ blob: number; store: number; key: string; now: number }, { key: string }>(
  (q, p) =>
    q
      .insertInto('blob_locations')
      .values({
        blob_id: p('blob'),
        store_id: p('store'),
        key: p('key'),
        state: 'present',
        verified_at: p('now'),
      })
      .onConflict((conflict) =>
        conflict.columns(['blob_id', 'store_id']).doUpdateSet({ state: 'present', verified_at: p('now') }),
      )
      .returning('key'),
)

/** Makes a sealed blob known; returns its id. An object that lost the race for its digest is left to collection. */
export async function insertBlob(tx: Transaction, blob: SealedBlob, now: number): Promise<number> {
  const { digest, size, storeId, key } = blob
  const made = (await newBlob.first(tx, { digest, size, now })) ?? (await knownBlob.first(tx, { digest }))
  if (!made) throw new Error(`blob ${digest} vanished while it was recorded`)
  const kept = await newLocation.first(tx, { blob: made.id, store: storeId, key, now })
  if (kept?.key !== key) await abandonKey(tx, storeId, key, now)
  return made.id
}

const newLink = hotQuery<{ repository: number; blob: number; now: number }, unknown>((q, p) =>
  q
    .insertInto('blob_links')
    .values({ repository_id: p('repository'), blob_id: p('blob'), linked_at: p('now') })
    .onConflict((conflict) => conflict.columns(['repository_id', 'blob_id']).doNothing()),
)
const review = hotQuery<{ blob: number; due: number; cause: string }, unknown>((q, p) =>
  q
    .insertInto('gc_blobs')
    .values({ blob_id: p('blob'), due_at: p('due'), cause: p('cause') })
    .onConflict((conflict) =>
      conflict.column('blob_id').doUpdateSet({ due_at: p('due'), cause: p('cause') }),
    ),
)

/** Gives a repository the right to a blob, and puts off the blob's review: what will name it is on its way. */
export async function insertLink(
  tx: Transaction,
  repository: number,
  blob: number,
  now: number,
): Promise<void> {
  await newLink.run(tx, { repository, blob, now })
  await reviewBlobs(tx, [blob], 'linked', now)
}

/** Asks collection to look at blobs once the delay is over; a later event only postpones. */
export async function reviewBlobs(
  tx: Transaction,
  blobs: number[],
  cause: string,
  now: number,
): Promise<void> {
  const due = now + reviewDelay
  for (const blob of blobs) await review.run(tx, { blob, due, cause })
}

/** An object in the store that no blob names: to be deleted when nobody can be reading it any more. */
async function abandonKey(tx: Transaction, storeId: number, key: string, now: number): Promise<void> {
  await queries(tx)
    .insertInto('gc_keys')
    .values({ store_id: storeId, key, due_at: now + reviewDelay })
    .onConflict((conflict) => conflict.columns(['store_id', 'key']).doNothing())
    .execute()
}
