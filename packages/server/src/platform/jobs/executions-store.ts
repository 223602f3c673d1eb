// SQL of executions and schedules: what people started or planned, and what became of it.
import { sql } from 'kysely'
import type { Handle, Transaction } from '../database/database.ts'
import { conditionsOf } from '../database/list-conditions.ts'
import { queries } from '../database/queries.ts'
import type { ExecutionsTable, SchedulesTable } from '../database/schema.ts'
import type { ListFields, ListPage, ListQuestion } from '../listing.ts'
import type { JobState } from './jobs-store.ts'

export const executionFields: ListFields = {
  id: { kind: 'integer', column: 'e.id' },
  creation_time: { kind: 'time', column: 'e.created_at' },
}

export interface ExecutionRow {
  readonly id: number
  readonly trigger: ExecutionsTable['trigger']
  readonly status: ExecutionsTable['status']
  /** JSON. */
  readonly parameters: string
  readonly log: string
  readonly createdAt: number
  readonly updatedAt: number
  /** Of its job; null when that is forgotten. */
  readonly jobState: JobState | null
  readonly jobError: string | null
}

export interface ScheduleRow {
  readonly id: number
  readonly kind: string
  readonly type: SchedulesTable['type']
  readonly cron: string
  /** JSON. */
  readonly parameters: string
  readonly nextAt: number
  readonly createdAt: number
  readonly updatedAt: number
}

export async function insertExecution(
  tx: Transaction,
  row: Pick<ExecutionRow, 'trigger' | 'parameters'> & { readonly kind: string },
  now: number,
): Promise<number> {
  const { kind, trigger, parameters } = row
  const times = { created_at: now, updated_at: now }
  const { id } = await queries(tx)
    .insertInto('executions')
    .values({ kind, trigger, parameters, status: 'Pending', log: '', ...times })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** It went well, and says so. */
export async function endExecution(tx: Transaction, id: number, log: string, now: number): Promise<void> {
  await queries(tx)
    .updateTable('executions')
    .set({ status: 'Success', log, updated_at: now })
    .where('id', '=', id)
    .execute()
}

function executions(db: Handle, kind: string) {
  return queries(db)
    .selectFrom('executions as e')
    .leftJoin('jobs as j', (on) =>
      on.onRef('j.kind', '=', 'e.kind').on(sql<boolean>`j.key = cast(e.id as text)`),
    )
    .select([
      'e.id',
      'e.trigger',
      'e.status',
      'e.parameters',
      'e.log',
      'j.state as jobState',
      'j.error as jobError',
    ])
    .select(['e.created_at as createdAt', 'e.updated_at as updatedAt'])
    .where('e.kind', '=', kind)
}

export function findExecution(db: Handle, kind: string, id: number): Promise<ExecutionRow | undefined> {
  return executions(db, kind).where('e.id', '=', id).executeTakeFirst()
}

/** Newest first. */
export async function listExecutions(
  db: Handle,
  kind: string,
  question: ListQuestion,
): Promise<ListPage<ExecutionRow>> {
  const conditions = conditionsOf(question, executionFields)
  const { total } = await queries(db)
    .selectFrom('executions as e')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('e.kind', '=', kind)
    .where((eb) => eb.and(conditions))
    .executeTakeFirstOrThrow()
  const items = await executions(db, kind)
    .where((eb) => eb.and(conditions))
    .orderBy('e.id', 'desc')
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  return { items, total }
}

/** @returns how many were deleted, `limit` at most */
export async function deleteOldExecutions(tx: Transaction, before: number, limit: number): Promise<number> {
  const old = queries(tx).selectFrom('executions').select('id').where('created_at', '<', before).limit(limit)
  const { numDeletedRows } = await queries(tx)
    .deleteFrom('executions')
    .where('id', 'in', old)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

export type ScheduleToSet = Pick<ScheduleRow, 'kind' | 'type' | 'cron' | 'parameters' | 'nextAt'>

export async function writeSchedule(tx: Transaction, schedule: ScheduleToSet, now: number): Promise<void> {
  const { kind, nextAt, ...rest } = schedule
  const changed = { ...rest, next_at: nextAt, updated_at: now }
  await queries(tx)
    .insertInto('schedules')
    .values({ kind, ...changed, created_at: now })
    .onConflict((conflict) => conflict.column('kind').doUpdateSet(changed))
    .execute()
}

export async function deleteSchedule(tx: Transaction, kind: string): Promise<void> {
  await queries(tx).deleteFrom('schedules').where('kind', '=', kind).execute()
}

function schedules(db: Handle) {
  return queries(db)
    .selectFrom('schedules')
    .select(['id', 'kind', 'type', 'cron', 'parameters'])
    .select(['next_at as nextAt', 'created_at as createdAt', 'updated_at as updatedAt'])
}

export function findSchedule(db: Handle, kind: string): Promise<ScheduleRow | undefined> {
  return schedules(db).where('kind', '=', kind).executeTakeFirst()
}

/** Those whose time has come; they stay as they are until the transaction ends. */
export function lockDueSchedules(tx: Transaction, now: number): Promise<ScheduleRow[]> {
  let query = schedules(tx).where('next_at', '<=', now).orderBy('next_at')
  if (tx.engine === 'postgres') query = query.forUpdate()
  return query.execute()
}

export async function nextScheduleAt(db: Handle): Promise<number | undefined> {
  const { at } = await queries(db)
    .selectFrom('schedules')
    .select((eb) => eb.fn.min<number | null>('next_at').as('at'))
    .executeTakeFirstOrThrow()
  return at ?? undefined
}
