// How a run ends: done, failed, to be tried again, cancelled, given up; recurring jobs get their next row with it.
import type { Clock } from '../clock.ts'
import type { Database, Transaction } from '../database/database.ts'
import type { Log } from '../log.ts'
import { retryPause } from './backoff.ts'
import type { JobDefinition } from './job.ts'
import { finishJob, releaseJob, retryJob } from './job-runs-store.ts'
import { insertJob } from './jobs-store.ts'
import type { RunningJob } from './running-job.ts'

/** Enough for a sentence and its cause; the log has the stack. */
const errorLength = 1_000

export interface JobEndsOptions {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  readonly ended: (kind: string, how: string) => void
}

/** None of its methods rejects: when the database is away, the lease runs out and the job is run again. */
export class JobEnds {
  constructor(private readonly options: JobEndsOptions) {}

  done(job: RunningJob, definition: JobDefinition): Promise<void> {
    return this.finish(job, definition, 'done', null)
  }

  cancelled(job: RunningJob, definition: JobDefinition): Promise<void> {
    return this.finish(job, definition, 'cancelled', null)
  }

  async failed(job: RunningJob, definition: JobDefinition, error: unknown): Promise<void> {
    const { log } = this.options
    const facts = { job: job.id, kind: job.kind, key: job.key, attempt: job.attempt }
    if (job.interruption === 'lost') return log.warn(facts, 'a job lost its lease: another node goes on')
    if (job.interruption === 'cancelled') return this.cancelled(job, definition)
    if (job.interruption === 'stopping') return this.release(job)
    const words = inWords(error)
    if (job.attempt >= definition.attempts) {
      log.error({ ...facts, err: error }, 'a job failed for good')
      return this.finish(job, definition, 'failed', words)
    }
    log.warn({ ...facts, err: error }, 'a job failed and will be tried again')
    this.options.ended(job.kind, 'retried')
    const { clock, random } = this.options
    const dueAt = clock() + retryPause(job.attempt, random)
    return this.record(job, (tx) => retryJob(tx, job.claim, dueAt, words))
  }

  /** Every attempt ended with its node: it may well be what ends them. */
  abandoned(job: RunningJob, definition: JobDefinition): Promise<void> {
    const words = `given up: each of ${definition.attempts} attempts ended together with the node that ran it`
    this.options.log.error({ job: job.id, kind: job.kind, key: job.key }, words)
    return this.finish(job, definition, 'failed', words)
  }

  /** Lets another node go on at once. */
  release(job: RunningJob): Promise<void> {
    return this.record(job, (tx) => releaseJob(tx, job.claim, this.options.clock()))
  }

  private finish(
    job: RunningJob,
    definition: JobDefinition,
    state: 'done' | 'failed' | 'cancelled',
    error: string | null,
  ): Promise<void> {
    this.options.ended(job.kind, state)
    return this.record(job, async (tx) => {
      const now = this.options.clock()
      const finished = await finishJob(tx, job.claim, { state, error, now }, job.unwrittenProgress)
      if (!finished) return
      const next = this.nextTime(definition, finished.rerunAt, now)
      if (next === undefined) return
      const { kind, key, payload, priority } = job.claim
      await insertJob(tx, { kind, key, payload, priority, traceparent: job.traceparent, now, dueAt: next })
    })
  }

  private nextTime({ repeat }: JobDefinition, rerunAt: number | null, now: number): number | undefined {
    if (!repeat) return rerunAt ?? undefined
    const next = now + repeat.every + Math.floor(this.options.random() * repeat.jitter)
    return rerunAt === null ? next : Math.min(rerunAt, next)
  }

  private async record(job: RunningJob, work: (tx: Transaction) => Promise<void>): Promise<void> {
    try {
      await this.options.db.transaction(work)
    } catch (error) {
      this.options.log.warn({ job: job.id, kind: job.kind, err: error }, 'the end of a job was not recorded')
    }
  }
}

function inWords(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error)
  return words.slice(0, errorLength)
}
