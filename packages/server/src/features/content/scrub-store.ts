// SQL of a scrub: which keys should hold what, which keys are named at all, and how far the last run came.
import type { Digest } from '@entrepot/oci'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'

export type LocationState = 'present' | 'quarantined'

export interface Location {
  readonly blobId: number
  readonly digest: Digest
  readonly size: number
  readonly key: string
  readonly state: LocationState
}

/** In the order of their blobs' ids, after `after`. */
export async function listLocations(
  db: Handle,
  storeId: number,
  after: number,
  limit: number,
): Promise<Location[]> {
  const rows = await queries(db)
    .selectFrom('blob_locations as o')
    .innerJoin('blobs as b', 'b.id', 'o.blob_id')
    .select(['o.blob_id as blobId', 'b.digest', 'b.size', 'o.key', 'o.state'])
    .where('o.store_id', '=', storeId)
    .where('o.blob_id', '>', after)
    .orderBy('o.blob_id')
    .limit(limit)
    .execute()
  return rows as Location[]
}

export async function measureLocations(
  db: Handle,
  storeId: number,
): Promise<{ blobs: number; bytes: number }> {
  const { blobs, bytes } = await queries(db)
    .selectFrom('blob_locations as o')
    .innerJoin('blobs as b', 'b.id', 'o.blob_id')
    .select((eb) => [eb.fn.countAll<number>().as('blobs'), eb.fn.sum<number | null>('b.size').as('bytes')])
    .where('o.store_id', '=', storeId)
    .executeTakeFirstOrThrow()
  return { blobs, bytes: Number(bytes ?? 0) }
}

/** Says what was found; nothing happens when the blob has moved to another key, or is gone. */
export async function markLocation(
  tx: Transaction,
  storeId: number,
  { blobId, key }: Location,
  state: LocationState,
  now: number,
): Promise<void> {
  await queries(tx)
    .updateTable('blob_locations')
    .set({ state, verified_at: now })
    .where('blob_id', '=', blobId)
    .where('store_id', '=', storeId)
    .where('key', '=', key)
    .execute()
}

/** Those of the keys that a blob is kept under, or that wait for their removal. */
export async function namedKeys(db: Handle, storeId: number, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const q = queries(db)
  const locations = await q
    .selectFrom('blob_locations')
    .select('key')
    .where('store_id', '=', storeId)
    .where('key', 'in', keys)
    .execute()
  const abandoned = await q
    .selectFrom('gc_keys')
    .select('key')
    .where('store_id', '=', storeId)
    .where('key', 'in', keys)
    .execute()
  return new Set([...locations, ...abandoned].map(({ key }) => key))
}

/** JSON, as it was saved. */
export async function findPosition(db: Handle, storeId: number): Promise<string | undefined> {
  const row = await queries(db)
    .selectFrom('installation')
    .select('value')
    .where('name', '=', positionName(storeId))
    .executeTakeFirst()
  return row?.value
}

export async function savePosition(tx: Transaction, storeId: number, value: string): Promise<void> {
  await queries(tx)
    .insertInto('installation')
    .values({ name: positionName(storeId), value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

export async function deletePosition(tx: Transaction, storeId: number): Promise<void> {
  await queries(tx).deleteFrom('installation').where('name', '=', positionName(storeId)).execute()
}

function positionName(storeId: number): string {
  return `scrub ${storeId}`
}
