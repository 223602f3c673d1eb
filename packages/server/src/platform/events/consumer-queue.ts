// One consumer's queue on this node: its events handed on in batches, in order, with retries.
import { type Clock, minute, second } from '../clock.ts'
import { type Database, DatabaseUnavailable, type Transaction } from '../database/database.ts'
import { failpoint } from '../failpoints.ts'
import type { Log } from '../log.ts'
import { type Consumer, ConsumerAway, type RecordedEvent, type TransactionalConsumer } from './consumer.ts'
import {
  endLease,
  enlist,
  holdConsumer,
  leaseConsumer,
  park,
  putOff,
  readEvents,
  readHead,
  removeDeliveries,
  type WaitingDelivery,
} from './delivery-store.ts'

/** In one transaction: with what most consumers write, some 5 ms of SQLite's only writer. */
const batchMost = 100
/** Characters of events at once: deleting a large repository alone may fill one. */
const batchSize = 1024 * 1024
/** An event that failed so often is set aside; its tries, some 15 s in all, hold up those after it. */
const attemptsMost = 5
const firstPause = 1 * second
const longestPause = 1 * minute
/** A node that has not ended a batch outside of the database by then is taken for dead. */
const leaseLasts = 30 * second
/** Below the lease: what is still under way then is given up. */
const deliveryLasts = 20 * second
/** Enough for a sentence and its cause; the log has the stack. */
const errorLength = 1_000

export interface QueueOptions {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  readonly delivered: (consumer: string, count: number) => void
  readonly parked: (consumer: string) => void
}

/** `more`: another step makes sense at once; else when to look again without being woken. */
export type Step = 'more' | 'empty' | { readonly pause: number }

interface Batch {
  readonly events: readonly RecordedEvent[]
  /** Of a lease that outlives the transaction. */
  readonly epoch?: number
}

export class ConsumerQueue {
  /** So many events are handed over one by one: one of them made a batch fail. */
  private alone = 0
  /** Failures in a row that were no event's fault. */
  private away = 0

  constructor(
    private readonly consumer: Consumer,
    private readonly options: QueueOptions,
  ) {}

  get name(): string {
    return this.consumer.name
  }

  async enlist(): Promise<void> {
    const { db, clock } = this.options
    await db.transaction((tx) => enlist(tx, this.name, clock(), attemptsMost - 1))
  }

  /** Hands over one batch. Never rejects. @param stop ends what is under way outside of the database */
  async step(stop: AbortSignal): Promise<Step> {
    let first: WaitingDelivery | undefined
    try {
      // A look without a transaction first: on SQLite, idle polls must not take the only writer.
      ;[first] = await readHead(this.options.db, this.name, 1)
      if (!first) return 'empty'
      const wait = first.attempts > 0 ? first.dueAt - this.options.clock() : 0
      if (wait > 0) return { pause: wait }
      const handed = await this.handOver(stop)
      if (handed === undefined) return { pause: firstPause }
      this.away = 0
      this.alone = Math.max(0, this.alone - handed)
      // Another node was faster.
      if (handed === 0) return 'empty'
      this.options.delivered(this.name, handed)
      failpoint('events delivered')
      return 'more'
    } catch (error) {
      return this.failed(error, stop)
    }
  }

  /** @returns how many events; undefined while another node is at it */
  private handOver(stop: AbortSignal): Promise<number | undefined> {
    const { consumer } = this
    return 'apply' in consumer ? this.apply(consumer) : this.deliver(stop)
  }

  private async apply(consumer: TransactionalConsumer): Promise<number | undefined> {
    await consumer.prepare?.()
    return this.options.db.transaction(async (tx) => {
      if ((await holdConsumer(tx, this.name, this.options.clock())) === undefined) return undefined
      const events = await this.nextEvents(tx)
      if (events.length === 0) return 0
      this.noteFailing(events)
      await consumer.apply(tx, events)
      await removeDeliveries(tx, this.name, seqsOf(events))
      failpoint('events applied')
      return events.length
    })
  }

