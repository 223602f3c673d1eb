// SQL of the audit log: written by the batch, with counts by day, so that no list counts what it shows.
import { day } from '../../platform/clock.ts'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { hotListQuery, queries } from '../../platform/database/queries.ts'
import type { AuditEntry } from './audit-rules.ts'

export interface AuditRow extends AuditEntry {
  /** The event's seq. */
  readonly id: number
  readonly at: number
  readonly username: string
  readonly actorType: string
  readonly actorId: number | null
  /** The kind of credential. */
  readonly via: string
  readonly address: string
  readonly requestId: string
  readonly projectId: number | null
}

/** Stands for all there is in the counts, and for no project in an entry. */
export const allProjects = 0

const newRows = hotListQuery<object, ReturnType<typeof toRow>, { project_id: number; at: number }>(
  (q, _, items) =>
    q
      .insertInto('audit')
      .values(
        items.map((item) => ({
          id: item('id'),
          at: item('at'),
          username: item('username'),
          actor_type: item('actor_type'),
          actor_id: item('actor_id'),
          via: item('via'),
          address: item('address'),
          request_id: item('request_id'),
          operation: item('operation'),
          resource_type: item('resource_type'),
          resource: item('resource'),
          description: item('description'),
          succeeded: item('succeeded'),
          project_id: item('project_id'),
        })),
      )
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning(['project_id', 'at']),
)

/** Writes entries; those that are there already stay as they are. @param rows a hundred or so */
export async function insertAudit(tx: Transaction, rows: readonly AuditRow[]): Promise<void> {
  await addToCounts(tx, await newRows.all(tx, {}, rows.map(toRow)), 1)
}

function toRow(row: AuditRow) {
  return {
    id: row.id,
    at: row.at,
    username: row.username,
    actor_type: row.actorType,
    actor_id: row.actorId,
    via: row.via,
    address: row.address,
    request_id: row.requestId,
    operation: row.operation,
    resource_type: row.resourceType,
    resource: row.resource,
    description: row.description,
    succeeded: Number(row.succeeded),
    project_id: row.projectId ?? allProjects,
  }
}

/** @param by 1 for rows that came, -1 for rows that went */
async function addToCounts(
  tx: Transaction,
  rows: readonly { readonly project_id: number; readonly at: number }[],
  by: 1 | -1,
): Promise<void> {
  const counts = new Map<string, { project_id: number; day: number; rows: number }>()
  for (const { project_id, at } of rows) {
    for (const project of new Set([allProjects, project_id])) {
      const key = { project_id: project, day: Math.floor(at / day) }
      const name = `${key.project_id} ${key.day}`
      counts.set(name, { ...key, rows: (counts.get(name)?.rows ?? 0) + by })
    }
  }
  if (counts.size === 0) return
  // In one order, so that no two transactions wait for each other crosswise.
  const values = [...counts.values()].sort((a, b) => a.project_id - b.project_id || a.day - b.day)
  await queries(tx)
    .insertInto('audit_counts')
    .values(values)
    .onConflict((conflict) =>
      conflict
        .columns(['project_id', 'day'])
        .doUpdateSet((eb) => ({ rows: eb('audit_counts.rows', '+', eb.ref('excluded.rows')) })),
    )
    .execute()
}

/** How many rows each day has, newest day first. */
export function countsByDay(db: Handle, projectId: number): Promise<{ day: number; rows: number }[]> {
  return queries(db)
    .selectFrom('audit_counts')
    .select(['day', 'rows'])
    .where('project_id', '=', projectId)
    .orderBy('day', 'desc')
    .execute()
}

/** How many rows some projects have together. */
export async function countIn(db: Handle, projectIds: readonly number[]): Promise<number> {
  const { total } = await queries(db)
    .selectFrom('audit_counts')
    .select((eb) => eb.fn.sum<number | null>('rows').as('total'))
    .where('project_id', 'in', projectIds)
    .executeTakeFirstOrThrow()
  return Number(total ?? 0)
}

/** A place in the order of time, before which a purge has looked at everything. */
export interface PurgePlace {
  readonly at: number
  readonly id: number
}

export interface PurgePiece {
  /** Rows of the piece that were wanted. */
  readonly found: number
  /** Where to go on; undefined at the end. */
  readonly next: PurgePlace | undefined
}

export interface PurgeQuestion {
  readonly before: number
  readonly wanted: (entry: { operation: string; resource_type: string }) => boolean
  readonly dryRun: boolean
}

/** Looks at `limit` rows, oldest first, and deletes those that are wanted. */
export async function purgePiece(
  tx: Transaction,
  { before, wanted, dryRun }: PurgeQuestion,
  from: PurgePlace,
  limit: number,
): Promise<PurgePiece> {
  const rows = await queries(tx)
    .selectFrom('audit')
    .select(['id', 'at', 'project_id', 'operation', 'resource_type'])
    .where((eb) => eb(eb.refTuple('at', 'id'), '>', eb.tuple(from.at, from.id)))
    .where('at', '<', before)
    .orderBy('at')
    .orderBy('id')
    .limit(limit)
    .execute()
  const going = rows.filter(wanted)
  if (!dryRun) await deleteRows(tx, going)
  const last = rows.length < limit ? undefined : rows.at(-1)
  return { found: going.length, next: last && { at: last.at, id: last.id } }
}

/** Deletes the oldest entries, of one type where one is given. @returns how many, `limit` at most */
export async function deleteOldest(
  tx: Transaction,
  before: number,
  limit: number,
  type?: { readonly operation: string; readonly resourceType: string },
): Promise<number> {
  let query = queries(tx).selectFrom('audit').select(['id', 'at', 'project_id']).where('at', '<', before)
  if (type) {
    query = query.where('resource_type', '=', type.resourceType).where('operation', '=', type.operation)
  }
  const rows = await query.orderBy('at').limit(limit).execute()
  await deleteRows(tx, rows)
  return rows.length
}

async function deleteRows(
  tx: Transaction,
  rows: readonly { readonly id: number; readonly at: number; readonly project_id: number }[],
): Promise<void> {
  if (rows.length === 0) return
  const ids = rows.map(({ id }) => id)
  await queries(tx).deleteFrom('audit').where('id', 'in', ids).execute()
  await addToCounts(tx, rows, -1)
  await queries(tx)
    .deleteFrom('audit_counts')
    .where('rows', '<=', 0)
    .where('project_id', 'in', projectsOf(rows))
    .execute()
}

function projectsOf(rows: readonly { readonly project_id: number }[]): number[] {
  return [...new Set([allProjects, ...rows.map(({ project_id }) => project_id)])]
}
