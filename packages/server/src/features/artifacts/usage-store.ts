// SQL of what an artifact is made of, and of what else needs the same; every statement is led by an index and bounded.
import { type Expression, sql } from 'kysely'
import type { Handle } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'
import type { UsedBlob, UsedManifest } from './usage-rules.ts'

const columns = [
  ...(['m.id', 'm.digest', 'm.kind', 'm.type', 'm.media_type as mediaType'] as const),
  ...(['m.artifact_type as artifactType', 'm.accessory_type as accessoryType'] as const),
  ...(['m.size as ownSize', 'm.total_size as size'] as const),
  ...(['m.pushed_at as pushedAt', 'm.pushed_by as pushedBy'] as const),
] as const

export function usedManifest(db: Handle, id: number): Promise<UsedManifest> {
  return queries(db)
    .selectFrom('manifests as m')
    .select(columns)
    .where('m.id', '=', id)
    .executeTakeFirstOrThrow()
}

/** What these indexes name as their parts, in their order. */
export async function childManifests(
  db: Handle,
  indexes: readonly number[],
  most: number,
): Promise<(UsedManifest & { readonly of: number })[]> {
  if (indexes.length === 0) return []
  const rows = await queries(db)
    .selectFrom('manifest_refs as f')
    .innerJoin('manifests as m', 'm.id', 'f.child_id')
    .select([...columns, 'f.manifest_id as of', 'f.position'])
    .where('f.manifest_id', 'in', indexes)
    .where('m.deleted_at', 'is', null)
    .limit(most)
    .execute()
  return rows.sort((a, b) => a.of - b.of || a.position - b.position)
}

/** What refers to these, the oldest first. */
export async function referringManifests(
  db: Handle,
  repository: number,
  digests: readonly string[],
  most: number,
): Promise<(UsedManifest & { readonly subject: string })[]> {
  if (digests.length === 0) return []
  const rows = await queries(db)
    .selectFrom('manifests as m')
    .select([...columns, 'm.accessory_of as subject'])
    .where('m.repository_id', '=', repository)
    .where('m.accessory_of', 'in', digests)
    .where('m.accessory_of', 'is not', null)
    .where('m.deleted_at', 'is', null)
    .limit(most)
    .execute()
  return rows.map((row) => ({ ...row, subject: row.subject as string })).sort((a, b) => a.id - b.id)
}

/** Configs and layers of these manifests. */
export async function usedBlobs(db: Handle, manifests: readonly number[], most: number): Promise<UsedBlob[]> {
  const rows = await queries(db)
    .selectFrom('manifest_refs as f')
    .select(['f.manifest_id as manifest', 'f.position', 'f.kind', 'f.digest'])
    .select(['f.media_type as mediaType', 'f.size', 'f.blob_id as blob'])
    .where('f.manifest_id', 'in', manifests)
    .where((eb) => eb.or([eb('f.kind', '<>', 'child'), eb('f.blob_id', 'is not', null)]))
    .limit(most)
    .execute()
  return rows
    .map(({ kind, ...row }) => ({ ...row, kind: kind === 'child' ? ('layer' as const) : kind }))
    .sort((a, b) => a.manifest - b.manifest || a.position - b.position)
}

export interface BlobOfManifests {
  readonly blob: number
  /** Manifests that are known to need it and are not counted. */
  readonly besides: readonly number[]
}

/** Subselects of one statement: SQLite takes 500. */
const atOnce = 100

/** Other visible manifests of the repository that need each blob; a row for each time they name it, at most `most`. */
export function usersHere(
  db: Handle,
  repository: number,
  blobs: readonly BlobOfManifests[],
  most: number,
): Promise<{ blob: number; manifest: number }[]> {
  return together(db, blobs, ({ blob, besides }) =>
    queries(db)
      .selectFrom('manifest_refs as f')
      .innerJoin('manifests as m', 'm.id', 'f.manifest_id')
      .select([sql<number>`${sql.lit(blob)}`.as('blob'), 'm.id as manifest'])
      .where('f.repository_id', '=', repository)
      .where('f.blob_id', '=', blob)
      .where('m.deleted_at', 'is', null)
      .$if(besides.length > 0, (query) => query.where('m.id', 'not in', besides))
      .limit(most),
  )
}

export interface ElsewhereBounds {
  /** Repositories of a blob that are looked at, of whatever project. */
  readonly links: number
  /** Repositories that are found. */
  readonly most: number
}

/** Other repositories of the project in which something visible needs each blob. */
export function usersElsewhere(
  db: Handle,
  { project, repository }: { readonly project: number; readonly repository: number },
  blobs: readonly number[],
  { links, most }: ElsewhereBounds,
): Promise<{ blob: number; repository: number }[]> {
  return together(
    db,
    blobs,
    (blob) => sql`select ${sql.lit(blob)} as blob, r.id as repository
      from (select repository_id from blob_links where blob_id = ${blob} limit ${sql.lit(links)}) as part
      join repositories r on r.id = part.repository_id
      where r.project_id = ${project} and r.id <> ${repository}
        and exists (select 1 from manifest_refs f join manifests m on m.id = f.manifest_id
          where f.repository_id = r.id and f.blob_id = ${blob} and m.deleted_at is null)
      limit ${sql.lit(most)}`,
  )
}

/** Blobs that more repositories have than are looked at. */
export async function widespread(db: Handle, blobs: readonly number[], links: number): Promise<number[]> {
  const rows = await together<number, { blob: number }>(
    db,
    blobs,
    (blob) => sql`select blob_id as blob from blob_links where blob_id = ${blob}
      limit 1 offset ${sql.lit(links)}`,
  )
  return rows.map(({ blob }) => blob)
}

async function together<Item, Row>(
  db: Handle,
  items: readonly Item[],
  query: (item: Item) => Expression<unknown>,
): Promise<Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < items.length; start += atOnce) {
    const parts = items
      .slice(start, start + atOnce)
      .map((item) => sql`select * from (${query(item)}) as part`)
    rows.push(...(await sql<Row>`${sql.join(parts, sql` union all `)}`.execute(queries(db))).rows)
  }
  return rows
}
