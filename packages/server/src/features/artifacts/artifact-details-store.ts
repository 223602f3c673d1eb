// SQL of what an artifact is shown with: one statement of each sort for a whole page.
import type { Digest } from '@entrepot/oci'
import { sql } from 'kysely'
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

/** Of each manifest its tags, newest first. */
export async function tagsOf(db: Handle, manifests: readonly number[]): Promise<Map<number, TagRow[]>> {
  if (manifests.length === 0) return new Map()
  const rows = await queries(db)
    .selectFrom('tags as t')
    .select([...tagColumns])
    .where('t.manifest_id', 'in', manifests)
    .execute()
  rows.sort((a, b) => b.pushedAt - a.pushedAt || b.id - a.id)
  return Map.groupBy(rows, ({ manifestId }) => manifestId)
}

export interface IndexRow {
  readonly id: number
  readonly body: Uint8Array
}

/** The bodies of indexes: they say for which platform each part is. Larger ones than `largest` bytes are left out. */
export async function indexBodies(
  db: Handle,
  manifests: readonly number[],
  largest: number,
): Promise<IndexRow[]> {
  if (manifests.length === 0) return []
  return queries(db)
    .selectFrom('manifests')
    .select(['id', 'body'])
    .where('id', 'in', manifests)
    .where('kind', '=', 'index')
    .where('size', '<=', largest)
    .execute()
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
  readonly artifactType: string | null
  readonly size: number
  readonly pushedAt: number
  readonly subjectId: number
  readonly subject: string
}

/** Of each manifest what refers to it, in the order it came. */
export async function accessoriesOf(
  db: Handle,
  repository: number,
  manifests: readonly number[],
): Promise<Map<number, AccessoryRow[]>> {
  if (manifests.length === 0) return new Map()
  const rows = await queries(db)
    .selectFrom('manifests as s')
    .innerJoin('manifests as m', (on) =>
      on.onRef('m.repository_id', '=', 's.repository_id').onRef('m.subject', '=', 's.digest'),
    )
    .select([
      'm.id',
      'm.digest',
      'm.artifact_type as artifactType',
      'm.total_size as size',
      'm.pushed_at as pushedAt',
      's.id as subjectId',
      's.digest as subject',
    ])
    .where('s.id', 'in', manifests)
    .where('m.repository_id', '=', repository)
    .where('m.deleted_at', 'is', null)
    .execute()
  rows.sort((a, b) => a.id - b.id)
  return Map.groupBy(rows, ({ subjectId }) => subjectId)
}

/** Of each manifest the visible indexes that it is part of. */
export async function parentsOf(db: Handle, manifests: readonly number[]): Promise<Map<number, number[]>> {
  if (manifests.length === 0) return new Map()
  const rows = await queries(db)
    .selectFrom('manifest_refs as f')
    .innerJoin('manifests as parent', 'parent.id', 'f.manifest_id')
    .select(['f.child_id as child', 'parent.id as parent'])
    .where('f.child_id', 'in', manifests)
    .where('parent.deleted_at', 'is', null)
    .execute()
  const found = Map.groupBy(rows, ({ child }) => child as number)
  return new Map([...found].map(([child, parents]) => [child, parents.map(({ parent }) => parent)]))
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
