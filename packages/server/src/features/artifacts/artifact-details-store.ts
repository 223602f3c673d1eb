// SQL of what an artifact is shown with: one statement of each sort for a whole page.
import type { Digest } from '@entrepot/oci'
import { type Expression, sql } from 'kysely'
import type { Handle } from '../../platform/database/database.ts'
import { conditionsOf, orderOf } from '../../platform/database/list-conditions.ts'
import { queries } from '../../platform/database/queries.ts'
import type { ListFields, ListPage, ListQuestion } from '../../platform/listing.ts'
import type { BlobRecord } from '../content/index.ts'

export interface TagRow {
  readonly id: number
  readonly repositoryId: number
  readonly manifestId: number
  readonly name: string
  readonly pushedAt: number
  readonly pulledAt: number | null
}

export const tagFields: ListFields = {
  id: { kind: 'integer', column: 't.id' },
  name: { kind: 'text', column: 't.name' },
  push_time: { kind: 'time', column: 't.pushed_at' },
  pull_time: { kind: 'time', column: 't.pulled_at' },
}

/** Newest first. */
const newestTags = sql`t.pushed_at desc, t.id desc`

export async function listTagsOf(
  db: Handle,
  manifest: number,
  question: ListQuestion,
): Promise<ListPage<TagRow>> {
  let query = queries(db).selectFrom('tags as t').where('t.manifest_id', '=', manifest)
  for (const condition of conditionsOf(question, tagFields)) query = query.where(condition)
  const items = await query
    .select([...tagColumns])
    .orderBy(orderOf(question, tagFields, newestTags, 't.id'))
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  const counted = query.select((eb) => eb.fn.countAll<number>().as('total'))
  return { items, total: Number((await counted.executeTakeFirstOrThrow()).total) }
}

/** Of each manifest its newest tags, newest first; of each at most `most`. */
export async function tagsOf(
  db: Handle,
  manifests: readonly number[],
  most: number,
): Promise<Map<number, TagRow[]>> {
  const each = manifests.map((manifest) =>
    queries(db)
      .selectFrom('tags as t')
      .select([...tagColumns])
      .where('t.manifest_id', '=', manifest)
      .orderBy(newestTags)
      .limit(most),
  )
  const rows = await together<TagRow>(db, each)
  rows.sort((a, b) => b.pushedAt - a.pushedAt || b.id - a.id)
  return Map.groupBy(rows, ({ manifestId }) => manifestId)
}

/** The rows of all of them in one statement: each walks an index and stops at a limit of its own. */
async function together<T>(db: Handle, each: readonly Expression<unknown>[]): Promise<T[]> {
  if (each.length === 0) return []
  const parts = each.map((query) => sql`select * from (${query}) as part`)
  return (await sql<T>`${sql.join(parts, sql` union all `)}`.execute(queries(db))).rows
}

export interface IndexSize {
  readonly id: number
  /** Of its body, in bytes. */
  readonly size: number
}

/** How large indexes are: bodies are read when that is known. */
export async function measureIndexes(db: Handle, indexes: readonly number[]): Promise<IndexSize[]> {
  if (indexes.length === 0) return []
  return queries(db).selectFrom('manifests').select(['id', 'size']).where('id', 'in', indexes).execute()
}

export interface IndexRow {
  readonly id: number
  readonly body: Uint8Array
}

/** The bodies of indexes: they say for which platform each part is. */
export async function indexBodies(db: Handle, indexes: readonly number[]): Promise<IndexRow[]> {
  if (indexes.length === 0) return []
  return queries(db).selectFrom('manifests').select(['id', 'body']).where('id', 'in', indexes).execute()
}

/** Of each index the ids of its parts that were pushed, by their digest. */
export async function partsOf(
  db: Handle,
  indexes: readonly number[],
): Promise<Map<number, Map<string, number>>> {
  const found = new Map<number, Map<string, number>>(indexes.map((id) => [id, new Map()]))
  if (indexes.length === 0) return found
  const rows = await queries(db)
    .selectFrom('manifest_refs')
    .select(['manifest_id as parent', 'digest', 'child_id as child'])
    .where('manifest_id', 'in', indexes)
    .where('kind', '=', 'child')
    .where('child_id', 'is not', null)
    .execute()
  for (const { parent, digest, child } of rows) found.get(parent)?.set(digest, child as number)
  return found
}

export interface AccessoryRow {
  readonly id: number
  readonly digest: string
  /** `signature.cosign`, … */
  readonly type: string
  readonly size: number
  readonly pushedAt: number
  readonly subjectId: number
  readonly subject: string
}

