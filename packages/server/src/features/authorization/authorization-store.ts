// SQL of authorization: one question answers where somebody stands towards a project and its repository.
import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import type { Handle } from '../../platform/database/database.ts'
import { hotQuery, type Placeholder, queries } from '../../platform/database/queries.ts'
import type { MembersTable, ProjectsTable, Schema } from '../../platform/database/schema.ts'
import { firstCustomRole, roleIds } from './role-rules.ts'

interface PlaceRow {
  readonly projectId: number | null
  readonly projectName: string | null
  readonly public: number | null
  readonly repositoryId: number | null
  readonly visibleAt: number | null
}

export interface StandingRow extends PlaceRow {
  readonly userId: number | null
  readonly administrator: number | null
  readonly administratorByProvider: number | null
  readonly role: number | null
  /** Of a custom role: JSON. */
  readonly rolePermissions: string | null
  readonly group: number | null
  readonly groupRole: number | null
  readonly groupRolePermissions: string | null
}

export interface RobotStandingRow extends PlaceRow {
  readonly robotId: number | null
  readonly disabled: number | null
  /** Milliseconds; null for a robot that does not expire. */
  readonly expiresAt: number | null
  /** JSON. */
  readonly permissions: string | null
}

/** A project by its name, or by its id. */
export type ProjectReference = { readonly name: string } | { readonly id: number }

interface Place<Project> {
  readonly project: Project
  readonly path: string
}
type UserQuestion<Project> = Place<Project> & { readonly user: number }
type RobotQuestion<Project> = Place<Project> & { readonly robot: number }
type IsAsked = (eb: ExpressionBuilder<Schema & { p: ProjectsTable }, 'p'>) => Expression<SqlBool>

const recalled = { recalled: true }
const userByName = hotQuery<UserQuestion<string>, StandingRow>(
  (q, p) => userStanding(q, p('user'), p('path'), (eb) => eb('p.name', '=', p('project'))),
  recalled,
)
const userById = hotQuery<UserQuestion<number>, StandingRow>(
  (q, p) => userStanding(q, p('user'), p('path'), (eb) => eb('p.id', '=', p('project'))),
  recalled,
)
const robotByName = hotQuery<RobotQuestion<string>, RobotStandingRow>(
  (q, p) => robotStanding(q, p('robot'), p('path'), (eb) => eb('p.name', '=', p('project'))),
  recalled,
)
const robotById = hotQuery<RobotQuestion<number>, RobotStandingRow>(
  (q, p) => robotStanding(q, p('robot'), p('path'), (eb) => eb('p.id', '=', p('project'))),
  recalled,
)

const place = [
  'p.id as projectId',
  'p.name as projectName',
  'p.public',
  'r.id as repositoryId',
  'r.visible_at as visibleAt',
] as const

type Value<T> = ReturnType<Placeholder<{ v: T }>>

/** A row for each role that is held through a group, with the one of the user's own membership beside it. */
function userStanding(q: Kysely<Schema>, user: Value<number>, path: Value<string>, isAsked: IsAsked) {
  return q
    .selectFrom(q.selectNoFrom((eb) => eb.lit(1).as('one')).as('base'))
    .leftJoin('users as u', (on) => on.on('u.id', '=', user).on('u.deleted_at', 'is', null))
    .leftJoin('projects as p', (on) => on.on(isAsked).on('p.deleted_at', 'is', null))
    .leftJoin('members as m', (on) =>
      on
        .onRef('m.project_id', '=', 'p.id')
        .on('m.subject_kind', '=', 'user')
        .onRef('m.subject_id', '=', 'u.id'),
    )
    .leftJoin('members as g', (on) =>
      on
        .onRef('g.project_id', '=', 'p.id')
        .on('g.subject_kind', '=', 'group')
        .on(sql<SqlBool>`g.subject_id in (select group_id from group_members where user_id = ${user})`),
    )
    .leftJoin('repositories as r', (on) =>
      on.on('r.format', '=', 'oci').on('r.path', '=', path).onRef('r.project_id', '=', 'p.id'),
    )
    .select([
      'u.id as userId',
      'u.administrator',
      'u.administrator_by_provider as administratorByProvider',
      'm.role_id as role',
      permissionsOf('m.role_id').as('rolePermissions'),
      'g.subject_id as group',
      'g.role_id as groupRole',
      permissionsOf('g.role_id').as('groupRolePermissions'),
      ...place,
    ])
}

