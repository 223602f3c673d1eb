// SQL of finding by words: each engine's own index, the same rights, the same bounds.
import { type RawBuilder, sql } from 'kysely'
import type { Handle } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'
import { type Viewer, visibleTo } from '../projects/index.ts'
import { ftsQuery, type Term, tsQuery } from './search-rules.ts'

export type DocumentKind = 'repository' | 'artifact'

export interface WordsQuestion {
  readonly terms: readonly Term[]
  readonly kinds: readonly DocumentKind[]
  readonly limit: number
  readonly offset: number
}

export interface FoundDocument {
  readonly kind: DocumentKind
  readonly projectId: number
  readonly repositoryId: number
  /** 0 for a repository. */
  readonly manifestId: number
  readonly score: number
  /** Of all pages. */
  readonly total: number
}

/** Of more than so many matches the newest are weighed: a word that is everywhere tells little. */
const weighed: Readonly<Record<DocumentKind, number>> = { repository: 1_000, artifact: 4_000 }
/** A repository stands for all its artifacts. */
const boost: Readonly<Record<DocumentKind, number>> = { repository: 2, artifact: 1 }

/** Of each kind, what somebody sees. */
export type Viewers = Readonly<Record<DocumentKind, Viewer>>

/** The best first, among what the viewers see. */
export async function findByWords(
  db: Handle,
  viewers: Viewers,
  { terms, kinds, limit, offset }: WordsQuestion,
): Promise<FoundDocument[]> {
  const matches = db.engine === 'postgres' ? postgresMatches : sqliteMatches
  const each = kinds.map((kind) => sql`select * from (${matches(terms, kind, viewers[kind])}) as part`)
  const found = sql<FoundDocument>`select kind, project_id as "projectId", repository_id as "repositoryId",
      manifest_id as "manifestId", score, count(*) over () as total
    from (${sql.join(each, sql` union all `)}) as found
    order by score desc, id desc limit ${limit} offset ${offset}`
  return (await found.execute(queries(db))).rows.map((row) => ({ ...row, total: Number(row.total) }))
}

const columns = ['name', 'tags', 'labels', 'description', 'annotations', 'digest']
/** Of `kind` and those above, in the order of the table. */
const weights = sql.raw('0, 10, 6, 5, 2, 1, 4')

function sqliteMatches(terms: readonly Term[], kind: DocumentKind, viewer: Viewer): RawBuilder<unknown> {
  const query = `kind : "${kind}" AND ${ftsQuery(terms, columns)}`
  return sql`select d.id, d.kind, d.project_id, d.repository_id, d.manifest_id,
      -bm25(search_words, ${weights}) * ${sql.lit(boost[kind])} as score
    from search_words
    join search_documents d on d.id = search_words.rowid
    join projects p on p.id = d.project_id
    where search_words match ${query} and p.deleted_at is null and ${visibleTo(viewer)}
    order by search_words.rowid desc limit ${sql.lit(weighed[kind])}`
}

function postgresMatches(terms: readonly Term[], kind: DocumentKind, viewer: Viewer): RawBuilder<unknown> {
  const query = sql`${tsQuery(terms)}::text::tsquery`
  // The weights of D, C, B and A; 1 divides by the logarithm of the length.
  return sql`select d.id, d.kind, d.project_id, d.repository_id, d.manifest_id,
      ts_rank('{0.1, 0.25, 0.6, 1.0}', d.words, ${query}, 1) * ${sql.lit(boost[kind])} as score
    from search_documents d
    join projects p on p.id = d.project_id
    where d.words @@ ${query} and d.kind = ${kind} and p.deleted_at is null and ${visibleTo(viewer)}
    limit ${sql.lit(weighed[kind])}`
}

export interface RepositoryFacts {
  readonly id: number
  readonly path: string
  readonly description: string
}

export async function repositoryFacts(
  db: Handle,
  ids: readonly number[],
): Promise<Map<number, RepositoryFacts>> {
  if (ids.length === 0) return new Map()
  const rows = await queries(db)
    .selectFrom('repositories')
    .select(['id', 'path', 'description'])
    .where('id', 'in', ids)
    .where('visible_at', 'is not', null)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

export interface ArtifactFacts {
  readonly id: number
  readonly digest: string
  readonly type: string
  readonly pushedAt: number
  /** JSON. */
  readonly annotations: string | null
}

const longestAnnotations = 64 * 1024

export async function artifactFacts(db: Handle, ids: readonly number[]): Promise<Map<number, ArtifactFacts>> {
  if (ids.length === 0) return new Map()
  const rows = await queries(db)
    .selectFrom('manifests')
    .select(['id', 'digest', 'type', 'pushed_at as pushedAt'])
    .select(
      sql<
        string | null
      >`case when octet_length(annotations) <= ${sql.lit(longestAnnotations)} then annotations end`.as(
        'annotations',
      ),
    )
    .where('id', 'in', ids)
    .where('listed', '=', 1)
    .where('deleted_at', 'is', null)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}
