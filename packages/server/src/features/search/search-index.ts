// The index of words, kept up: a change notes in its own transaction what it touched, and soon after that is read anew.
import type { Clock } from '../../platform/clock.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { endsWithin } from '../../platform/ends-within.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Log } from '../../platform/log.ts'
import {
  type ImageLabels,
  indexArtifacts,
  indexRepositories,
  type LabelsOfImages,
  type PreparedArtifacts,
  type ReadLabels,
  removeStale,
} from './indexing.ts'
import { readLabelsLater } from './labels-job.ts'
import {
  enqueue,
  isQueueEmpty,
  type QueuedEntry,
  type QueueEntry,
  takeFromQueue,
  waitingInQueue,
} from './search-index-store.ts'

/** What a change touched, by ids. */
export interface Touched {
  readonly artifacts?: readonly number[]
  /** Its name, description, or whether it is there. */
  readonly repository?: number
  /** All its artifacts may be gone. */
  readonly artifactsOf?: number
}

/** Milliseconds: what is pushed together is indexed together. */
const indexAfter = 200
const retryAfter = 5_000
/** Entries of one transaction: SQLite's only writer is held for some 5 ms at the most. */
const atOnce = 25
/** A question waits for so many transactions at the most, before it is answered with what there is. */
const waitedFor = 80
/** Milliseconds, where the storage takes its time. */
const waitedAtMost = 5_000

export interface SearchIndexParts {
  readonly db: Database
  readonly log: Log
  readonly clock: Clock
  readonly jobs: Jobs
  readonly images: ImageLabels
}

export class SearchIndex {
  private timer: Timer | undefined
  private working: Promise<void> | undefined
  private closed = false

  constructor(private readonly parts: SearchIndexParts) {}

  /** To be called in the transaction of the change. */
  async changed(tx: Transaction, { artifacts = [], repository, artifactsOf }: Touched): Promise<void> {
    const entries: QueueEntry[] = artifacts.map((target) => ({ kind: 'artifact', target }))
    if (repository !== undefined) entries.push({ kind: 'repository', target: repository })
    if (artifactsOf !== undefined) entries.push({ kind: 'artifacts', target: artifactsOf })
    if (entries.length === 0) return
    await enqueue(tx, entries)
    tx.afterCommit(() => this.wake(indexAfter))
  }

  /** Begins with what an earlier process left. */
  start(): void {
    this.wake(indexAfter)
  }

  /** Resolves when what was committed before is found, or when waiting longer would be worse than an answer without. */
  async caughtUp(): Promise<void> {
    const until = performance.now() + waitedAtMost
    for (let n = 0; n < waitedFor; n += 1) {
      const left = until - performance.now()
      if (left <= 0 || (await isQueueEmpty(this.parts.db))) return
      await endsWithin(this.work(1), left)
    }
  }

  async close(): Promise<void> {
    this.closed = true
    clearTimeout(this.timer)
    await this.working
  }

  /** Reads what lies in files, so that no transaction waits for it. What cannot be read now is tried again later. */
  async prepare(artifacts: readonly number[]): Promise<PreparedArtifacts> {
    const read = await this.readLabels(artifacts)
    const unread = new Set(read.unread)
    return {
      ...read,
      index: async (tx, taken) => {
        await indexArtifacts(tx, taken, read.labels)
        const later = taken.filter((each) => unread.has(each))
        await this.readLater(tx, later, read.fault)
        const known = taken.filter((each) => !unread.has(each))
        // Only now, as their documents are held: who read newer ones meanwhile has written before, or writes after.
        const configs = await this.parts.images.configsOf(tx, known)
        const outdated = known.filter((each) => configs.get(each) !== read.configs.get(each))
        await this.changed(tx, { artifacts: outdated })
      },
    }
  }

  private async readLater(tx: Transaction, artifacts: readonly number[], fault: unknown): Promise<void> {
    if (artifacts.length === 0) return
    const { log, jobs, clock } = this.parts
    log.warn({ err: fault, artifacts }, 'LABELs of images could not be read; they are tried again')
    await readLabelsLater(tx, jobs, artifacts, clock())
  }

  /** To say what matched. @param together bytes of configs that are read for all of them */
  async imageLabels(artifacts: readonly number[], together: number): Promise<LabelsOfImages> {
    return (await this.parts.images.of(artifacts, together)).labels
  }

  /** Whatever is wrong with images, it must not keep others from being found. */
  private async readLabels(artifacts: readonly number[]): Promise<ReadLabels> {
    try {
      return await this.parts.images.of(artifacts)
    } catch (fault) {
      return { labels: new Map(), unread: artifacts, fault, configs: new Map() }
    }
  }

  private wake(after: number): void {
    if (this.closed) return
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      this.work(Number.MAX_SAFE_INTEGER).catch((error: unknown) => {
        this.parts.log.warn({ err: error }, 'the index of words could not be kept up; it is tried again')
        this.wake(retryAfter)
      })
    }, after)
  }

  /** One after the other, however many ask for it. */
  private async work(most: number): Promise<void> {
    while (this.working) await this.working
    if (this.closed) return
    const run = this.indexSome(most)
    this.working = run.catch(() => {})
    try {
      await run
    } finally {
      this.working = undefined
    }
  }

  private async indexSome(most: number): Promise<void> {
    for (let n = 0; n < most && !this.closed; n += 1) {
      const waiting = await this.parts.db.transaction((tx) => waitingInQueue(tx, atOnce))
      if (waiting.length === 0) return
      const prepared = await this.prepare(targetsOf(waiting, 'artifact'))
      await this.parts.db.transaction((tx) => indexFromQueue(tx, waiting, prepared))
    }
  }
}

async function indexFromQueue(
  tx: Transaction,
  waiting: readonly QueuedEntry[],
  prepared: PreparedArtifacts,
): Promise<void> {
  const entries = await takeFromQueue(tx, waiting)
  await indexRepositories(tx, targetsOf(entries, 'repository'))
  await prepared.index(tx, targetsOf(entries, 'artifact'))
  for (const repository of targetsOf(entries, 'artifacts')) {
    if (await removeStale(tx, repository)) await enqueue(tx, [{ kind: 'artifacts', target: repository }])
  }
}

function targetsOf(entries: readonly QueueEntry[], kind: QueueEntry['kind']): number[] {
  return [...new Set(entries.filter((entry) => entry.kind === kind).map(({ target }) => target))]
}