  private async deliver(stop: AbortSignal): Promise<number | undefined> {
    const { consumer } = this
    if ('apply' in consumer) return undefined
    const batch = await this.lease()
    if (!batch) return undefined
    const { events, epoch } = batch
    const timely = AbortSignal.any([stop, AbortSignal.timeout(deliveryLasts)])
    try {
      this.noteFailing(events)
      await consumer.deliver(events, timely)
    } catch (error) {
      await this.release(epoch)
      throw error
    }
    return this.options.db.transaction(async (tx) => {
      // Another node has it: what was told will be told again.
      if (!(await endLease(tx, this.name, epoch))) return 0
      await removeDeliveries(tx, this.name, seqsOf(events))
      return events.length
    })
  }

  private lease(): Promise<Required<Batch> | undefined> {
    const { db, clock } = this.options
    return db.transaction(async (tx) => {
      if ((await holdConsumer(tx, this.name, clock())) === undefined) return undefined
      const events = await this.nextEvents(tx)
      if (events.length === 0) return undefined
      return { events, epoch: await leaseConsumer(tx, this.name, clock() + leaseLasts) }
    })
  }

  private async release(epoch: number): Promise<void> {
    // Without a database the lease runs out by itself.
    await this.options.db.transaction((tx) => endLease(tx, this.name, epoch)).catch(() => {})
  }

  private async nextEvents(tx: Transaction): Promise<RecordedEvent[]> {
    const waiting = await readHead(tx, this.name, this.alone > 0 ? 1 : batchMost)
    const seqs: number[] = []
    let size = 0
    for (const each of waiting) {
      // One that failed before is handed over alone.
      if (seqs.length > 0 && (each.attempts > 0 || size + each.size > batchSize)) break
      seqs.push(each.seq)
      size += each.size
      if (each.attempts > 0) break
    }
    return seqs.length === 0 ? [] : readEvents(tx, seqs)
  }

  private failing: readonly RecordedEvent[] = []

  private noteFailing(events: readonly RecordedEvent[]): void {
    this.failing = events
  }

  private async failed(error: unknown, stop: AbortSignal): Promise<Step> {
    const { log } = this.options
    const { failing } = this
    this.failing = []
    const [event] = failing
    if (stop.aborted) return { pause: longestPause }
    if (error instanceof ConsumerAway || error instanceof DatabaseUnavailable || !event) {
      this.away += 1
      const pause = pauseAfter(this.away)
      log.warn({ err: error, consumer: this.name, pause }, 'events wait: they cannot be handed on for now')
      return { pause }
    }
    if (failing.length > 1) {
      this.alone = failing.length
      return 'more'
    }
    return this.blame(event, error).catch((why) => {
      log.warn({ err: why, consumer: this.name }, 'that an event failed was not recorded')
      return { pause: firstPause }
    })
  }

  /** The event failed, alone: it is tried again, or set aside. */
  private async blame(event: RecordedEvent, error: unknown): Promise<Step> {
    const { db, clock, log, parked } = this.options
    const { seq, kind } = event
    const [waiting] = await readHead(db, this.name, 1)
    const attempts = (waiting?.seq === seq ? waiting.attempts : 0) + 1
    const facts = { err: error, consumer: this.name, seq, kind, attempts }
    if (attempts < attemptsMost) {
      const pause = pauseAfter(attempts)
      log.warn(facts, 'an event could not be handed on, and will be tried again')
      await db.transaction((tx) => putOff(tx, this.name, seq, clock() + pause))
      return { pause }
    }
    log.error(facts, 'an event was set aside: its consumer cannot take it')
    const words = (error instanceof Error ? error.message : String(error)).slice(0, errorLength)
    await db.transaction((tx) => park(tx, this.name, seq, { error: words, now: clock() }))
    parked(this.name)
    this.alone = Math.max(0, this.alone - 1)
    return 'more'
  }
}

function seqsOf(events: readonly RecordedEvent[]): number[] {
  return events.map(({ seq }) => seq)
}

/** 1 s, 2 s, 4 s … a minute. */
function pauseAfter(failures: number): number {
  return Math.min(longestPause, firstPause * 2 ** (failures - 1))
}
