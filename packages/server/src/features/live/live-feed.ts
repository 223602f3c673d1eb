// Tells those who listen of changes: one reader of the outbox for all of them, and none while nobody listens.
import { type Clock, second } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Events } from '../../platform/events.ts'
import type { Log } from '../../platform/log.ts'
import type { Permits } from '../authorization/index.ts'
import type { Principal } from '../identity/index.ts'
import { type Hint, hintOf } from './live-hints.ts'
import { LiveSight } from './live-sight.ts'
import { LiveStream } from './live-stream.ts'
import { OutboxReader, type Piece } from './outbox-reader.ts'

/** At most so often is the outbox read. */
const readEvery = 1 * second
/** Listeners who are looked at side by side: the rest of the server goes on meanwhile. */
const together = 8

export interface LiveFeedOptions {
  readonly db: Database
  readonly events: Events
  readonly permits: Permits
  readonly clock: Clock
  readonly log: Log
  /** Milliseconds between signs of life. */
  readonly heartbeat: number
  /** Streams in all, and of one person. */
  readonly most: number
  readonly mostPerPerson: number
}

export interface Listening {
  readonly principal: Principal
  /** Whose streams are counted together. */
  readonly person: string
  /** Whether the credentials still hold. */
  holds(): Promise<boolean>
  /** Where to go on from; undefined: from now on. */
  readonly after: number | undefined
  /** Milliseconds after which the stream ends. */
  readonly lasts: number
}

interface Listener extends Listening {
  readonly stream: LiveStream
  readonly timer: Timer
}

interface NumberedHint {
  readonly seq: number
  readonly hint: Hint
}

export class LiveFeed {
  private readonly listeners = new Set<Listener>()
  private reader: Promise<OutboxReader> | undefined
  private timer: Timer | undefined
  private beating: Timer | undefined
  private lastRead = 0
  private reading = false
  private woken = false
  private closed = false

  constructor(private readonly options: LiveFeedOptions) {
    options.events.listen({ recorded: () => this.wake() })
  }

  get count(): number {
    return this.listeners.size
  }

  /** @throws Failure TOOMANYREQUESTS, UNAVAILABLE when the server is leaving */
  async open(listening: Listening): Promise<ReadableStream<Uint8Array>> {
    this.admit(listening)
    const stream = new LiveStream(() => this.leave(listener))
    const timer = setTimeout(() => stream.end('time'), listening.lasts)
    const listener: Listener = { ...listening, stream, timer }
    this.listeners.add(listener)
    try {
      await this.begin(listener)
    } catch (error) {
      this.leave(listener)
      throw error
    }
    return stream.body
  }

  /** Ends all streams, and takes no more. */
  close(): void {
    this.closed = true
    for (const { stream } of this.listeners) stream.end('leaving')
  }

  private admit({ person, principal }: Listening): void {
    if (this.closed) {
      throw new Failure('UNAVAILABLE', { message: 'the server is about to stop', expected: true })
    }
    const { most, mostPerPerson } = this.options
    const all = [...this.listeners]
    const own = all.filter((each) => each.person === person).length
    // Who has many addresses takes no place from those who have an account.
    const strangers = isStranger(principal) ? all.filter((each) => isStranger(each.principal)).length : 0
    if (all.length < most && own < mostPerPerson && strangers < most / 2) return
    const message = 'too many streams are open; close some, or go on without'
    throw new Failure('TOOMANYREQUESTS', { message, headers: { 'retry-after': '60' } })
  }

  private async begin(listener: Listener): Promise<void> {
    const { db, clock } = this.options
    this.reader ??= OutboxReader.atEnd(db, clock)
    this.reader.catch(() => {
      this.reader = undefined
    })
    this.beating ??= setInterval(() => void this.beat(), this.options.heartbeat)
    const reader = await this.reader
    listener.stream.beat(reader.position)
    if (listener.after !== undefined) {
      const missed = await reader.since(listener.after)
      await this.tell([listener], missed, reader.position)
    }
    if (db.engine === 'postgres') this.wake()
  }

