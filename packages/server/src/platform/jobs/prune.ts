// Keeps the tables of the platform bounded: finished jobs and old events go.
import { type Clock, day, hour, minute } from '../clock.ts'
import type { Transaction } from '../database/database.ts'
import type { Events } from '../events.ts'
import { type Job, type JobDefinition, recurring } from './job.ts'
import { deleteFinishedJobs } from './job-runs-store.ts'

/** Long enough to look into what happened last week; what failed is asked about later than what went well. */
const finishedKept = 7 * day
const failedKept = 30 * day
/** A consumer of the outbox that was away for longer has lost what it missed. */
const eventsKept = 90 * day
/** Rows in one transaction: SQLite's only writer is held for some 5 ms at the most. */
const pruneBatch = 500

/** Runs `remove` in one transaction after the other, until it finds less than a full batch. @returns how many went */
export async function removeInBatches(
  job: Job,
  remove: (tx: Transaction, limit: number) => Promise<number>,
  batch = pruneBatch,
): Promise<number> {
  for (let total = 0; ; ) {
    job.signal.throwIfAborted()
    const removed = await job.transaction((tx) => remove(tx, batch))
    total += removed
    if (removed < batch) return total
    await job.progress({ done: total, words: 'rows removed' })
  }
}

export function pruneJobs(events: Events, clock: Clock): JobDefinition[] {
  return [
    recurring({
      kind: 'jobs.prune',
      every: 1 * hour,
      jitter: 5 * minute,
      run: async (job) => {
        const now = clock()
        await removeInBatches(job, (tx, n) => deleteFinishedJobs(tx, 'done', now - finishedKept, n))
        await removeInBatches(job, (tx, n) => deleteFinishedJobs(tx, 'cancelled', now - finishedKept, n))
        await removeInBatches(job, (tx, n) => deleteFinishedJobs(tx, 'failed', now - failedKept, n))
      },
    }),
    recurring({
      kind: 'events.prune',
      every: 1 * hour,
      jitter: 5 * minute,
      run: async (job) => {
        await removeInBatches(job, (tx, n) => events.prune(tx, clock() - eventsKept, n))
      },
    }),
  ]
}
