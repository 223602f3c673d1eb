// SQL of robots.
import { type SqlBool, sql } from 'kysely'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { conditionsOf, orderOf } from '../../platform/database/list-conditions.ts'
import { hotQuery, queries } from '../../platform/database/queries.ts'
import type { ListFields, ListPage, ListQuestion } from '../../platform/listing.ts'
import type { RobotLevel } from './robot-rules.ts'

export interface Robot {
  readonly id: number
  /** Without the prefix and the project. */
  readonly name: string
  readonly description: string
  readonly level: RobotLevel
  readonly projectId: number | null
  readonly projectName: string | null
  readonly disabled: boolean
  /** Days; -1 for ever. */
  readonly duration: number
  readonly expiresAt: number | null
  readonly creatorKind: 'user' | 'robot'
  readonly creatorId: number
  readonly editable: boolean
  /** JSON. */
  readonly permissions: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly deletedAt: number | null
}

export interface NewRobot {
  readonly name: string
  readonly description: string
  readonly level: RobotLevel
  readonly projectId: number | null
  readonly secretHash: string
  readonly disabled: boolean
  readonly duration: number
  readonly expiresAt: number | null
  readonly creatorKind: 'user' | 'robot'
  readonly creatorId: number
  readonly permissions: string
}

export interface RobotChange {
  readonly description?: string
  readonly disabled?: number
  readonly duration?: number
  readonly expires_at?: number | null
  readonly permissions?: string
  readonly secret_hash?: string
  readonly deleted_at?: number
}

/** `Level` and `ProjectID` choose the list; the store is given them apart. */
export const robotFields: ListFields = {
  Level: { kind: 'text' },
  ProjectID: { kind: 'integer' },
  id: { kind: 'integer', column: 'b.id' },
  name: { kind: 'text', column: 'b.name' },
  description: { kind: 'text', column: 'b.description' },
  disable: { kind: 'flag', column: 'b.disabled' },
  duration: { kind: 'integer', column: 'b.duration' },
  creation_time: { kind: 'time', column: 'b.created_at' },
  update_time: { kind: 'time', column: 'b.updated_at' },
}

