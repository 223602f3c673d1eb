// SQL of unfinished uploads: what any node needs to go on with one.
import type { DigestAlgorithm } from '@entrepot/oci'
import { sql } from 'kysely'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { hotQuery, queries } from '../../platform/database/queries.ts'
import type { IngestState } from '../content/index.ts'

export interface UploadRow {
  readonly uuid: string
  readonly path: string
  readonly algorithm: DigestAlgorithm
  readonly bytes: number
  /** Undefined while nothing has arrived. */
  readonly state: IngestState | undefined
  /** Another node's writer was taken for dead. It may only have been slow, and still hold the bytes open. */
  readonly contested?: boolean
}

export interface NewUpload {
  readonly uuid: string
  readonly projectId: number
  readonly path: string
  readonly owner: string
  readonly address: string
  readonly algorithm: DigestAlgorithm
  readonly now: number
  readonly expiresAt: number
}

interface StoredUpload {
  uuid: string
  path: string
  algorithm: string
  bytes: number
  key: string | null
  parts: string | null
  hash_state: string | null
}

const columns = ['uuid', 'path', 'algorithm', 'bytes', 'key', 'parts', 'hash_state'] as const

const uploadByUuid = hotQuery<{ uuid: string; now: number }, StoredUpload>((q, p) =>
  q.selectFrom('uploads').select(columns).where('uuid', '=', p('uuid')).where('expires_at', '>', p('now')),
)

export async function findUpload(db: Handle, uuid: string, now: number): Promise<UploadRow | undefined> {
  const row = await uploadByUuid.first(db, { uuid, now })
  return row && toUpload(row)
}

/** On PostgreSQL: how many transactions at the most begin sessions of one owner at the same moment. */
export const lanes = 8

/**
 * On PostgreSQL it takes a lane of its owner, which others wait for until this transaction has ended. RETURNING costs
 * no statement of its own; the count must be another one, as a statement that waits sees what was there before.
 */
const newUpload = hotQuery<NewUpload, unknown>((q, p, engine) => {
  const query = q.insertInto('uploads').values({
    uuid: p('uuid'),
    project_id: p('projectId'),
    path: p('path'),
    owner: p('owner'),
    address: p('address'),
    algorithm: p('algorithm'),
    store_id: 1,
    key: null,
    bytes: 0,
    parts: null,
    hash_state: null,
    writer: null,
    writer_until: 0,
    created_at: p('now'),
    expires_at: p('expiresAt'),
  })
  if (engine === 'sqlite') return query
  const lane = sql`abs(hashtext(uuid) % ${sql.lit(lanes)})`
  return query.returning(sql`pg_advisory_xact_lock(hashtext(owner), ${lane}) is null`.as('held'))
})

export async function insertUpload(tx: Transaction, upload: NewUpload): Promise<void> {
  await newUpload.run(tx, upload)
}

