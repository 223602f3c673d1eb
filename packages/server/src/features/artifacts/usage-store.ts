// SQL of what an artifact is made of, and of what else needs the same; every statement is led by an index and bounded.
import { type RawBuilder, type SqlBool, sql } from 'kysely'
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

/** Blobs of one statement: SQLite takes 500 subselects. */
const atOnce = { sqlite: 100, postgres: 1_000 }

/** Other visible manifests of the repository that need each blob; a row for each time they name it, at most `most`. */
export function usersHere(
  db: Handle,
  repository: number,
  blobs: readonly BlobOfManifests[],
  most: number,
): Promise<{ blob: number; manifest: number }[]> {
  return ofEach(
    db,
    blobs,
    (blob, counts) => sql`select ${blob} as blob, m.id as manifest
      from manifest_refs f join manifests m on m.id = f.manifest_id
      where f.repository_id = ${repository} and f.blob_id = ${blob} and m.deleted_at is null and ${counts}
      limit ${sql.lit(most)}`,
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
  return ofEach(
    db,
    blobs.map(alone),
    (blob) => sql`select ${blob} as blob, r.id as repository
      from (select repository_id from blob_links where blob_id = ${blob} limit ${sql.lit(links)}) as linked
      join repositories r on r.id = linked.repository_id
      where r.project_id = ${project} and r.id <> ${repository}
        and exists (select 1 from manifest_refs f join manifests m on m.id = f.manifest_id
          where f.repository_id = r.id and f.blob_id = ${blob} and m.deleted_at is null)
      limit ${sql.lit(most)}`,
  )
}

/** Blobs that more repositories have than are looked at. */
export async function widespread(db: Handle, blobs: readonly number[], links: number): Promise<number[]> {
  const rows = await ofEach<{ blob: number }>(
    db,
    blobs.map(alone),
    (blob) => sql`select blob_id as blob from blob_links where blob_id = ${blob}
      limit 1 offset ${sql.lit(links)}`,
  )
  return rows.map(({ blob }) => blob)
}

function alone(blob: number): BlobOfManifests {
  return { blob, besides: [] }
}

/** @param counts whether the manifest `m` is none of those besides */
type OfBlob = (blob: RawBuilder<number>, counts: RawBuilder<SqlBool>) => RawBuilder<unknown>

/** The rows that are found of each blob, together. */
async function ofEach<Row>(db: Handle, blobs: readonly BlobOfManifests[], query: OfBlob): Promise<Row[]> {
  const together = db.engine === 'postgres' ? lateral : union
  const most = atOnce[db.engine]
  const rows: Row[] = []
  for (let start = 0; start < blobs.length; start += most) {
    const statement = sql<Row>`${together(blobs.slice(start, start + most), query)}`
    rows.push(...(await statement.execute(queries(db))).rows)
  }
  return rows
}

/** PostgreSQL would plan each part of a union anew, which takes longer than reading what it finds. */
function lateral(blobs: readonly BlobOfManifests[], query: OfBlob): RawBuilder<unknown> {
  const items = blobs.map(({ blob, besides }) => sql`(${lits([blob])}, array[${lits(besides)}]::bigint[])`)
  return sql`select found.* from (values ${sql.join(items)}) as item (blob, besides)
    cross join lateral (${query(sql.ref('item.blob'), sql`m.id <> all (item.besides)`)}) as found`
}

/** SQLite knows no LATERAL. */
function union(blobs: readonly BlobOfManifests[], query: OfBlob): RawBuilder<unknown> {
  const parts = blobs.map(({ blob, besides }) => {
    const counts = besides.length > 0 ? sql<SqlBool>`m.id not in (${lits(besides)})` : sql<SqlBool>`1 = 1`
    return sql`select * from (${query(sql.lit(blob), counts)}) as found`
  })
  return sql.join(parts, sql` union all `)
}

function lits(numbers: readonly number[]): RawBuilder<unknown> {
  return sql.join(numbers.map((each) => sql.lit(each)))
}
