// Hands the outbox's events to their consumers on this node: woken by commits here, and looking for those of others.
import { type Clock, second } from '../clock.ts'
import type { Database } from '../database/database.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import type { Consumer } from './consumer.ts'
import { ConsumerQueue } from './consumer-queue.ts'
import { oldestWaiting } from './delivery-store.ts'

/** Commits come in bursts: what gathers meanwhile goes in one transaction. */
const gatherFor = 50
/** Events that other nodes recorded while this one handed on, or that they left. */
const pollEvery = { postgres: 1 * second, sqlite: 30 * second }

export interface DeliveriesOptions {
  readonly db: Database
  readonly events: Events
  readonly consumers: readonly Consumer[]
  readonly clock: Clock
  readonly log: Log
  /** For metrics. */
  readonly delivered?: (consumer: string, count: number) => void
  readonly parked?: (consumer: string) => void
  /** Told of deliveries that were given up, as their events were too old. */
  readonly forgotten?: (count: number) => void
}

/** What is at work for one consumer. */
interface Line {
  readonly queue: ConsumerQueue
  timer: Timer | undefined
  /** When the timer fires, by `performance.now()`. */
  at: number
  working: Promise<void> | undefined
  woken: boolean
  /** A pause after a failure holds, whoever wakes the line. */
  pausedUntil: number
}

export class Deliveries {
  private readonly lines: readonly Line[]
  private readonly abort = new AbortController()
  private started = false
  private stopping = false

  constructor(private readonly options: DeliveriesOptions) {
    const { db, clock, log, delivered = () => {}, parked = () => {} } = options
    const parts = { db, clock, log, delivered, parked }
    this.lines = options.consumers.map((consumer) => ({
      queue: new ConsumerQueue(consumer, parts),
      ...{ timer: undefined, at: 0, working: undefined, woken: false, pausedUntil: 0 },
    }))
    options.events.listen({
      recorded: () => this.wake(),
      forgotten: (count) => {
        log.error({ deliveries: count }, 'events are too old to be kept: their consumers will not have them')
        options.forgotten?.(count)
      },
    })
  }

  /** Works from now on. */
  async start(): Promise<void> {
    for (const { queue } of this.lines) await queue.enlist()
    this.started = true
    this.wake()
  }

  /** Something waits, perhaps. */
  wake(): void {
    if (!this.started || this.stopping) return
    for (const line of this.lines) this.wakeLine(line)
  }

  /** Hands on all that can be handed on now. */
  async runDue(): Promise<void> {
    if (!this.started) for (const { queue } of this.lines) await queue.enlist()
    // Consumers may queue for others that come after them.
    for (const line of this.lines) {
      await line.working
      // Two at once would stand in each other's way, and the second would not wait for the first.
      await this.begin(line)
    }
  }

  /** Hands on what waits, for `withinMs` at most; the rest stays in the database. */
  async stop(withinMs: number): Promise<void> {
    this.stopping = true
    for (const { timer } of this.lines) clearTimeout(timer)
    const limit = setTimeout(() => this.abort.abort(), withinMs)
    const deadline = performance.now() + withinMs
    for (const line of this.lines) {
      await line.working
      if (this.started && performance.now() < deadline) await this.drain(line)
    }
    clearTimeout(limit)
    this.abort.abort()
  }

  /** Milliseconds for which the oldest event has waited for a consumer; 0 when none waits. */
  async longestWait(): Promise<number> {
    const { db, clock } = this.options
    const oldest = await Promise.all(this.lines.map(({ queue }) => oldestWaiting(db, queue.name)))
    const now = clock()
    return Math.max(0, ...oldest.map((at) => (at === undefined ? 0 : now - at)))
  }

  private wakeLine(line: Line): void {
    line.woken = true
    if (!line.working) this.lookAgain(line, Math.max(gatherFor, line.pausedUntil - performance.now()))
  }

  private lookAgain(line: Line, inMs: number): void {
    const at = performance.now() + inMs
    if (line.timer && line.at <= at) return
    clearTimeout(line.timer)
    line.at = at
    line.timer = setTimeout(() => void this.begin(line), inMs)
  }

  private begin(line: Line): Promise<void> {
    clearTimeout(line.timer)
    line.timer = undefined
    line.working = this.work(line).finally(() => {
      line.working = undefined
    })
    return line.working
  }

  private async work(line: Line): Promise<void> {
    line.woken = false
    const pause = await this.drain(line)
    if (this.stopping || !this.started) return
    line.pausedUntil = pause === undefined ? 0 : performance.now() + pause
    this.lookAgain(line, pause ?? (line.woken ? gatherFor : pollEvery[this.options.db.engine]))
  }

  /** Step after step until nothing is left. @returns for how long it is no use to go on, where it is not empty */
  private async drain(line: Line): Promise<number | undefined> {
    for (let steps = 0; ; steps += 1) {
      const step = await line.queue.step(this.abort.signal)
      if (step === 'more' && !this.abort.signal.aborted) continue
      // A consumer may queue for those after it.
      if (steps > 0 && !this.stopping)
        for (const later of this.lines.slice(this.lines.indexOf(line) + 1))
          if (this.started) this.wakeLine(later)
      return typeof step === 'object' ? step.pause : undefined
    }
  }
}