/** Looked up for a custom role alone: joined, it would cost each pull of everybody on PostgreSQL. */
function permissionsOf(role: string) {
  const id = sql.ref(role)
  return sql<string | null>`case when ${id} >= ${sql.lit(firstCustomRole)}
    then (select permissions from roles where id = ${id}) end`
}

function robotStanding(q: Kysely<Schema>, robot: Value<number>, path: Value<string>, isAsked: IsAsked) {
  return q
    .selectFrom(q.selectNoFrom((eb) => eb.lit(1).as('one')).as('base'))
    .leftJoin('robots as b', (on) => on.on('b.id', '=', robot).on('b.deleted_at', 'is', null))
    .leftJoin('projects as p', (on) => on.on(isAsked).on('p.deleted_at', 'is', null))
    .leftJoin('repositories as r', (on) =>
      on.on('r.format', '=', 'oci').on('r.path', '=', path).onRef('r.project_id', '=', 'p.id'),
    )
    .select(['b.id as robotId', 'b.disabled', 'b.expires_at as expiresAt', 'b.permissions', ...place])
}

/** Whether the user may make robots in some project: by a built-in role or a custom one, its own or a group's. */
export async function makesRobotsSomewhere(db: Handle, user: number): Promise<boolean> {
  const found = await queries(db)
    .selectFrom('members as m')
    .innerJoin('projects as p', 'p.id', 'm.project_id')
    .leftJoin('roles as c', 'c.id', 'm.role_id')
    .select('m.id')
    .where('p.deleted_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb.and([eb('m.subject_kind', '=', 'user'), eb('m.subject_id', '=', user)]),
        eb.and([
          eb('m.subject_kind', '=', 'group'),
          eb(
            'm.subject_id',
            'in',
            eb.selectFrom('group_members').select('group_id').where('user_id', '=', user),
          ),
        ]),
      ]),
    )
    .where((eb) =>
      eb.or([eb('m.role_id', '=', roleIds.projectAdmin), eb('c.permissions', 'like', '%"robot:create"%')]),
    )
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

export interface MembershipRow {
  readonly projectId: number
  readonly projectName: string
  readonly role: number
  /** Of a custom role: JSON. */
  readonly permissions: string | null
}

/** Every role that a user has in any project, by itself or through a group. */
export function readMemberships(db: Handle, user: number): Promise<MembershipRow[]> {
  const memberships = (
    isHeld: (eb: ExpressionBuilder<Schema & { m: MembersTable }, 'm'>) => Expression<SqlBool>,
  ) =>
    queries(db)
      .selectFrom('members as m')
      .innerJoin('projects as p', 'p.id', 'm.project_id')
      .leftJoin('roles as r', 'r.id', 'm.role_id')
      .select(['p.id as projectId', 'p.name as projectName', 'm.role_id as role', 'r.permissions'])
      .where(isHeld)
      .where('p.deleted_at', 'is', null)
  const groups = sql<number>`(select group_id from group_members where user_id = ${user})`
  return memberships((eb) => eb.and([eb('m.subject_kind', '=', 'user'), eb('m.subject_id', '=', user)]))
    .unionAll(
      memberships((eb) => eb.and([eb('m.subject_kind', '=', 'group'), eb('m.subject_id', 'in', groups)])),
    )
    .execute()
}

/** At least one row, with nulls for what does not exist. */
export function readUserStanding(
  db: Handle,
  project: ProjectReference,
  question: { readonly user: number; readonly path: string },
): Promise<StandingRow[]> {
  if ('id' in project) return userById.all(db, { ...question, project: project.id })
  return userByName.all(db, { ...question, project: project.name })
}

/** One row, with nulls for what does not exist. */
export function readRobotStanding(
  db: Handle,
  project: ProjectReference,
  question: { readonly robot: number; readonly path: string },
): Promise<RobotStandingRow | undefined> {
  if ('id' in project) return robotById.first(db, { ...question, project: project.id })
  return robotByName.first(db, { ...question, project: project.name })
}
