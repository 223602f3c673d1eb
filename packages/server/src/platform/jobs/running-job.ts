// One run of a job on this node: its lease, its signal, and the guard of its transactions.
import type { Clock } from '../clock.ts'
import { second } from '../clock.ts'
import type { Database, Transaction } from '../database/database.ts'
import { type Interruption, type Job, JobInterrupted, type JobProgress } from './job.ts'
import { type ClaimedJob, renewLease } from './job-runs-store.ts'

/**
 * A node that has not renewed for so long is taken for dead. Nodes compare it by their own clocks: one that is ahead
 * takes over early, which costs work done twice, but no harm, as the epoch refuses what the first would write.
 */
export const leaseLasts = 30 * second
const progressEvery = 1 * second

export class RunningJob implements Job {
  readonly id: number
  readonly kind: string
  readonly key: string
  readonly attempt: number
  readonly traceparent: string | undefined
  private readonly abort = new AbortController()
  private leaseUntil: number
  /** Not yet written. */
  private pendingProgress: string | undefined
  private progressWritten = Number.NEGATIVE_INFINITY
  /** Why it may not go on; a node that stops lets it write until it is released. */
  private ended: 'cancelled' | 'lost' | undefined

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    readonly claim: ClaimedJob,
    leaseUntil: number,
  ) {
    this.id = claim.id
    this.kind = claim.kind
    this.key = claim.key
    this.attempt = claim.attempts
    this.traceparent = claim.traceparent ?? undefined
    this.leaseUntil = leaseUntil
  }

  get signal(): AbortSignal {
    return this.abort.signal
  }

  get interruption(): Interruption | undefined {
    if (this.ended) return this.ended
    return this.signal.aborted ? 'stopping' : undefined
  }

  get unwrittenProgress(): string | undefined {
    return this.pendingProgress
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    this.requireRight()
    return this.db.transaction(async (tx) => {
      const value = await work(tx)
      // Last, so that the row is locked only for the commit: changes that enqueue lock theirs last too.
      await this.hold(tx)
      return value
    })
  }

  async progress(progress: JobProgress): Promise<void> {
    this.pendingProgress = JSON.stringify(progress)
    if (this.clock() - this.progressWritten < progressEvery) return
    await this.transaction(async () => {})
  }

  /** Says that this run lives. Without a database for a lease's time, it must take itself for dead. */
  async renew(): Promise<void> {
    if (this.ended) return
    try {
      await this.transaction(async () => {})
    } catch (error) {
      if (!(error instanceof JobInterrupted) && this.clock() >= this.leaseUntil) this.end('lost')
    }
  }

  end(interruption: Interruption): void {
    if (interruption !== 'stopping') this.ended ??= interruption
    this.abort.abort(new JobInterrupted(interruption))
  }

  private requireRight(): void {
    if (this.ended) throw new JobInterrupted(this.ended)
  }

  private async hold(tx: Transaction): Promise<void> {
    const now = this.clock()
    const until = now + leaseLasts
    const progress = this.pendingProgress
    const lease = await renewLease(tx, this.claim, until, progress)
    if (lease !== 'held') {
      this.end(lease)
      throw new JobInterrupted(lease)
    }
    tx.afterCommit(() => {
      this.leaseUntil = until
      if (progress === undefined) return
      this.progressWritten = now
      if (this.pendingProgress === progress) this.pendingProgress = undefined
    })
  }
}
