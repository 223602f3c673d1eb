// Reads the outbox along its numbers, and remembers numbers that are missing: transactions may commit late.
import { type Clock, minute, second } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { type FedEvent, outboxEnds, readOutbox } from './live-store.ts'

/** Of one question. More at once are told of as one: everything is to be looked at again. */
const most = 500
/** Of somebody who comes back: what a page of a list costs, as each of them asks for it alone. */
const mostMissed = 100
/**
 * And no longer ago, as rights are those of now: who may see a project that was private until today is not told of what
 * happened in it before.
 */
const missedMost = minute
/** After this a number that is missing belongs to a transaction that was rolled back, or to an event that is gone. */
const lateMost = 10 * second

export interface Piece {
  readonly events: readonly FedEvent[]
  /** There were too many to tell of each, or they are not known any more. */
  readonly skipped: boolean
}

export class OutboxReader {
  /** With when each was found missing. */
  private missing = new Map<number, number>()

  private constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private last: number,
  ) {}

  /** From here on. */
  static async atEnd(db: Database, clock: Clock): Promise<OutboxReader> {
    return new OutboxReader(db, clock, (await outboxEnds(db)).last)
  }

  /** The number of the last event that was read. */
  get position(): number {
    return this.last
  }

  async next(): Promise<Piece> {
    const now = this.clock()
    for (const [seq, since] of this.missing) if (now - since > lateMost) this.missing.delete(seq)
    const events = await readOutbox(this.db, this.last, [...this.missing.keys()], most)
    for (const { seq } of events) this.pass(seq, now)
    const skipped = events.length >= most
    if (skipped) this.last = Math.max(this.last, (await outboxEnds(this.db)).last)
    return { events, skipped }
  }

  /** What happened after `after`, as far as it was read by `next`. */
  async since(after: number): Promise<Piece> {
    const { first } = await outboxEnds(this.db)
    if (after > this.last || (first > 0 && after < first - 1)) return { events: [], skipped: true }
    const events = await readOutbox(this.db, after, [], mostMissed)
    const oldest = events[0]?.at ?? Number.POSITIVE_INFINITY
    if (oldest < this.clock() - missedMost) return { events: [], skipped: true }
    return { events: events.filter(({ seq }) => seq <= this.last), skipped: events.length >= mostMissed }
  }

  private pass(seq: number, now: number): void {
    this.missing.delete(seq)
    for (let each = Math.max(this.last + 1, seq - most); each < seq; each += 1) this.missing.set(each, now)
    for (const oldest of this.missing.keys()) {
      if (this.missing.size <= most) break
      this.missing.delete(oldest)
    }
    this.last = Math.max(this.last, seq)
  }
}