  private leave(listener: Listener): void {
    clearTimeout(listener.timer)
    this.listeners.delete(listener)
    if (this.listeners.size > 0) return
    clearInterval(this.beating)
    clearTimeout(this.timer)
    this.beating = undefined
    this.timer = undefined
    this.reader = undefined
  }

  /** There may be something new. */
  private wake(): void {
    this.woken = true
    if (this.listeners.size === 0 || this.timer || this.reading) return
    const wait = Math.max(0, this.lastRead + readEvery - performance.now())
    this.timer = setTimeout(() => void this.read(), wait)
  }

  private async read(): Promise<void> {
    this.timer = undefined
    this.woken = false
    this.reading = true
    this.lastRead = performance.now()
    try {
      const reader = await this.reader
      const piece = await reader?.next()
      // To those too who came while it was being read: they were told a place to go on from that lies before it.
      if (reader && piece) await this.tell([...this.listeners], piece, reader.position)
    } catch (error) {
      this.options.log.warn({ err: error }, 'changes could not be told to open pages')
      for (const { stream } of this.listeners) stream.end('fault')
    } finally {
      this.reading = false
    }
    // Other nodes write to the same database, and wake nobody here.
    if (this.woken || this.options.db.engine === 'postgres') this.wake()
  }

  private async tell(listeners: readonly Listener[], piece: Piece, position: number): Promise<void> {
    const hints = hintsIn(piece)
    if (hints.length === 0 && !piece.skipped) return
    const sight = new LiveSight(this.options.permits)
    const waiting = [...listeners]
    const work = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        await this.tellOne(next, piece.skipped ? undefined : hints, position, sight)
      }
    }
    await Promise.all(Array.from({ length: Math.min(together, waiting.length) }, work))
  }

  /** @param hints undefined: there were too many */
  private async tellOne(
    listener: Listener,
    hints: readonly NumberedHint[] | undefined,
    position: number,
    sight: LiveSight,
  ): Promise<void> {
    const { stream, principal } = listener
    try {
      const told: { readonly seq: number; readonly hint: object }[] = []
      for (const { seq, hint } of hints ?? []) {
        const seen = await sight.of(principal, hint)
        if (seen) told.push({ seq, hint: present(hint, seen) })
      }
      // Most changes are nothing to most listeners: whether their credentials hold is asked with each heartbeat anyway.
      if (hints && told.length === 0) return
      if (!(await listener.holds())) return stream.end('signed-out')
      if (!hints) return stream.resync(position)
      for (const { seq, hint } of told) stream.hint(seq, hint)
    } catch (error) {
      // Its account is gone, or its credential is over.
      const refused = error instanceof Failure && error.code === 'UNAUTHORIZED'
      stream.end(refused ? 'signed-out' : 'fault')
    }
  }

  private async beat(): Promise<void> {
    const reader = await this.reader?.catch(() => undefined)
    for (const listener of [...this.listeners]) {
      const held = await listener.holds().catch(() => undefined)
      if (held === false) listener.stream.end('signed-out')
      else listener.stream.beat(reader?.position ?? 0)
    }
  }
}

function isStranger({ actor }: Principal): boolean {
  return actor.type === 'anonymous'
}

/** The same thing told many times at once is told once, at its last. */
function hintsIn({ events }: Piece): NumberedHint[] {
  const last = new Map<string, NumberedHint>()
  for (const event of events) {
    const hint = hintOf(event)
    if (!hint) continue
    const key = JSON.stringify(hint)
    last.delete(key)
    last.set(key, { seq: event.seq, hint })
  }
  return [...last.values()]
}

function present({ kind, projectId, repository, tag }: Hint, { project }: { project?: string }) {
  return {
    kind,
    ...(projectId !== null && { project_id: projectId }),
    ...(project !== undefined && { project }),
    ...(repository !== undefined && { repository }),
    ...(tag !== undefined && { tag }),
  }
}