/** @returns the new robot's id, or undefined when the name is taken */
export async function insertRobot(
  tx: Transaction,
  robot: NewRobot,
  now: number,
): Promise<number | undefined> {
  // Each of the two indexes of names covers part of the living robots, so the conflict names no column.
  const row = await queries(tx)
    .insertInto('robots')
    .values({
      name: robot.name,
      description: robot.description,
      level: robot.level,
      project_id: robot.projectId,
      secret_hash: robot.secretHash,
      disabled: Number(robot.disabled),
      duration: robot.duration,
      expires_at: robot.expiresAt,
      creator_kind: robot.creatorKind,
      creator_id: robot.creatorId,
      editable: 1,
      permissions: robot.permissions,
      created_at: now,
      updated_at: now,
      deleted_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** Also a deleted one, as long as it is remembered. */
export async function findRobot(db: Handle, id: number): Promise<Robot | undefined> {
  const row = await robots(db).where('b.id', '=', id).executeTakeFirst()
  return row && toRobot(row)
}

/** One of a project's robots, or with null of the system's; in the order of their names. */
export async function listRobots(
  db: Handle,
  project: number | null,
  question: ListQuestion,
): Promise<ListPage<Robot>> {
  const among = [
    project === null ? sql<SqlBool>`b.project_id is null` : sql<SqlBool>`b.project_id = ${project}`,
    sql<SqlBool>`b.deleted_at is null`,
    ...conditionsOf(question, robotFields),
  ]
  let rows = robots(db)
  let counted = queries(db)
    .selectFrom('robots as b')
    .select((eb) => eb.fn.countAll<number>().as('total'))
  for (const condition of among) {
    rows = rows.where(condition)
    counted = counted.where(condition)
  }
  const items = await rows
    .orderBy(orderOf(question, robotFields, sql.ref('b.name'), 'b.id'))
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  const { total } = await counted.executeTakeFirstOrThrow()
  return { items: items.map(toRobot), total: Number(total) }
}

/** The living robot, held until the transaction ends. */
export async function lockRobot(tx: Transaction, id: number): Promise<Robot | undefined> {
  if (tx.engine === 'postgres') {
    await queries(tx).selectFrom('robots').select('id').where('id', '=', id).forUpdate().execute()
  }
  const robot = await findRobot(tx, id)
  return robot?.deletedAt === null ? robot : undefined
}

export async function updateRobot(
  tx: Transaction,
  id: number,
  change: RobotChange,
  now: number,
): Promise<void> {
  await queries(tx)
    .updateTable('robots')
    .set({ ...change, updated_at: now })
    .where('id', '=', id)
    .execute()
}

/** All of a project's. @returns the ids and names of those deleted */
export function deleteRobotsOf(
  tx: Transaction,
  project: number,
  now: number,
): Promise<{ id: number; name: string }[]> {
  return queries(tx)
    .updateTable('robots')
    .set({ deleted_at: now, updated_at: now })
    .where('project_id', '=', project)
    .where('deleted_at', 'is', null)
    .returning(['id', 'name'])
    .execute()
}

/** Forgets those deleted before `before`. @returns how many, `limit` at most */
export async function forgetRobots(tx: Transaction, before: number, limit: number): Promise<number> {
  const old = queries(tx).selectFrom('robots').select('id').where('deleted_at', '<', before).limit(limit)
  const { numDeletedRows } = await queries(tx).deleteFrom('robots').where('id', 'in', old).executeTakeFirst()
  return Number(numDeletedRows)
}

export interface RobotCredentials {
  readonly id: number
  readonly passwordHash: string
  readonly disabled: number
  readonly expiresAt: number | null
  readonly updatedAt: number
}

const columnsOfCredentials = [
  'b.id',
  'b.secret_hash as passwordHash',
  'b.disabled',
  'b.expires_at as expiresAt',
  'b.updated_at as updatedAt',
] as const

const credentialsInProject = hotQuery<{ name: string; project: string }, RobotCredentials>(
  (q, p) =>
    q
      .selectFrom('projects as p')
      .innerJoin('robots as b', 'b.project_id', 'p.id')
      .select(columnsOfCredentials)
      .where('p.name', '=', p('project'))
      .where('p.deleted_at', 'is', null)
      .where('b.name', '=', p('name'))
      .where('b.deleted_at', 'is', null),
  { recalled: true },
)
const credentialsInSystem = hotQuery<{ name: string }, RobotCredentials>(
  (q, p) =>
    q
      .selectFrom('robots as b')
      .select(columnsOfCredentials)
      .where('b.project_id', 'is', null)
      .where('b.name', '=', p('name'))
      .where('b.deleted_at', 'is', null),
  { recalled: true },
)

/** @param project the project's name; undefined for the system's robots */
export function findRobotCredentials(
  db: Handle,
  name: string,
  project: string | undefined,
): Promise<RobotCredentials | undefined> {
  if (project === undefined) return credentialsInSystem.first(db, { name })
  return credentialsInProject.first(db, { name, project })
}

function robots(db: Handle) {
  return queries(db)
    .selectFrom('robots as b')
    .leftJoin('projects as p', 'p.id', 'b.project_id')
    .select([
      'b.id',
      'b.name',
      'b.description',
      'b.level',
      'b.project_id as projectId',
      'p.name as projectName',
      'b.disabled',
      'b.duration',
      'b.expires_at as expiresAt',
      'b.creator_kind as creatorKind',
      'b.creator_id as creatorId',
      'b.editable',
      'b.permissions',
      'b.created_at as createdAt',
      'b.updated_at as updatedAt',
      'b.deleted_at as deletedAt',
    ])
}

type Row = Omit<Robot, 'disabled' | 'editable'> & { disabled: number; editable: number }

function toRobot({ disabled, editable, ...row }: Row): Robot {
  return { ...row, disabled: disabled === 1, editable: editable === 1 }
}
