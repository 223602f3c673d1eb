// What happens over and over: the first time is recorded within a second, the next ones once a window, counted.
import type { Clock } from '../clock.ts'
import { second } from '../clock.ts'
import type { Database } from '../database/database.ts'
import type { Cause, Events, EventToRecord } from '../events.ts'
import type { Log } from '../log.ts'

const flushEvery = 1 * second
/** Rows of one transaction: SQLite's only writer is held for some 5 ms at the most. */
const batch = 100
/** What is not yet written when the database is away for long; beyond it they are lost, and counted as such. */
const pendingMost = 50_000

export interface RepeatedEvent {
  readonly cause: Cause
  readonly event: EventToRecord
}

export interface RepeatedEventsOptions {
  readonly db: Database
  readonly events: Events
  readonly clock: Clock
  readonly log: Log
  /** Milliseconds within which the same is one event. */
  readonly window: number
  /** How much is remembered at a time; beyond it, what began first is recorded before its time. */
  readonly most: number
  /** Told of events that could not be recorded, for metrics. */
  readonly lost: (count: number) => void
}

interface Entry extends RepeatedEvent {
  since: number
  /** Times that are not recorded yet. */
  unrecorded: number
}

/** A crash loses what was counted and not recorded: the last second, and the repeats of the window. */
export class RepeatedEvents {
  /** In the order in which their windows began, so that those that end are in front. */
  private readonly entries = new Map<string, Entry>()
  private pending: { readonly from: RepeatedEvent; readonly count: number; readonly at: number }[] = []
  private timer: Timer | undefined
  private flushing: Promise<void> = Promise.resolve()

  constructor(private readonly options: RepeatedEventsOptions) {}

  get size(): number {
    return this.entries.size
  }

  /** Counts it, if it has happened within the window. @returns false when it has not: `begin` then */
  again(key: string): boolean {
    const entry = this.entries.get(key)
    if (entry === undefined) return false
    entry.unrecorded += 1
    return true
  }

  begin(key: string, from: RepeatedEvent): void {
    if (this.entries.size >= this.options.most) this.forgetFirst()
    this.entries.set(key, { ...from, since: this.options.clock(), unrecorded: 0 })
    this.put(from, 1)
    this.timer ??= setTimeout(() => void this.flush(), flushEvery)
  }

  /** Records what is due. Called once a second while there is anything. */
  flush(): Promise<void> {
    return this.recordDue(this.options.clock() - this.options.window)
  }

  /** Records all that was counted, before the process ends. */
  async close(): Promise<void> {
    await this.recordDue(Number.POSITIVE_INFINITY)
    if (this.pending.length > 0) this.lose(this.pending.length, new Error('the process ends'))
  }

  private recordDue(begunBefore: number): Promise<void> {
    clearTimeout(this.timer)
    this.endWindows(begunBefore)
    this.flushing = this.flushing.then(() => this.write())
    const ending = begunBefore === Number.POSITIVE_INFINITY
    const more = !ending && (this.entries.size > 0 || this.pending.length > 0)
    this.timer = more ? setTimeout(() => void this.flush(), flushEvery) : undefined
    return this.flushing
  }

  private endWindows(begunBefore: number): void {
    for (const [key, entry] of this.entries) {
      if (entry.since > begunBefore) return
      this.entries.delete(key)
      if (entry.unrecorded === 0) continue
      this.put(entry, entry.unrecorded)
      // It goes on, so its next window begins: one event for each.
      if (begunBefore !== Number.POSITIVE_INFINITY) {
        this.entries.set(key, { ...entry, since: this.options.clock(), unrecorded: 0 })
      }
    }
  }

  private forgetFirst(): void {
    const [first] = this.entries
    if (!first) return
    const [key, entry] = first
    this.entries.delete(key)
    if (entry.unrecorded > 0) this.put(entry, entry.unrecorded)
  }

  private put(from: RepeatedEvent, count: number): void {
    const at = this.options.clock()
    if (this.pending.length < pendingMost) this.pending.push({ from, count, at })
    else this.lose(1, new Error('too many wait to be recorded'))
  }

  private async write(): Promise<void> {
    while (this.pending.length > 0) {
      const some = this.pending.slice(0, batch)
      const recorded = some.map(({ from: { cause, event }, count, at }) => ({
        cause,
        event: { ...event, at, body: { ...event.body, count } },
      }))
      try {
        await this.options.db.transaction((tx) => this.options.events.recordAll(tx, recorded))
      } catch (error) {
        // They are tried again with the next; a process that ends now loses them.
        this.options.log.warn({ err: error, events: this.pending.length }, 'events could not be recorded yet')
        return
      }
      this.pending = this.pending.slice(some.length)
    }
  }

  private lose(count: number, why: Error): void {
    this.options.lost(count)
    this.options.log.error({ err: why, events: count }, 'events were lost: they will not be in the audit log')
  }
}
