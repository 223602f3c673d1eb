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

export interface JobStatus {
  readonly id: number
  readonly state: JobState
  readonly dueAt: number
  readonly attempts: number
  readonly progress: string | null
  readonly error: string | null
  readonly finishedAt: number | null
}

const active = sql<boolean>`state in ('waiting', 'running')`
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