/** On PostgreSQL: until the transaction ends, nobody else begins a session of this owner. Before anything is inserted. */
export async function holdLanes(tx: Transaction, owner: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${owner}), lane) is null
    from generate_series(0, ${sql.lit(lanes - 1)}) as lane`.execute(queries(tx))
}

const counted = (by: 'owner' | 'address') =>
  hotQuery<{ value: string }, { count: number }>((q, p) =>
    q
      .selectFrom('uploads')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where(by, '=', p('value')),
  )
const countBy = { owner: counted('owner'), address: counted('address') }

export async function countUploads(db: Handle, by: 'owner' | 'address', value: string): Promise<number> {
  return (await countBy[by].first(db, { value }))?.count ?? 0
}

export async function countOpenUploads(db: Handle, now: number): Promise<number> {
  const { count } = await queries(db)
    .selectFrom('uploads')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow()
  return count
}

export interface Claim {
  readonly uuid: string
  readonly path: string
  readonly writer: string
  readonly now: number
  readonly until: number
}

/** Takes the upload for one writer; undefined when it is gone, or another node's writer is alive. */
export async function claimUpload(
  tx: Transaction,
  { uuid, path, writer, now, until }: Claim,
): Promise<UploadRow | undefined> {
  let query = queries(tx)
    .selectFrom('uploads')
    .select([...columns, 'writer', 'writer_until'])
    .where('uuid', '=', uuid)
    .where('path', '=', path)
    .where('expires_at', '>', now)
  if (tx.engine === 'postgres') query = query.forUpdate()
  const row = await query.executeTakeFirst()
  if (!row || (row.writer !== null && row.writer_until > now)) return undefined
  await queries(tx)
    .updateTable('uploads')
    .set({ writer, writer_until: until })
    .where('uuid', '=', uuid)
    .execute()
  return { ...toUpload(row), contested: row.writer !== null }
}

/** Says that the writer lives; false when the upload was taken from it. */
export async function renewClaim(
  tx: Transaction,
  uuid: string,
  writer: string,
  until: number,
): Promise<boolean> {
  const result = await queries(tx)
    .updateTable('uploads')
    .set({ writer_until: until })
    .where('uuid', '=', uuid)
    .where('writer', '=', writer)
    .executeTakeFirst()
  return result.numUpdatedRows > 0
}

export async function releaseClaim(tx: Transaction, uuid: string, writer: string): Promise<void> {
  await queries(tx)
    .updateTable('uploads')
    .set({ writer: null, writer_until: 0 })
    .where('uuid', '=', uuid)
    .where('writer', '=', writer)
    .execute()
}

interface Arrived {
  uuid: string
  was: number
  key: string
  bytes: number
  parts: string | null
  hash: string
  expiresAt: number
}

const arrived = hotQuery<Arrived, unknown>((q, p) =>
  q
    .updateTable('uploads')
    .set({
      key: p('key'),
      bytes: p('bytes'),
      parts: p('parts'),
      hash_state: p('hash'),
      writer: null,
      writer_until: 0,
      expires_at: p('expiresAt'),
    })
    .where('uuid', '=', p('uuid'))
    .where('bytes', '=', p('was')),
)

/** Keeps what has arrived. `was` guards against a writer whose claim ran out meanwhile. */
export async function saveUpload(
  tx: Transaction,
  uuid: string,
  was: number,
  state: IngestState,
  expiresAt: number,
): Promise<boolean> {
  const { staged, hash } = state
  const { changes } = await arrived.run(tx, {
    uuid,
    was,
    key: staged.key,
    bytes: staged.offset,
    parts: staged.parts,
    hash: JSON.stringify(hash),
    expiresAt,
  })
  return changes > 0
}

const removal = hotQuery<{ uuid: string }, unknown>((q, p) =>
  q.deleteFrom('uploads').where('uuid', '=', p('uuid')),
)

export async function deleteUpload(tx: Transaction, uuid: string): Promise<void> {
  await removal.run(tx, { uuid })
}

/** Those that no live writer holds, the longest expired first, without the first `skip`. */
export async function listExpiredUploads(
  db: Handle,
  now: number,
  limit: number,
  skip: number,
): Promise<UploadRow[]> {
  const rows = await queries(db)
    .selectFrom('uploads')
    .select(columns)
    .where('expires_at', '<=', now)
    .where('writer_until', '<=', now)
    .orderBy('expires_at')
    .orderBy('uuid')
    .limit(limit)
    .offset(skip)
    .execute()
  return rows.map(toUpload)
}

export async function isStagedKeyKnown(db: Handle, key: string): Promise<boolean> {
  const row = await queries(db).selectFrom('uploads').select('uuid').where('key', '=', key).executeTakeFirst()
  return row !== undefined
}

function toUpload(row: StoredUpload): UploadRow {
  const { uuid, path, bytes, key, parts } = row
  return {
    uuid,
    path,
    algorithm: row.algorithm as DigestAlgorithm,
    bytes,
    state:
      key === null || row.hash_state === null
        ? undefined
        : { staged: { key, offset: bytes, parts }, hash: JSON.parse(row.hash_state) as IngestState['hash'] },
  }
}
