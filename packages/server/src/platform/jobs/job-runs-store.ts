// SQL of a job's run: claimed, kept alive, ended, and forgotten in the end.
import { sql } from 'kysely'
import type { Handle, Transaction } from '../database/database.ts'
import { queries } from '../database/queries.ts'
import type { JobState } from './jobs-store.ts'

/** A job as its runner keeps it. */
export interface ClaimedJob {
  readonly id: number
  readonly kind: string
  readonly key: string
  readonly payload: string
  readonly traceparent: string | null
  readonly priority: number
  readonly attempts: number
  readonly epoch: number
  /** 1 when somebody cancelled it and its node went away before it saw. */
  readonly cancelRequested: number
}

/** Of one claim: a later claim has a higher epoch. */
export interface Lease {
  readonly id: number
  readonly epoch: number
}

const claimed = [
  'id',
  'kind',
  'key',
  'payload',
  'traceparent',
  'priority',
  'attempts',
  'epoch',
  'cancel_requested as cancelRequested',
] as const

/** Which jobs a node may claim. */
export interface Claimable {
  readonly kinds: readonly string[]
  /** Those that it runs already: when it was too slow to renew their leases, it goes on with them all the same. */
  readonly here: readonly number[]
}

/** Takes the job that waited longest: first those whose node went away, then by priority. */
export async function claimDueJob(
  tx: Transaction,
  { kinds, here }: Claimable,
  now: number,
  leaseUntil: number,
): Promise<ClaimedJob | undefined> {
  const id = (await findLeaseless(tx, { kinds, here }, now)) ?? (await findDue(tx, kinds, now))
  if (id === undefined) return undefined
  return queries(tx)
    .updateTable('jobs')
    .set((eb) => ({
      state: 'running',
      lease_until: leaseUntil,
      epoch: eb('epoch', '+', 1),
      attempts: eb('attempts', '+', 1),
    }))
    .where('id', '=', id)
    .returning(claimed)
    .executeTakeFirstOrThrow()
}

async function findLeaseless(
  tx: Transaction,
  { kinds, here }: Claimable,
  now: number,
): Promise<number | undefined> {
  let query = queries(tx)
    .selectFrom('jobs')
    .select('id')
    .where('state', '=', 'running')
    .where('lease_until', '<=', now)
    .where('kind', 'in', kinds)
    .orderBy('due_at')
    .limit(1)
  if (here.length > 0) query = query.where('id', 'not in', here)
  if (tx.engine === 'postgres') query = query.forUpdate().skipLocked()
  return (await query.executeTakeFirst())?.id
}

async function findDue(tx: Transaction, kinds: readonly string[], now: number): Promise<number | undefined> {
  let query = queries(tx)
    .selectFrom('jobs')
    .select('id')
    .where(sql<boolean>`state = 'waiting'`)
    .where('due_at', '<=', now)
    .where('kind', 'in', kinds)
    .orderBy('priority', 'desc')
    .orderBy('due_at')
    .orderBy('id')
    .limit(1)
  if (tx.engine === 'postgres') query = query.forUpdate().skipLocked()
  return (await query.executeTakeFirst())?.id
}

/** When the next claim can succeed; undefined when nothing waits or runs. */
export async function nextJobAt(db: Handle, kinds: readonly string[]): Promise<number | undefined> {
  const earliest = (column: 'due_at' | 'lease_until', state: JobState) =>
    queries(db)
      .selectFrom('jobs')
      .select((eb) => eb.fn.min<number | null>(column).as('at'))
      .where('state', '=', state)
      .where('kind', 'in', kinds)
      .executeTakeFirstOrThrow()
  const waiting = (await earliest('due_at', 'waiting')).at
  const running = (await earliest('lease_until', 'running')).at
  if (waiting === null) return running ?? undefined
  return running === null ? waiting : Math.min(waiting, running)
}

/** Says that the run lives, and how far it is where `progress` is given. */
export async function renewLease(
  tx: Transaction,
  lease: Lease,
  until: number,
  progress: string | undefined,
): Promise<'held' | 'cancelled' | 'lost'> {
  const row = await queries(tx)
    .updateTable('jobs')
    .set({ lease_until: until, ...(progress !== undefined && { progress }) })
    .where('id', '=', lease.id)
    .where('epoch', '=', lease.epoch)
    .where('state', '=', 'running')
    .returning('cancel_requested')
    .executeTakeFirst()
  if (!row) return 'lost'
  return row.cancel_requested === 1 ? 'cancelled' : 'held'
}

/** Ends a run for good. @returns undefined when the lease was lost, else when it is to run again, if somebody asked */
export async function finishJob(
  tx: Transaction,
  lease: Lease,
  end: {
    readonly state: 'done' | 'failed' | 'cancelled'
    readonly error: string | null
    readonly now: number
  },
  progress: string | undefined,
): Promise<{ rerunAt: number | null } | undefined> {
  return queries(tx)
    .updateTable('jobs')
    .set({
      state: end.state,
      error: end.error,
      finished_at: end.now,
      lease_until: 0,
      ...(progress !== undefined && { progress }),
    })
    .where('id', '=', lease.id)
    .where('epoch', '=', lease.epoch)
    .where('state', '=', 'running')
    .returning('rerun_at as rerunAt')
    .executeTakeFirst()
}

/** After a failure: it waits for its next try. */
export async function retryJob(tx: Transaction, lease: Lease, dueAt: number, error: string): Promise<void> {
  await queries(tx)
    .updateTable('jobs')
    .set({ state: 'waiting', due_at: dueAt, rerun_at: null, lease_until: 0, error })
    .where('id', '=', lease.id)
    .where('epoch', '=', lease.epoch)
    .where('state', '=', 'running')
    .execute()
}

/** Gives a run up unfinished: any node may go on at once, and what this run would still write is refused. */
export async function releaseJob(tx: Transaction, lease: Lease, now: number): Promise<void> {
  await queries(tx)
    .updateTable('jobs')
    .set((eb) => ({
      state: 'waiting',
      due_at: now,
      rerun_at: null,
      lease_until: 0,
      attempts: eb('attempts', '-', 1),
      epoch: eb('epoch', '+', 1),
    }))
    .where('id', '=', lease.id)
    .where('epoch', '=', lease.epoch)
    .where('state', '=', 'running')
    .execute()
}

/** @returns how many were deleted, `limit` at most */
export async function deleteFinishedJobs(
  tx: Transaction,
  state: 'done' | 'failed' | 'cancelled',
  before: number,
  limit: number,
): Promise<number> {
  const old = queries(tx)
    .selectFrom('jobs')
    .select('id')
    .where('state', '=', state)
    .where('finished_at', '<', before)
    .limit(limit)
  const result = await queries(tx).deleteFrom('jobs').where('id', 'in', old).executeTakeFirst()
  return Number(result.numDeletedRows)
}
