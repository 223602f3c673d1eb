// How many projects and repositories there are, and how much is stored.
import { type Clock, minute } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Viewer } from '../projects/index.ts'
import { countPrivate, countPublic, type ProjectCounts, sumBlobs } from './names-store.ts'

/** The sum of all blobs' sizes is a walk along all of them: whoever looks at it bears that it is a minute old. */
const storedKept = 1 * minute

export interface StatisticsView {
  readonly open: ProjectCounts
  readonly closed: ProjectCounts
  /** Bytes; for those who see everything. */
  readonly stored: number | undefined
}

export class Statistics {
  private stored: { readonly at: number; readonly bytes: Promise<number> } | undefined

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async of(viewer: Viewer): Promise<StatisticsView> {
    const [open, closed] = [await countPublic(this.db, viewer), await countPrivate(this.db, viewer)]
    return { open, closed, stored: viewer.everything && !viewer.only ? await this.bytes() : undefined }
  }

  private bytes(): Promise<number> {
    const now = this.clock()
    if (!this.stored || now - this.stored.at >= storedKept) {
      const bytes = sumBlobs(this.db.aside)
      this.stored = { at: now, bytes }
      bytes.catch(() => {
        this.stored = undefined
      })
    }
    return this.stored.bytes
  }
}
