// SQL of labels.
import { sql } from 'kysely'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { conditionsOf, orderOf } from '../../platform/database/list-conditions.ts'
import { queries } from '../../platform/database/queries.ts'
import type { ListFields, ListPage, ListQuestion } from '../../platform/listing.ts'
import type { LabelScope, LabelWords } from './label-rules.ts'

export interface LabelRow extends LabelWords {
  readonly id: number
  readonly scope: LabelScope
  /** 0 for labels of everywhere. */
  readonly projectId: number
  readonly createdAt: number
  readonly updatedAt: number
}

export const labelFields: ListFields = {
  id: { kind: 'integer', column: 'l.id' },
  name: { kind: 'text', column: 'l.name' },
  description: { kind: 'text', column: 'l.description' },
  color: { kind: 'text', column: 'l.color' },
  creation_time: { kind: 'time', column: 'l.created_at' },
  update_time: { kind: 'time', column: 'l.updated_at' },
}

export interface LabelPlace {
  readonly scope: LabelScope
  readonly projectId: number
}

export async function listLabels(
  db: Handle,
  place: LabelPlace,
  question: ListQuestion,
): Promise<ListPage<LabelRow>> {
  let query = inPlace(db, place)
  for (const condition of conditionsOf(question, labelFields)) query = query.where(condition)
  const items = await query
    .select([...columns])
    .orderBy(orderOf(question, labelFields, sql.ref('l.id'), 'l.id'))
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  const counted = query.select((eb) => eb.fn.countAll<number>().as('total'))
  return { items, total: Number((await counted.executeTakeFirstOrThrow()).total) }
}

export async function countLabels(db: Handle, place: LabelPlace): Promise<number> {
  const counted = inPlace(db, place).select((eb) => eb.fn.countAll<number>().as('total'))
  return Number((await counted.executeTakeFirstOrThrow()).total)
}

/** In a transaction it stays as it is until that ends. */
export async function findLabel(db: Handle, id: number, lock = false): Promise<LabelRow | undefined> {
  const query = living(db)
    .select([...columns])
    .where('l.id', '=', id)
  return (lock && db.engine === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
}

/** @returns its id, or undefined when there is one of this name already */
export async function insertLabel(
  tx: Transaction,
  { scope, projectId }: LabelPlace,
  words: LabelWords,
  now: number,
): Promise<number | undefined> {
  const row = await queries(tx)
    .insertInto('labels')
    .values({
      ...words,
      scope,
      project_id: projectId,
      created_at: now,
      updated_at: now,
      deleted_at: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['scope', 'project_id', 'name']).where('deleted_at', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** @throws UniqueViolation when another has this name */
export async function updateLabel(
  tx: Transaction,
  id: number,
  words: LabelWords,
  now: number,
): Promise<void> {
  await queries(tx)
    .updateTable('labels')
    .set({ ...words, updated_at: now })
    .where('id', '=', id)
    .execute()
}

/** Nothing shows it from now on. */
export async function hideLabel(tx: Transaction, id: number, now: number): Promise<void> {
  await queries(tx).updateTable('labels').set({ deleted_at: now }).where('id', '=', id).execute()
}

/** Once nothing carries it. */
export async function deleteLabel(tx: Transaction, id: number): Promise<void> {
  await queries(tx).deleteFrom('labels').where('id', '=', id).where('deleted_at', 'is not', null).execute()
}

function living(db: Handle) {
  return queries(db).selectFrom('labels as l').where('l.deleted_at', 'is', null)
}

function inPlace(db: Handle, { scope, projectId }: LabelPlace) {
  return living(db).where('l.scope', '=', scope).where('l.project_id', '=', projectId)
}

export const columns = [
  'l.id',
  'l.name',
  'l.description',
  'l.color',
  'l.scope',
  'l.project_id as projectId',
  'l.created_at as createdAt',
  'l.updated_at as updatedAt',
] as const
