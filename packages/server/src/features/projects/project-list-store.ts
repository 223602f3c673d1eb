// SQL of projects as they are listed and shown: a few statements for a page, however many projects it has.
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Handle } from '../../platform/database/database.ts'
import { conditionsOf, orderOf } from '../../platform/database/list-conditions.ts'
import { queries } from '../../platform/database/queries.ts'
import type { ListFields, ListPage, ListQuestion } from '../../platform/listing.ts'
import { firstCustomRole, type ListPermission, type Sight } from '../authorization/index.ts'
import { readMetadata } from './projects-store.ts'

export interface ProjectView {
  readonly id: number
  readonly name: string
  readonly ownerId: number
  readonly ownerName: string
  readonly repositoryCount: number
  readonly createdAt: number
  readonly updatedAt: number
  /** All that are set, `public` among them. */
  readonly metadata: Readonly<Record<string, string>>
  /** The asker's own. */
  readonly roles: readonly number[]
}

/** Who asks: lists show public projects and those that it has a right in; everything to administrators. */
export type Viewer = Sight

export const projectFields: ListFields = {
  project_id: { kind: 'integer', column: 'p.id' },
  name: { kind: 'text', column: 'p.name' },
  public: { kind: 'flag', column: 'p.public' },
  owner_id: { kind: 'integer', column: 'p.owner_id' },
  owner_name: { kind: 'text', column: 'u.username' },
  repo_count: { kind: 'integer', column: 'p.repository_count' },
  creation_time: { kind: 'time', column: 'p.created_at' },
  update_time: { kind: 'time', column: 'p.updated_at' },
}

/** So many projects are few: a list asks for each by its id, instead of walking along an order past others' ones. */
const few = 500

const counted = sql<number>`count(*)`

/** The ids of all projects that the viewer sees, found by indexes alone: to be used where these are `few`. */
export function idsVisible(viewer: Viewer): RawBuilder<unknown> {
  const living = (which: RawBuilder<SqlBool>) =>
    sql`select p.id from projects p where p.deleted_at is null and ${which} and ${withinLimit(viewer)}`
  const own = ownedBy(viewer)
  const open = living(sql`p.public = 1`)
  return own ? sql`${open} union all ${living(own)}` : open
}

/** A sum over the projects that the viewer sees: public ones by their index, private ones among its own. */
export async function sumVisible(
  db: Handle,
  viewer: Viewer,
  summed: RawBuilder<number>,
  conditions: readonly Expression<SqlBool>[] = [],
): Promise<number> {
  const among = (which: RawBuilder<SqlBool>) => {
    let query = queries(db)
      .selectFrom('projects as p')
      .$if(conditions.length > 0, (q) => q.innerJoin('users as u', 'u.id', 'p.owner_id'))
      .select(summed.as('total'))
      .where('p.deleted_at', 'is', null)
      .where(which)
    for (const condition of conditions) query = query.where(condition)
    return query
  }
  const closed = privateTo(viewer)
  const open = among(publicTo(viewer))
  const { rows } = await sql<{ total: number }>`
    select (${open}) + ${closed ? sql`(${among(closed)})` : sql`0`} as total`.execute(queries(db))
  return Number(rows[0]?.total)
}

/** What of the table `p` a viewer sees. The unary plus keeps SQLite on the index of the list's order. */
export function visibleTo(viewer: Viewer): RawBuilder<SqlBool> {
  const limit = withinLimit(viewer)
  if (viewer.everything) return limit
  const own = ownedBy(viewer)
  return own ? sql`(+p.public = 1 or ${own}) and ${limit}` : sql`p.public = 1 and ${limit}`
}

/** The public ones among what a viewer sees. */
export function publicTo(viewer: Viewer): RawBuilder<SqlBool> {
  return sql`p.public = 1 and ${withinLimit(viewer)}`
}

/** The private ones among what a viewer sees; undefined when there are none. Found by its own, not by `<>`. */
export function privateTo(viewer: Viewer): RawBuilder<SqlBool> | undefined {
  const limit = withinLimit(viewer)
  if (viewer.everything) return sql`p.public = 0 and ${limit}`
  const own = ownedBy(viewer)
  return own && sql`p.public <> 1 and ${own} and ${limit}`
}

/** Projects in which the viewer has a right of its own; undefined when there are none. */
function ownedBy({ userId, given = [], allBut, permission }: Viewer): RawBuilder<SqlBool> | undefined {
  if (userId !== undefined) return sql`p.id in (${memberships(userId, permission)})`
  if (allBut) return sql`p.id not in (${sql.join(allBut)})`
  return given.length > 0 ? sql`p.id in (${sql.join(given)})` : undefined
}

