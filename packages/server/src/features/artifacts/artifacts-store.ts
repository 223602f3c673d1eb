// SQL of artifacts as they are listed and shown.
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Handle } from '../../platform/database/database.ts'
import { conditionOn, conditionsOf, orderOf } from '../../platform/database/list-conditions.ts'
import { queries } from '../../platform/database/queries.ts'
import type { Filter, ListFields, ListPage, ListQuestion, Match } from '../../platform/listing.ts'
import { idsByVersion, sortsByVersion } from './version-order-store.ts'

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
  labels: { kind: 'integer' },
  version: { kind: 'text', sorts: true },
}

/** Newest first. */
export const newestArtifacts = sql`m.pushed_at desc, m.id desc`

/** Bytes of annotations that a list shows; longer ones are shown when their artifact is asked for by itself. */
const longestAnnotations = 16 * 1024
// Unlike length(), octet_length() does not read what it measures, on either engine.
export const briefAnnotations = sql<
  string | null
>`case when octet_length(m.annotations) <= ${sql.lit(longestAnnotations)} then m.annotations end`

export async function listArtifacts(
  db: Handle,
  repository: number,
  question: ListQuestion,
): Promise<ListPage<ArtifactRow>> {
  const conditions = artifactConditions(question, { repository })
  if (sortsByVersion(question)) {
    const ids = await idsByVersion(db, repository, conditions, question)
    if (ids) return pageOf(db, ids, question)
  }
  let query = artifacts(db).where('m.repository_id', '=', repository).where('m.listed', '=', 1)
  for (const condition of conditions) query = query.where(condition)
  const items = await query
    .select([...artifactColumns, briefAnnotations.as('annotations')])
    .orderBy(orderOf(question, artifactFields, newestArtifacts, 'm.id'))
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  if (question.filters.length === 0) return { items, total: await keptCount(db, repository) }
  const counted = query.select((eb) => eb.fn.countAll<number>().as('total'))
  return { items, total: Number((await counted.executeTakeFirstOrThrow()).total) }
}

/** A page of artifacts whose order is known. */
async function pageOf(
  db: Handle,
  ids: readonly number[],
  { offset, limit }: ListQuestion,
): Promise<ListPage<ArtifactRow>> {
  const shown = ids.slice(offset, offset + limit)
  if (shown.length === 0) return { items: [], total: ids.length }
  const rows = await artifacts(db)
    .select([...artifactColumns, briefAnnotations.as('annotations')])
    .where('m.id', 'in', shown)
    .execute()
  const found = new Map(rows.map((row) => [row.id, row]))
  return { items: shown.flatMap((id) => found.get(id) ?? []), total: ids.length }
}

export type Reference = { readonly digest: string } | { readonly tag: string }

/** A visible artifact, whether lists show it or not. */
export function findArtifact(
  db: Handle,
  repository: number,
  reference: Reference,
): Promise<ArtifactRow | undefined> {
  const query = artifacts(db)
    .select([...artifactColumns, 'm.annotations'])
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

export const artifactColumns = [
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

/** All that a question filters by. */
export function artifactConditions(
  { filters }: Pick<ListQuestion, 'filters'>,
  place: ArtifactsPlace,
): Expression<SqlBool>[] {
  const written = filters.map(writtenAsStored)
  return [
    ...conditionsOf({ filters: written }, artifactFields),
    ...written.map((filter) => specialCondition(place, filter)),
  ]
}

/** Where artifacts are looked for: a repository, or all of a project's. */
export type ArtifactsPlace = { readonly repository: number } | { readonly project: number }

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
function specialCondition(place: ArtifactsPlace, { field, match }: Filter): RawBuilder<SqlBool> {
  if (field === 'media_type') return conditionOn(effectiveMediaType(), match)
  if (field === 'tags') return taggedAs(place, match)
  return field === 'labels' ? labelledWith(place, match) : sql`1 = 1`
}

/** Of its config; of itself when it has none. */
export function effectiveMediaType(table = 'm'): RawBuilder<unknown> {
  return sql`coalesce(${sql.ref(`${table}.config_media_type`)}, ${sql.ref(`${table}.media_type`)})`
}

function taggedAs(place: ArtifactsPlace, match: Match): RawBuilder<SqlBool> {
  const any = sql`exists (select 1 from tags t where t.manifest_id = m.id)`
  if (match.how === 'equals' && match.value === '*') return sql`${any}`
  if (match.how === 'equals' && match.value === 'nil') return sql`not ${any}`
  if (match.how === 'all') {
    const each = match.values.map((value) => taggedAs(place, { how: 'equals', value }))
    return each.length === 0 ? sql`1 = 1` : sql`(${sql.join(each, sql` and `)})`
  }
  const named = conditionOn(sql.ref('t.name'), match)
  return sql`m.id in (select t.manifest_id from tags t where ${within('t', place)} and ${named})`
}

/** By the labels' ids, as Harbor does; a label that was deleted is on nothing. */
function labelledWith(place: ArtifactsPlace, match: Match): RawBuilder<SqlBool> {
  if (match.how === 'all') {
    const each = match.values.map((value) => labelledWith(place, { how: 'equals', value }))
    return each.length === 0 ? sql`1 = 1` : sql`(${sql.join(each, sql` and `)})`
  }
  const asked = conditionOn(sql.ref('al.label_id'), match)
  return sql`m.id in (select al.manifest_id from artifact_labels al where ${asked} and ${within('al', place)}
    and al.label_id in (select l.id from labels l where l.deleted_at is null and ${conditionOn(sql.ref('l.id'), match)}))`
}

function within(table: string, place: ArtifactsPlace): RawBuilder<SqlBool> {
  const column = sql.ref(`${table}.repository_id`)
  if ('repository' in place) return sql`${column} = ${place.repository}`
  return sql`${column} in (select r.id from repositories r where r.project_id = ${place.project} and r.visible_at is not null)`
}
