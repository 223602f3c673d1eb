// SQL of jobs.
//
//   waiting ──claim──> running ──> done | failed | cancelled ──prune──> gone
//      ^                  │
//      └── retry, release ┘         a claim also takes a running job whose lease ran out
import { sql } from 'kysely'
import type { Handle, Transaction } from '../database/database.ts'
import { queries } from '../database/queries.ts'

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

export interface NewJob {
  readonly kind: string
  readonly key: string
  readonly payload: string
  readonly traceparent: string | undefined
  readonly priority: number
  readonly now: number
  readonly dueAt: number
}

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

export interface JobStatus {
  readonly id: number
  readonly state: JobState
  readonly dueAt: number
  readonly attempts: number
  readonly progress: string | null
  readonly error: string | null
  readonly finishedAt: number | null
}

/** Of one claim: a later claim has a higher epoch. */
export interface Lease {
  readonly id: number
  readonly epoch: number
}

const active = sql<boolean>`state in ('waiting', 'running')`
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

/** Adds a job, or makes the active one of this kind and key come earlier; one that runs is run again. */
export async function insertJob(tx: Transaction, job: NewJob): Promise<number> {
  const { id } = await queries(tx)
    .insertInto('jobs')
    .values(newRow(job))
    .onConflict((conflict) =>
      conflict
        .columns(['kind', 'key'])
        .where(active)
        .doUpdateSet({
          due_at: sql<number>`case when jobs.state = 'waiting' and excluded.due_at < jobs.due_at
            then excluded.due_at else jobs.due_at end`,
          rerun_at: sql<number | null>`case when jobs.state = 'waiting' then null
            when jobs.rerun_at < excluded.due_at then jobs.rerun_at else excluded.due_at end`,
          priority: sql<number>`case when excluded.priority > jobs.priority
            then excluded.priority else jobs.priority end`,
        }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Sees to it that a recurring job waits: a fresh one until `job.dueAt`, one that waits until `latest` at most. */
export async function ensureJob(tx: Transaction, job: NewJob, latest: number): Promise<void> {
  await queries(tx)
    .insertInto('jobs')
    .values(newRow(job))
    .onConflict((conflict) =>
      conflict
        .columns(['kind', 'key'])
        .where(active)
        .doUpdateSet({
          due_at: sql<number>`case when jobs.due_at > ${latest} then ${latest} else jobs.due_at end`,
        }),
    )
    .execute()
}

function newRow(job: NewJob) {
  const { kind, key, payload, priority, now, dueAt } = job
  const traceparent = job.traceparent ?? null
  const row = { kind, key, payload, traceparent, priority, due_at: dueAt, created_at: now }
  return { ...row, state: 'waiting' as const, lease_until: 0, progress: null, error: null }
}

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

/** Ends a job that waits, and asks one that runs to end. @returns its id and whether it runs; undefined without one */
export async function cancelJob(
  tx: Transaction,
  kind: string,
  key: string,
  now: number,
): Promise<{ id: number; running: boolean } | undefined> {
  const row = await queries(tx)
    .updateTable('jobs')
    .set({
      cancel_requested: 1,
      rerun_at: null,
      state: sql<JobState>`case when state = 'waiting' then 'cancelled' else state end`,
      finished_at: sql<number | null>`case when state = 'waiting' then ${now} else finished_at end`,
    })
    .where('kind', '=', kind)
    .where('key', '=', key)
    .where(active)
    .returning(['id', 'state'])
    .executeTakeFirst()
  return row && { id: row.id, running: row.state === 'running' }
}

/** The newest job of a kind and key, finished ones included until they are pruned. */
export function findJob(db: Handle, kind: string, key: string): Promise<JobStatus | undefined> {
  return queries(db)
    .selectFrom('jobs')
    .select(['id', 'state', 'due_at as dueAt', 'attempts', 'progress', 'error', 'finished_at as finishedAt'])
    .where('kind', '=', kind)
    .where('key', '=', key)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
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
