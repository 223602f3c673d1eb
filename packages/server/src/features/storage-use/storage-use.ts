// How much each project stores: computed beside other work when somebody asks, and kept for some minutes.
import { type Clock, minute } from '../../platform/clock.ts'
import { type Database, QueryTooSlow } from '../../platform/database/database.ts'
import { endsWithin } from '../../platform/ends-within.ts'
import type { Log } from '../../platform/log.ts'
import { bytesOfPiece, lastBlob, namesOfProjects } from './storage-use-store.ts'

const keptFor = 5 * minute
/** Blobs of one question: some 50 ms where each is in a few repositories; fewer are asked for where that is too slow. */
const pieceMost = 5_000
const shownMost = 50
/** A small registry's first answer is there before this many milliseconds are over, and is waited for. */
const firstWait = 1_000

interface Computed {
  readonly at: number
  readonly stored: number
  /** Largest first. */
  readonly projects: readonly { readonly id: number; readonly bytes: number }[]
}

export interface StorageUseView {
  readonly computedAt: number | undefined
  readonly computing: boolean
  readonly progress: number
  readonly stored: number
  readonly projects: readonly { readonly id: number; readonly name: string; readonly bytes: number }[]
  readonly others: { readonly projects: number; readonly bytes: number }
}

export class StorageUse {
  private known: Computed | undefined
  private work: Promise<void> | undefined
  private progress = 0
  private closed = false

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async view(): Promise<StorageUseView> {
    const isFresh = this.known !== undefined && this.clock() - this.known.at < keptFor
    if (!isFresh && !this.closed) this.work ??= this.compute()
    if (!this.known && this.work) await endsWithin(this.work, firstWait)
    return this.present()
  }

  /** Nothing is asked of the database any more. */
  async close(): Promise<void> {
    this.closed = true
    await this.work
  }

  private async compute(): Promise<void> {
    this.progress = 0
    try {
      this.known = await this.add()
    } catch (error) {
      if (!this.closed) this.log.warn({ err: error }, 'what projects store could not be computed')
    } finally {
      this.work = undefined
    }
  }

  private async add(): Promise<Computed> {
    const { aside } = this.db
    const last = await lastBlob(this.db)
    const sums = new Map<number, number>()
    let piece = pieceMost
    for (let after = 0; after < last; ) {
      if (this.closed) throw new Error('the server is about to stop')
      const to = Math.min(last, after + piece)
      try {
        for (const { projectId, bytes } of await bytesOfPiece(aside, after, to)) {
          sums.set(projectId, (sums.get(projectId) ?? 0) + bytes)
        }
      } catch (error) {
        if (!(error instanceof QueryTooSlow) || piece === 1) throw error
        piece = Math.ceil(piece / 8)
        continue
      }
      after = to
      piece = Math.min(pieceMost, piece * 2)
      this.progress = after / last
    }
    const stored = sums.get(0) ?? 0
    sums.delete(0)
    const projects = [...sums].map(([id, bytes]) => ({ id, bytes })).sort((a, b) => b.bytes - a.bytes)
    return { at: this.clock(), stored, projects }
  }

  private async present(): Promise<StorageUseView> {
    const { at, stored = 0, projects = [] } = this.known ?? {}
    const largest = projects.slice(0, shownMost)
    const ids = largest.map(({ id }) => id)
    const names = new Map(
      (ids.length === 0 ? [] : await namesOfProjects(this.db, ids)).map(({ id, name }) => [id, name]),
    )
    // Of a project that was deleted, bytes stay until they are collected.
    const shown = largest.flatMap(({ id, bytes }) => {
      const name = names.get(id)
      return name === undefined ? [] : [{ id, name, bytes }]
    })
    const sum = (list: readonly { bytes: number }[]) => list.reduce((all, { bytes }) => all + bytes, 0)
    return {
      computedAt: at,
      computing: this.work !== undefined,
      progress: this.work ? this.progress : Number(at !== undefined),
      stored,
      projects: shown,
      others: { projects: projects.length - shown.length, bytes: sum(projects) - sum(shown) },
    }
  }
}
