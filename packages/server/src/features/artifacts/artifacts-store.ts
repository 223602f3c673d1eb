// SQL of artifacts as they are listed and shown.
import { mediaTypes } from '@entrepot/oci'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Handle } from '../../platform/database/database.ts'
import { conditionOn, conditionsOf, orderOf } from '../../platform/database/list-conditions.ts'
import { queries } from '../../platform/database/queries.ts'
import type { Filter, ListFields, ListPage, ListQuestion, Match } from '../../platform/listing.ts'
import { chartConfig, imageConfigs, type TypedManifest } from './artifact-type.ts'

export interface ArtifactRow extends TypedManifest {
  readonly id: number
  readonly repositoryId: number
  readonly digest: string
  readonly mediaType: string
  readonly subject: string | null
  readonly size: number
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
  type: { kind: 'text' },
  tags: { kind: 'text' },
  labels: { kind: 'text' },
}

/** Newest first. */
const defaultOrder = sql`m.pushed_at desc, m.id desc`

export async function listArtifacts(
  db: Handle,
  repository: number,
  question: ListQuestion,
): Promise<ListPage<ArtifactRow>> {
  let query = artifacts(db).where('m.repository_id', '=', repository).where('m.listed', '=', 1)
  for (const condition of conditionsOf(question, artifactFields)) query = query.where(condition)
  for (const filter of question.filters) query = query.where(specialCondition(repository, filter))
  const items = await query
    .select([...columns])
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
    .select([...columns])
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
  'm.media_type as mediaType',
  'm.artifact_type as artifactType',
  'm.config_media_type as configMediaType',
  'm.subject',
  'm.total_size as size',
  'm.annotations',
  'm.pushed_at as pushedAt',
  'm.pulled_at as pulledAt',
] as const

/** Fields that are no column of the table. */
function specialCondition(repository: number, { field, match }: Filter): RawBuilder<SqlBool> {
  if (field === 'media_type') return conditionOn(sql`coalesce(m.config_media_type, m.media_type)`, match)
  if (field === 'tags') return taggedAs(repository, match)
  if (field === 'type') return typeIs(match)
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

function typeIs(match: Match): RawBuilder<SqlBool> {
  if (match.how === 'range') return sql`1 = 0`
  const values = 'values' in match ? match.values : [match.value]
  const each = values.map((value) => oneType(String(value).toUpperCase()))
  if (each.length === 0) return sql`1 = 0`
  return sql`(${sql.join(each, match.how === 'all' ? sql` and ` : sql` or `)})`
}

/** The same decision as `artifactTypeOf`, in SQL. */
function oneType(type: string): RawBuilder<SqlBool> {
  const known = sql.join([...imageConfigs, chartConfig])
  const config = sql`case when m.config_media_type = ${mediaTypes.ociEmpty} then m.artifact_type else m.config_media_type end`
  if (type === 'IMAGE')
    return sql`(m.kind = 'index' or m.config_media_type in (${sql.join([...imageConfigs])}))`
  if (type === 'CHART') return sql`m.config_media_type = ${chartConfig}`
  const derived = sql`(${config}) like ${'application/vnd.%.%.config.%+json'}`
  if (type === 'UNKNOWN') return sql`(m.kind = 'image' and not coalesce(${derived}, 1 = 0))`
  const like = `application/vnd.%.${type.toLowerCase().replace(/[\\%_]/g, '\\$&')}.config.%+json`
  return sql`(m.kind = 'image' and (${config}) like ${like} escape '\\' and (${config}) not in (${known}))`
}
