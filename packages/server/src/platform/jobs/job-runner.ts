// Runs jobs on this node: claims what is due, a few at a time, renews their leases, and records how they ended.
import type { Clock } from '../clock.ts'
import { second } from '../clock.ts'
import type { Database } from '../database/database.ts'
import { endsWithin } from '../ends-within.ts'
import type { Log } from '../log.ts'
import type { JobDefinition } from './job.ts'
import { JobEnds } from './job-ends.ts'
import { type ClaimedJob, claimDueJob, nextJobAt } from './job-runs-store.ts'
import type { JobListener, Jobs } from './jobs.ts'
import { ensureJob } from './jobs-store.ts'
import { leaseLasts, RunningJob } from './running-job.ts'

const heartbeatEvery = 5 * second
/** Looking for work without being woken: jobs of other nodes, and those whose time has come. It doubles while idle. */
const firstPoll = 1 * second
const longestPoll = 10 * second
/** Jobs at once on one node: they share its disk, its connections and its one thread with requests. */
const defaultConcurrency = 4

export interface JobRunnerOptions {
  readonly db: Database
  readonly jobs: Jobs
  readonly definitions: readonly JobDefinition[]
  readonly clock: Clock
  readonly log: Log
  readonly concurrency?: number
  /** For spreading retries and recurring jobs; tests hand in their own. */
  readonly random?: () => number
  /** Told of every run that ended, for metrics. */
  readonly ended?: (kind: string, how: string) => void
}

interface Run {
  readonly job: RunningJob
  readonly settled: Promise<void>
}

export class JobRunner implements JobListener {
  private readonly definitions: ReadonlyMap<string, JobDefinition>
  private readonly runs = new Map<number, Run>()
  private readonly ends: JobEnds
  private looking: Promise<void> | undefined
  private woken = false
  private started = false
  private stopping = false
  private poll = firstPoll
  private timer: Timer | undefined
  private heartbeats: Timer | undefined

  constructor(private readonly options: JobRunnerOptions) {
    this.definitions = new Map(options.definitions.map((each) => [each.kind, each]))
    const { db, clock, log, random = Math.random, ended = () => {} } = options
    this.ends = new JobEnds({ db, clock, log, random, ended })
    options.jobs.listen(this)
  }

  get running(): number {
    return this.runs.size
  }

  /** Puts the recurring jobs in place, and works from now on. */
  async start(): Promise<void> {
    this.started = true
    await this.ensureRecurring()
    this.heartbeats = setInterval(() => void this.heartbeat(), heartbeatEvery)
    this.enqueued()
  }

  /**
   * Claims no more, tells running jobs, and gives them `withinMs` to end. Those that do not are released, so that
   * another node goes on at once; what they would still write is refused.
   */
  async stop(withinMs: number): Promise<void> {
    this.stopping = true
    clearTimeout(this.timer)
    await this.looking
    for (const { job } of this.runs.values()) job.end('stopping')
    await endsWithin(Promise.all([...this.runs.values()].map(({ settled }) => settled)), withinMs)
    clearInterval(this.heartbeats)
    await Promise.all([...this.runs.values()].map(({ job }) => this.ends.release(job)))
  }

  /** Runs everything that is due, and what that enqueues, to its end. For tests, whose time does not pass by itself. */
  async runDue(): Promise<void> {
    await this.ensureRecurring()
    do {
      await this.look()
      await Promise.all([...this.runs.values()].map(({ settled }) => settled))
      await this.looking // a run that ends looks for the next
    } while (this.runs.size > 0 || (await this.claimOne()))
  }

  /** Renews the leases of what runs here, and learns what was cancelled elsewhere. Called by a timer once started. */
  async heartbeat(): Promise<void> {
    await Promise.all([...this.runs.values()].map(({ job }) => job.renew()))
  }

  enqueued(): void {
    this.poll = firstPoll
    if (this.started) void this.look()
  }

  cancelled(id: number, kind: string, running: boolean): void {
    if (running) this.runs.get(id)?.job.end('cancelled')
    else if (this.definitions.get(kind)?.repeat) this.ensureRecurring(kind).catch((error) => this.warn(error))
  }

  /** Claims until there is nothing due or no room; one at a time, but none who wakes it is overheard. */
  private look(): Promise<void> {
    if (this.stopping) return Promise.resolve()
    this.woken = true
    this.looking ??= this.claimAll()
    return this.looking
  }

  private async claimAll(): Promise<void> {
    clearTimeout(this.timer)
    let delay = longestPoll
    try {
      while (this.woken) {
        this.woken = false
        while (await this.claimOne());
        delay = await this.untilNext()
      }
    } catch (error) {
      this.warn(error)
    }
    this.looking = undefined
    if (this.started && !this.stopping) this.timer = setTimeout(() => void this.look(), delay)
  }

  private async claimOne(): Promise<boolean> {
    const { db, clock, concurrency = defaultConcurrency } = this.options
    if (this.stopping || this.runs.size >= concurrency || this.definitions.size === 0) return false
    const kinds = [...this.definitions.keys()]
    // A look without a transaction first: on SQLite, idle polls must not take the only writer.
    const next = await nextJobAt(db, kinds)
    if (next === undefined || next > clock()) return false
    const leaseUntil = clock() + leaseLasts
    const here = [...this.runs.keys()]
    const claim = await db.transaction((tx) => claimDueJob(tx, { kinds, here }, clock(), leaseUntil))
    if (!claim) return false
    this.begin(claim, leaseUntil)
    return true
  }

  private begin(claim: ClaimedJob, leaseUntil: number): void {
    const job = new RunningJob(this.options.db, this.options.clock, claim, leaseUntil)
    const settled = this.perform(job).finally(() => {
      this.runs.delete(claim.id)
      this.enqueued()
    })
    this.runs.set(claim.id, { job, settled })
  }

  /** Never rejects. */
  private async perform(job: RunningJob): Promise<void> {
    const definition = this.definitions.get(job.kind) as JobDefinition
    if (job.claim.cancelRequested) return this.ends.cancelled(job, definition)
    if (job.attempt > definition.attempts) return this.ends.abandoned(job, definition)
    try {
      await definition.run(job, JSON.parse(job.claim.payload))
    } catch (error) {
      return this.ends.failed(job, definition, error)
    }
    return this.ends.done(job, definition)
  }

  /** Milliseconds until the next look. */
  private async untilNext(): Promise<number> {
    const { db, clock, concurrency = defaultConcurrency } = this.options
    if (this.runs.size >= concurrency) return longestPoll
    const next = await nextJobAt(db, [...this.definitions.keys()])
    const most = this.poll
    this.poll = Math.min(longestPoll, 2 * this.poll)
    // Due already, but held by another node's transaction: it needs a moment.
    return next === undefined ? most : Math.min(most, Math.max(firstPoll / 10, next - clock()))
  }

  private async ensureRecurring(skipped?: string): Promise<void> {
    const { db, clock, definitions, random = Math.random } = this.options
    const now = clock()
    await db.transaction(async (tx) => {
      for (const { kind, repeat } of definitions) {
        if (!repeat) continue
        const first = kind === skipped ? now + repeat.every : now + Math.floor(random() * repeat.jitter)
        const job = { kind, key: '', payload: 'null', traceparent: undefined, priority: 0, now, dueAt: first }
        await ensureJob(tx, job, now + repeat.every + repeat.jitter)
      }
    })
  }

  private warn(error: unknown): void {
    this.options.log.warn({ err: error }, 'looking for jobs failed')
  }
}