/** What a limited credential leaves. */
function withinLimit({ only }: Viewer): RawBuilder<SqlBool> {
  if (!only) return sql`1 = 1`
  return only.length > 0 ? sql`p.name in (${sql.join(only)})` : sql`1 = 0`
}

/** What of a custom role tells that it has a permission; the built-in ones have all four. */
const flags = {
  'project:read': 'c.reads_project',
  'repository:list': 'c.lists_repositories',
  'repository:pull': 'c.pulls',
  'artifact:list': 'c.lists_artifacts',
} as const satisfies Record<ListPermission, string>

/** The projects in which a user's own role, or a role of one of its groups, has the permission. */
function memberships(userId: number, permission: ListPermission): RawBuilder<unknown> {
  const granting = sql`(m.role_id < ${firstCustomRole} or exists (
    select 1 from roles c where c.id = m.role_id and ${sql.ref(flags[permission])} = 1))`
  return sql`select m.project_id from members m
    where m.subject_kind = 'user' and m.subject_id = ${userId} and ${granting}
    union all select m.project_id from group_members g
    join members m on m.subject_kind = 'group' and m.subject_id = g.group_id
    where g.user_id = ${userId} and ${granting}`
}

export async function listProjects(
  db: Handle,
  viewer: Viewer,
  question: ListQuestion,
): Promise<ListPage<ProjectView>> {
  const all = await sumVisible(db, viewer, counted)
  const isFew = !viewer.everything && all <= few
  let query = projectRows(db).where(isFew ? sql<SqlBool>`p.id in (${idsVisible(viewer)})` : visibleTo(viewer))
  const conditions = conditionsOf(question, projectFields)
  for (const condition of conditions) query = query.where(condition)
  const rows = await query
    .orderBy(orderOf(question, projectFields, sql.ref('p.name'), 'p.id'))
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  const total = conditions.length === 0 ? all : await sumVisible(db, viewer, counted, conditions)
  return { items: await complete(db, viewer, rows), total }
}

export async function findProject(db: Handle, viewer: Viewer, id: number): Promise<ProjectView | undefined> {
  const rows = await projectRows(db).where('p.id', '=', id).execute()
  return (await complete(db, viewer, rows))[0]
}

function projectRows(db: Handle) {
  return queries(db)
    .selectFrom('projects as p')
    .innerJoin('users as u', 'u.id', 'p.owner_id')
    .select([
      'p.id',
      'p.name',
      'p.public',
      'p.owner_id as ownerId',
      'u.username as ownerName',
      'p.repository_count as repositoryCount',
      'p.created_at as createdAt',
      'p.updated_at as updatedAt',
    ])
    .where('p.deleted_at', 'is', null)
}

type Row = Awaited<ReturnType<ReturnType<typeof projectRows>['execute']>>[number]

/** Adds metadata and the asker's roles, for all rows at once. */
async function complete(db: Handle, viewer: Viewer, rows: readonly Row[]): Promise<ProjectView[]> {
  const ids = rows.map(({ id }) => id)
  const metadata = await readMetadata(db, ids)
  const roles = await readRoles(db, viewer.userId, ids)
  return rows.map(({ public: isPublic, ...row }) => ({
    ...row,
    metadata: { public: isPublic === 1 ? 'true' : 'false', ...metadata.get(row.id) },
    roles: roles.get(row.id) ?? [],
  }))
}

async function readRoles(
  db: Handle,
  userId: number | undefined,
  projects: readonly number[],
): Promise<Map<number, number[]>> {
  const found = new Map<number, number[]>()
  if (userId === undefined || projects.length === 0) return found
  const own = queries(db)
    .selectFrom('members')
    .select(['project_id', 'role_id'])
    .where('subject_kind', '=', 'user')
    .where('subject_id', '=', userId)
    .where('project_id', 'in', projects)
  const throughGroups = queries(db)
    .selectFrom('group_members as g')
    .innerJoin('members as m', (on) =>
      on.on('m.subject_kind', '=', 'group').onRef('m.subject_id', '=', 'g.group_id'),
    )
    .select(['m.project_id', 'm.role_id'])
    .where('g.user_id', '=', userId)
    .where('m.project_id', 'in', projects)
  const rows = await own.unionAll(throughGroups).execute()
  for (const { project_id, role_id } of rows) {
    found.set(project_id, [...new Set([...(found.get(project_id) ?? []), role_id])])
  }
  return found
}

/** How many members have each role. */
export async function countRoles(db: Handle, project: number): Promise<Map<number, number>> {
  const rows = await queries(db)
    .selectFrom('members')
    .select((eb) => ['role_id', eb.fn.countAll<number>().as('total')])
    .where('project_id', '=', project)
    .groupBy('role_id')
    .execute()
  return new Map(rows.map(({ role_id, total }) => [role_id, Number(total)]))
}
