// Pulls are counted in memory and written once a second in one transaction; a crash may lose that second.

import type { Clock } from '../../platform/clock.ts'
import { second } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Log } from '../../platform/log.ts'
import { countPulls } from '../activity/index.ts'
import { addPulls, markPulled } from './pull-counts-store.ts'

const flushEvery = 1 * second
/** What is not yet written when the database is away for long; beyond it counts are dropped, not memory used up. */
const pendingMost = 100_000

export class PullCounts {
  private repositories = new Map<number, number>()
  private manifests = new Set<number>()
  private tags = new Set<number>()
  private timer: Timer | undefined
  private flushing: Promise<void> = Promise.resolve()

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  note(repository: number, manifest: number, tag: number | null): void {
    if (this.manifests.size >= pendingMost) return
    this.repositories.set(repository, (this.repositories.get(repository) ?? 0) + 1)
    this.manifests.add(manifest)
    if (tag !== null) this.tags.add(tag)
    this.timer ??= setTimeout(() => void this.flush(), flushEvery)
  }

  /** Writes what was counted. Called once a second while there are pulls, and before the process ends. */
  flush(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    this.flushing = this.flushing.then(() => this.write())
    return this.flushing
  }

  private async write(): Promise<void> {
    const { repositories, manifests, tags } = this
    if (repositories.size === 0) return
    this.repositories = new Map()
    this.manifests = new Set()
    this.tags = new Set()
    const now = this.clock()
    try {
      await this.db.transaction(async (tx) => {
        // In the order of ids, so that two nodes never wait for each other crosswise.
        for (const [id, count] of [...repositories].sort(([a], [b]) => a - b)) await addPulls(tx, id, count)
        await markPulled(tx, 'manifests', [...manifests].sort(byNumber), now)
        await markPulled(tx, 'tags', [...tags].sort(byNumber), now)
        await countPulls(tx, repositories, now)
      })
    } catch (error) {
      this.log.warn({ err: error, pulls: repositories.size }, 'pull counts were lost')
    }
  }
}

function byNumber(a: number, b: number): number {
  return a - b
}