/** A manifest that others refer to, by its digest. */
export interface Subject {
  readonly id: number
  readonly repositoryId: number
  readonly digest: string
}

/** Of each manifest its accessories, in the order it came; of each at most `most`. */
export async function accessoriesOf(
  db: Handle,
  subjects: readonly Subject[],
  most: number,
): Promise<Map<number, AccessoryRow[]>> {
  const each = subjects.map(({ id, repositoryId, digest }) =>
    queries(db)
      .selectFrom('manifests as m')
      .select([...accessoryColumns, sql<number>`${sql.lit(id)}`.as('subjectId')])
      .where('m.repository_id', '=', repositoryId)
      .where('m.accessory_of', '=', digest)
      .where('m.deleted_at', 'is', null)
      .orderBy('m.id')
      .limit(most),
  )
  const rows = await together<AccessoryRow>(db, each)
  rows.sort((a, b) => a.id - b.id)
  return Map.groupBy(rows, ({ subjectId }) => subjectId)
}

export const accessoryFields: ListFields = {
  id: { kind: 'integer', column: 'm.id' },
  artifact_id: { kind: 'integer', column: 'm.id' },
  digest: { kind: 'text', column: 'm.digest' },
  type: { kind: 'text', column: 'm.accessory_type' },
  size: { kind: 'integer', column: 'm.total_size' },
  creation_time: { kind: 'time', column: 'm.pushed_at' },
}

/** A page of what belongs to one manifest, in the order it came. */
export async function listAccessoriesOf(
  db: Handle,
  repository: number,
  { id, digest }: Subject,
  question: ListQuestion,
): Promise<ListPage<AccessoryRow>> {
  let query = queries(db)
    .selectFrom('manifests as m')
    .where('m.repository_id', '=', repository)
    .where('m.accessory_of', '=', digest)
    .where('m.deleted_at', 'is', null)
  for (const condition of conditionsOf(question, accessoryFields)) query = query.where(condition)
  const items = await query
    .select([...accessoryColumns, sql<number>`${sql.lit(id)}`.as('subjectId')])
    .$castTo<AccessoryRow>()
    .orderBy(orderOf(question, accessoryFields, sql.ref('m.id'), 'm.id'))
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  const counted = query.select((eb) => eb.fn.countAll<number>().as('total'))
  return { items, total: Number((await counted.executeTakeFirstOrThrow()).total) }
}

/** Of each manifest the visible indexes that it is part of; of each at most `most`, the oldest. */
export async function parentsOf(
  db: Handle,
  manifests: readonly number[],
  most: number,
): Promise<Map<number, Subject[]>> {
  const each = manifests.map((child) =>
    queries(db)
      .selectFrom('manifest_refs as f')
      .innerJoin('manifests as parent', 'parent.id', 'f.manifest_id')
      .select(['f.child_id as child', 'parent.id', 'parent.repository_id as repositoryId', 'parent.digest'])
      .where('f.child_id', '=', child)
      .where('parent.deleted_at', 'is', null)
      .orderBy('f.manifest_id')
      .limit(most),
  )
  const rows = await together<Subject & { child: number }>(db, each)
  return Map.groupBy(rows, ({ child }) => child)
}

/** Of each manifest the blob that is its config, where the repository has it. */
export async function configBlobs(
  db: Handle,
  manifests: readonly number[],
): Promise<Map<number, BlobRecord>> {
  if (manifests.length === 0) return new Map()
  const rows = await queries(db)
    .selectFrom('manifest_refs as f')
    .innerJoin('blobs as b', 'b.id', 'f.blob_id')
    .innerJoin('blob_locations as o', 'o.blob_id', 'b.id')
    .select(['f.manifest_id as manifest', 'b.id', 'b.digest', 'b.size', 'o.store_id as storeId', 'o.key'])
    .where('f.manifest_id', 'in', manifests)
    .where('f.position', '=', 0)
    .where('f.kind', '=', 'config')
    .where('o.state', '=', 'present')
    .execute()
  return new Map(
    rows.map(({ manifest, digest, ...blob }) => [manifest, { ...blob, digest: digest as Digest }]),
  )
}

const tagColumns = [
  't.id',
  't.repository_id as repositoryId',
  't.manifest_id as manifestId',
  't.name',
  't.pushed_at as pushedAt',
  't.pulled_at as pulledAt',
] as const

const accessoryColumns = [
  'm.id',
  'm.digest',
  'm.accessory_type as type',
  'm.total_size as size',
  'm.pushed_at as pushedAt',
  'm.accessory_of as subject',
] as const
