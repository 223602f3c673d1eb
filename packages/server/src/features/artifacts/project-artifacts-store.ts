// SQL of artifacts of a whole project, and of the newest of each of its repositories.
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Handle } from '../../platform/database/database.ts'
import { conditionOn, orderOf } from '../../platform/database/list-conditions.ts'
import { queries } from '../../platform/database/queries.ts'
import { Failure } from '../../platform/errors.ts'
import type { Filter, ListPage, ListQuestion } from '../../platform/listing.ts'
import {
  type ArtifactRow,
  artifactColumns,
  artifactConditions,
  artifactFields,
  briefAnnotations,
  effectiveMediaType,
  newestArtifacts,
} from './artifacts-store.ts'

export async function listArtifactsOfProject(
  db: Handle,
  project: number,
  question: ListQuestion,
): Promise<ListPage<ArtifactRow>> {
  let query = listed(db, project)
  for (const condition of artifactConditions(question, { project })) query = query.where(condition)
  const items = await query
    .select([...artifactColumns, briefAnnotations.as('annotations')])
    .orderBy(orderOf(question, artifactFields, newestArtifacts, 'm.id'))
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  if (question.filters.length === 0) return { items, total: await keptCount(db, project) }
  const counted = query.select((eb) => eb.fn.countAll<number>().as('total'))
  return { items, total: Number((await counted.executeTakeFirstOrThrow()).total) }
}

/**
 * Of each repository the newest artifact of one type: a walk along its newest ones for each repository.
 * @throws Failure BAD_REQUEST unless the question names a media type or an artifact type
 */
export async function listNewestOfEach(
  db: Handle,
  project: number,
  question: ListQuestion,
): Promise<ListPage<ArtifactRow>> {
  const wanted = typeWanted(question.filters)
  const others = question.filters.filter(({ field }) => !typeFields.includes(field))
  const newest = sql<SqlBool>`m.id = (select n.id from manifests n
    where n.repository_id = r.id and n.listed = 1 and ${wanted('n')} order by n.pushed_at desc, n.id desc limit 1)`
  let query = queries(db)
    .selectFrom('repositories as r')
    .innerJoin('manifests as m', (on) => on.on(newest))
    .where('r.project_id', '=', project)
    .where('r.visible_at', 'is not', null)
  for (const condition of artifactConditions({ filters: others }, { project })) query = query.where(condition)
  const items = await query
    .select([...artifactColumns, briefAnnotations.as('annotations')])
    .orderBy(orderOf(question, artifactFields, newestArtifacts, 'm.id'))
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  const counted = query.select((eb) => eb.fn.countAll<number>().as('total'))
  return { items, total: Number((await counted.executeTakeFirstOrThrow()).total) }
}

/** The full paths of repositories, by their ids. */
export async function pathsOf(db: Handle, repositories: readonly number[]): Promise<Map<number, string>> {
  if (repositories.length === 0) return new Map()
  const rows = await queries(db)
    .selectFrom('repositories')
    .select(['id', 'path'])
    .where('id', 'in', repositories)
    .execute()
  return new Map(rows.map(({ id, path }) => [id, path]))
}

const typeFields = ['media_type', 'artifact_type']

function typeWanted(filters: readonly Filter[]): (table: string) => RawBuilder<SqlBool> {
  const [filter, second] = filters.filter(({ field }) => typeFields.includes(field))
  if (!filter || second) {
    const message =
      "either 'media_type' or 'artifact_type' must be specified, but not both, when querying with latest_in_repository"
    throw new Failure('BAD_REQUEST', { message })
  }
  if (filter.field === 'artifact_type') {
    return (table) => conditionOn(sql.ref(`${table}.artifact_type`), filter.match)
  }
  return (table) => conditionOn(effectiveMediaType(table), filter.match)
}

function listed(db: Handle, project: number) {
  return queries(db)
    .selectFrom('manifests as m')
    .where('m.deleted_at', 'is', null)
    .where('m.project_id', '=', project)
    .where('m.listed', '=', 1)
}

async function keptCount(db: Handle, project: number): Promise<number> {
  const { total } = await queries(db)
    .selectFrom('repositories')
    .select((eb) => eb.fn.sum<number>('artifact_count').as('total'))
    .where('project_id', '=', project)
    .where('visible_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(total ?? 0)
}
