// SQL of repositories as they are listed, shown and described.
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { conditionsOf, orderOf } from '../../platform/database/list-conditions.ts'
import { queries } from '../../platform/database/queries.ts'
import type { ListFields, ListPage, ListQuestion } from '../../platform/listing.ts'
import { idsVisible, sumVisible, type Viewer, visibleTo } from './project-list-store.ts'

export interface RepositoryView {
  readonly id: number
  readonly projectId: number
  readonly path: string
  readonly description: string
  readonly artifactCount: number
  readonly pullCount: number
  readonly createdAt: number
  readonly updatedAt: number
}

export const repositoryFields: ListFields = {
  repository_id: { kind: 'integer', column: 'r.id' },
  project_id: { kind: 'integer', column: 'r.project_id' },
  name: { kind: 'text', column: 'r.path' },
  description: { kind: 'text', column: 'r.description' },
  pull_count: { kind: 'integer', column: 'r.pull_count' },
  artifact_count: { kind: 'integer', column: 'r.artifact_count' },
  creation_time: { kind: 'time', column: 'r.created_at' },
  update_time: { kind: 'time', column: 'r.updated_at' },
}

/** Newest first. */
const defaultOrder = sql`r.id desc`
/** The same for few rows: the plus keeps both engines from walking along all repositories in this order. */
const orderOfFew = sql`+r.id desc`

/** Of the projects' kept counters. */
const repositoriesOf = sql<number>`coalesce(sum(p.repository_count), 0)`

/** So many repositories are few: those of the projects are read and sorted. */
const few = 2_000

export async function listRepositoriesOf(
  db: Handle,
  project: number,
  question: ListQuestion,
): Promise<ListPage<RepositoryView>> {
  const among = sql<SqlBool>`r.project_id = ${project}`
  const items = await pageAmong(db, among, question)
  if (question.filters.length > 0) return { items, total: await countAmong(db, among, question) }
  const kept = await queries(db)
    .selectFrom('projects')
    .select('repository_count')
    .where('id', '=', project)
    .executeTakeFirst()
  return { items, total: kept?.repository_count ?? 0 }
}

/** Of all projects that the viewer sees. */
export async function listAllRepositories(
  db: Handle,
  viewer: Viewer,
  question: ListQuestion,
): Promise<ListPage<RepositoryView>> {
  const all = await sumVisible(db, viewer, repositoriesOf)
  if (!viewer.everything && all <= few) {
    return listFew(db, sql`r.project_id in (${idsVisible(viewer)})`, question, all)
  }
  const among =
    viewer.everything && !viewer.only
      ? sql<SqlBool>`1 = 1`
      : sql<SqlBool>`+r.project_id in (select p.id from projects p where p.deleted_at is null and ${visibleTo(viewer)})`
  const items = await pageAmong(db, among, question)
  const filtered = question.filters.length > 0
  return { items, total: filtered ? await countAmong(db, among, question) : all }
}

async function listFew(
  db: Handle,
  among: RawBuilder<SqlBool>,
  question: ListQuestion,
  all: number,
): Promise<ListPage<RepositoryView>> {
  const items = await pageAmong(db, among, question, orderOfFew)
  return { items, total: question.filters.length > 0 ? await countAmong(db, among, question) : all }
}

export function findRepository(db: Handle, id: number): Promise<RepositoryView | undefined> {
  return queries(db)
    .selectFrom('repositories as r')
    .select([...columns])
    .where('r.id', '=', id)
    .where('r.visible_at', 'is not', null)
    .executeTakeFirst()
}

/** @returns whether there is such a repository */
export async function describeRepository(
  tx: Transaction,
  id: number,
  description: string,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await queries(tx)
    .updateTable('repositories')
    .set({ description, updated_at: now })
    .where('id', '=', id)
    .where('visible_at', 'is not', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

const columns = [
  'r.id',
  'r.project_id as projectId',
  'r.path',
  'r.description',
  'r.artifact_count as artifactCount',
  'r.pull_count as pullCount',
  'r.created_at as createdAt',
  'r.updated_at as updatedAt',
] as const

function pageAmong(
  db: Handle,
  among: RawBuilder<SqlBool>,
  question: ListQuestion,
  otherwise = defaultOrder,
): Promise<RepositoryView[]> {
  return listed(db, among, question)
    .select([...columns])
    .orderBy(orderOf(question, repositoryFields, otherwise, 'r.id'))
    .limit(question.limit)
    .offset(question.offset)
    .execute()
}

async function countAmong(db: Handle, among: RawBuilder<SqlBool>, question: ListQuestion): Promise<number> {
  const counted = listed(db, among, question).select((eb) => eb.fn.countAll<number>().as('total'))
  return Number((await counted.executeTakeFirstOrThrow()).total)
}

function listed(db: Handle, among: RawBuilder<SqlBool>, question: ListQuestion) {
  let query = queries(db)
    .selectFrom('repositories as r')
    .where('r.format', '=', 'oci')
    .where('r.visible_at', 'is not', null)
    .where(among)
  for (const condition of conditionsOf(question, repositoryFields)) query = query.where(condition)
  return query
}
