// Jobs, as features ask for them: enqueued in the transaction of the change that makes them necessary.
import type { Clock } from '../clock.ts'
import type { Database, Transaction } from '../database/database.ts'
import { cancelJob, findJob, insertJob, type JobState } from './jobs-store.ts'

export interface JobToEnqueue {
  readonly kind: string
  /** What it works on, such as an id; empty where the kind says all. */
  readonly key?: string
  /** JSON; it should follow from the key, as that of a job that waits already is kept. */
  readonly payload?: unknown
  /** Not before; now when absent. */
  readonly dueAt?: number
  /** Higher comes first; 0 when absent. */
  readonly priority?: number
  readonly traceparent?: string | undefined
}

export interface JobView {
  readonly id: number
  readonly state: JobState
  readonly dueAt: number
  readonly attempts: number
  readonly progress: unknown
  /** Of the last attempt that failed, in words. */
  readonly error: string | null
  readonly finishedAt: number | null
}

/** What the runner of the same process wants to know after a commit. */
export interface JobListener {
  enqueued(): void
  cancelled(id: number, kind: string, running: boolean): void
}

export class Jobs {
  private listener: JobListener | undefined

  constructor(private readonly clock: Clock) {}

  listen(listener: JobListener): void {
    this.listener = listener
  }

  /**
   * Adds a job to the change's own transaction. One job of a kind and key is active at a time: when one waits, it
   * comes at the earlier of both times and with the higher priority, and keeps its payload; when one runs, it runs
   * once more afterwards, as it may have passed by what has changed.
   * @returns the job's id
   */
  async enqueue(tx: Transaction, job: JobToEnqueue): Promise<number> {
    const now = this.clock()
    const { kind, key = '', payload = null, dueAt = now, priority = 0, traceparent } = job
    const text = JSON.stringify(payload)
    const id = await insertJob(tx, { kind, key, payload: text, traceparent, priority, now, dueAt })
    tx.afterCommit(() => this.listener?.enqueued())
    return id
  }

  /**
   * Cancels the active job of a kind and key: one that waits is cancelled at once; one that runs, on any node, sees
   * its signal fire within seconds and writes nothing more. A recurring job leaves out one run.
   * @returns false when none is active
   */
  async cancel(tx: Transaction, kind: string, key = ''): Promise<boolean> {
    const cancelled = await cancelJob(tx, kind, key, this.clock())
    if (!cancelled) return false
    tx.afterCommit(() => this.listener?.cancelled(cancelled.id, kind, cancelled.running))
    return true
  }

  /** The newest job of a kind and key; finished ones are known for some days. */
  async find(db: Database, kind: string, key = ''): Promise<JobView | undefined> {
    const status = await findJob(db, kind, key)
    return status && { ...status, progress: status.progress === null ? null : JSON.parse(status.progress) }
  }
}
