// SQL of artifacts as they are listed and shown.
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Handle } from '../../platform/database/database.ts'
import { conditionOn, conditionsOf, orderOf } from '../../platform/database/list-conditions.ts'
import { queries } from '../../platform/database/queries.ts'
import type { Filter, ListFields, ListPage, ListQuestion, Match } from '../../platform/listing.ts'

export interface ArtifactRow {
  readonly id: number
  readonly repositoryId: number
  readonly digest: string
  readonly kind: 'image' | 'index'
  /** In one word: `IMAGE`, `CHART`, … */
  readonly type: string
  readonly mediaType: string
  readonly artifactType: string | null
  readonly configMediaType: string | null
  readonly subject: string | null
  readonly size: number
  /** JSON; in a list null where it is long. */
  readonly annotations: string | null
  readonly pushedAt: number
  readonly pulledAt: number | null
}

export const artifactFields: ListFields = {
  id: { kind: 'integer', column: 'm.id' },
  digest: { kind: 'text', column: 'm.digest' },
  manifest_media_type: { kind: 'text', column: 'm.media_type' },
  artifact_type: { kind: 'text', column: 'm.artifact_type' },
  size: { kind: 'integer', column: 'm.total_size' },
  push_time: { kind: 'time', column: 'm.pushed_at' },
  pull_time: { kind: 'time', column: 'm.pulled_at' },
  media_type: { kind: 'text' },
  type: { kind: 'text', column: 'm.type' },
  tags: { kind: 'text' },
  labels: { kind: 'text' },
}

/** Newest first. */
const defaultOrder = sql`m.pushed_at desc, m.id desc`

/** Bytes of annotations that a list shows; longer ones are shown when their artifact is asked for by itself. */
const longestAnnotations = 16 * 1024
// Unlike length(), octet_length() does not read what it measures, on either engine.
const briefAnnotations = sql<
  string | null
>`case when octet_length(m.annotations) <= ${sql.lit(longestAnnotations)} then m.annotations end`

export async function listArtifacts(
  db: Handle,
  repository: number,
  question: ListQuestion,
): Promise<ListPage<ArtifactRow>> {
  let query = artifacts(db).where('m.repository_id', '=', repository).where('m.listed', '=', 1)
  const filters = question.filters.map(writtenAsStored)
  for (const condition of conditionsOf({ filters }, artifactFields)) query = query.where(condition)
  for (const filter of filters) query = query.where(specialCondition(repository, filter))
  const items = await query
    .select([...columns, briefAnnotations.as('annotations')])
    .orderBy(orderOf(question, artifactFields, defaultOrder, 'm.id'))
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  if (question.filters.length === 0) return { items, total: await keptCount(db, repository) }
  const counted = query.select((eb) => eb.fn.countAll<number>().as('total'))
  return { items, total: Number((await counted.executeTakeFirstOrThrow()).total) }
}

export type Reference = { readonly digest: string } | { readonly tag: string }

/** A visible artifact, whether lists show it or not. */
export function findArtifact(
  db: Handle,
  repository: number,
  reference: Reference,
): Promise<ArtifactRow | undefined> {
  const query = artifacts(db)
    .select([...columns, 'm.annotations'])
    .where('m.repository_id', '=', repository)
  if ('digest' in reference) return query.where('m.digest', '=', reference.digest).executeTakeFirst()
  const named = sql<number>`(select manifest_id from tags where repository_id = ${repository} and name = ${reference.tag})`
  return query.where('m.id', '=', named).executeTakeFirst()
}

async function keptCount(db: Handle, repository: number): Promise<number> {
  const row = await queries(db)
    .selectFrom('repositories')
    .select('artifact_count')
    .where('id', '=', repository)
    .executeTakeFirst()
  return row?.artifact_count ?? 0
}

function artifacts(db: Handle) {
  return queries(db).selectFrom('manifests as m').where('m.deleted_at', 'is', null)
}

const columns = [
  'm.id',
  'm.repository_id as repositoryId',
  'm.digest',
  'm.kind',
  'm.type',
  'm.media_type as mediaType',
  'm.artifact_type as artifactType',
  'm.config_media_type as configMediaType',
  'm.subject',
  'm.total_size as size',
  'm.pushed_at as pushedAt',
  'm.pulled_at as pulledAt',
] as const

/** Types are asked for in any case and stored in capitals. */
function writtenAsStored(filter: Filter): Filter {
  const { field, match } = filter
  if (field !== 'type') return filter
  const upper = (value: string | number) => String(value).toUpperCase()
  if (match.how === 'equals') return { field, match: { how: 'equals', value: upper(match.value) } }
  if (match.how === 'any' || match.how === 'all') {
    return { field, match: { how: match.how, values: match.values.map(upper) } }
  }
  return filter
}

/** Fields that are no column of the table. */
function specialCondition(repository: number, { field, match }: Filter): RawBuilder<SqlBool> {
  if (field === 'media_type') return conditionOn(sql`coalesce(m.config_media_type, m.media_type)`, match)
  if (field === 'tags') return taggedAs(repository, match)
  // There are no labels yet, so no artifact has the one asked for.
  return field === 'labels' ? sql`1 = 0` : sql`1 = 1`
}

function taggedAs(repository: number, match: Match): RawBuilder<SqlBool> {
  const tags = sql`(select t.manifest_id from tags t where t.repository_id = ${repository})`
  if (match.how === 'equals' && match.value === '*') return sql`m.id in ${tags}`
  if (match.how === 'equals' && match.value === 'nil') return sql`m.id not in ${tags}`
  if (match.how === 'all') {
    const each = match.values.map((value) => taggedAs(repository, { how: 'equals', value }))
    return each.length === 0 ? sql`1 = 1` : sql`(${sql.join(each, sql` and `)})`
  }
  const named = conditionOn(sql.ref('t.name'), match)
  return sql`m.id in (select t.manifest_id from tags t where t.repository_id = ${repository} and ${named})`
}
