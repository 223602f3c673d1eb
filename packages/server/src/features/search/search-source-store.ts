// SQL of what is indexed: words of artifacts and repositories as their tables have them now.
import { sql } from 'kysely'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { hotQuery, queries } from '../../platform/database/queries.ts'

export interface ArtifactWords {
  readonly id: number
  readonly path: string
  readonly digest: string
  /** JSON. */
  readonly annotations: string | null
}

/** Bytes of annotations that are read; longer ones are no words that people look for. */
const longestAnnotations = 64 * 1024

/** Of those that lists show. */
export async function artifactWords(tx: Transaction, manifests: readonly number[]): Promise<ArtifactWords[]> {
  if (manifests.length === 0) return []
  return queries(tx)
    .selectFrom('manifests as indexed')
    .innerJoin('repositories as r', 'r.id', 'indexed.repository_id')
    .select(['indexed.id', 'r.path', 'indexed.digest'])
    .select(
      sql<string | null>`case when octet_length(indexed.annotations) <= ${sql.lit(longestAnnotations)}
        then indexed.annotations end`.as('annotations'),
    )
    .where('indexed.id', 'in', manifests)
    .where('indexed.listed', '=', 1)
    .where('indexed.deleted_at', 'is', null)
    .execute()
}

const tagsOfOne = hotQuery<{ manifest: number; most: number }, { name: string }>((q, p) =>
  q
    .selectFrom('tags as indexed')
    .select('name')
    .where('manifest_id', '=', p('manifest'))
    .orderBy('pushed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(p('most')),
)

/** Of each manifest its newest tags, `most` at the most. */
export async function newestTags(
  db: Handle,
  manifests: readonly number[],
  most: number,
): Promise<Map<number, string[]>> {
  const found = new Map<number, string[]>()
  for (const manifest of manifests) {
    const rows = await tagsOfOne.all(db, { manifest, most })
    found.set(
      manifest,
      rows.map(({ name }) => name),
    )
  }
  return found
}

/** Of each manifest the names of its labels. */
export async function labelNames(db: Handle, manifests: readonly number[]): Promise<Map<number, string[]>> {
  if (manifests.length === 0) return new Map()
  const rows = await queries(db)
    .selectFrom('artifact_labels as indexed')
    .innerJoin('labels as l', 'l.id', 'indexed.label_id')
    .select(['indexed.manifest_id as manifest', 'l.name'])
    .where('indexed.manifest_id', 'in', manifests)
    .where('l.deleted_at', 'is', null)
    .execute()
  const found = new Map<number, string[]>()
  for (const { manifest, name } of rows) found.set(manifest, [...(found.get(manifest) ?? []), name])
  return found
}

export interface RepositoryWords {
  readonly id: number
  readonly path: string
  readonly description: string
}

/** Of those that lists show. */
export async function repositoryWords(
  tx: Transaction,
  repositories: readonly number[],
): Promise<RepositoryWords[]> {
  if (repositories.length === 0) return []
  return queries(tx)
    .selectFrom('repositories as indexed')
    .select(['id', 'path', 'description'])
    .where('id', 'in', repositories)
    .where('visible_at', 'is not', null)
    .execute()
}

/** Ids after `after` of what lists show, for going through all of it. */
export async function someIds(
  db: Handle,
  table: 'manifests' | 'repositories',
  after: number,
  limit: number,
): Promise<number[]> {
  const shown = table === 'manifests' ? sql`listed = 1` : sql`visible_at is not null`
  const found = sql<{ id: number }>`select id from ${sql.table(table)} as "indexed"
    where id > ${after} and ${shown} order by id limit ${limit}`
  return (await found.execute(queries(db))).rows.map(({ id }) => id)
}

/** How many things there are to index, nearly. */
export async function countIndexable(db: Handle): Promise<number> {
  const { total } = await queries(db)
    .selectFrom('repositories as indexed')
    .select((eb) => eb.fn.sum<number>(eb('artifact_count', '+', 1)).as('total'))
    .where('visible_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(total ?? 0)
}
