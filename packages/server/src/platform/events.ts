// The outbox: an event is written in the transaction of the change it tells of, with a delivery for each consumer.
import type { Clock } from './clock.ts'
import type { Transaction } from './database/database.ts'
import { hotListQuery, queries } from './database/queries.ts'

/** Who caused a change, and in which request: kept with every event. */
export interface Cause {
  readonly actor: {
    readonly type: string
    readonly id: number | null
    readonly name: string
    readonly via: string
  }
  readonly address: string
  readonly requestId: string
  readonly traceparent: string | undefined
}

export interface EventToRecord {
  /** `artifact.pushed`, `tag.deleted`, …: a noun and what happened to it. */
  readonly kind: string
  readonly projectId: number | null
  readonly body: Readonly<Record<string, unknown>>
  /** When it happened, where that was before it is recorded. */
  readonly at?: number
  /** Of no use once every consumer has had it: it goes then, and not in the end. */
  readonly passing?: boolean
}

const newEvents = hotListQuery<object, ReturnType<typeof rowOf>, { seq: number }>((q, _, items) =>
  q
    .insertInto('events')
    .values(
      items.map((item) => ({
        at: item('at'),
        kind: item('kind'),
        project_id: item('project_id'),
        actor: item('actor'),
        request_id: item('request_id'),
        traceparent: item('traceparent'),
        body: item('body'),
        passing: item('passing'),
      })),
    )
    .returning('seq'),
)
const newDeliveries = hotListQuery<{ at: number }, { consumer: string; seq: number }>((q, p, items) =>
  q
    .insertInto('deliveries')
    .values(items.map((item) => ({ consumer: item('consumer'), seq: item('seq'), due_at: p('at') }))),
)

/** What hands events on in the same process wants to know, each after the commit. */
export interface EventsListener {
  recorded(): void
  /** So many deliveries were given up, as their events are too old to be kept. */
  forgotten(count: number): void
}

export class Events {
  private readonly listeners: Partial<EventsListener>[] = []

  /** @param consumers each gets a delivery row of every event: a cursor would skip transactions that commit late */
  constructor(
    private readonly consumers: readonly string[],
    private readonly clock: Clock,
  ) {}

  listen(listener: Partial<EventsListener>): void {
    this.listeners.push(listener)
  }

  record(tx: Transaction, cause: Cause, event: EventToRecord): Promise<void> {
    return this.recordAll(tx, [{ cause, event }])
  }

  /** @param recorded a few hundred at most: they are rows of one statement */
  async recordAll(
    tx: Transaction,
    recorded: readonly { readonly cause: Cause; readonly event: EventToRecord }[],
  ): Promise<void> {
    if (recorded.length === 0) return
    const at = this.clock()
    const rows = await newEvents.all(
      tx,
      {},
      recorded.map(({ cause, event }) => rowOf(cause, event, at)),
    )
    if (this.consumers.length === 0) return
    const deliveries = rows.flatMap(({ seq }) => this.consumers.map((consumer) => ({ consumer, seq })))
    await newDeliveries.all(tx, { at }, deliveries)
    tx.afterCommit(() => {
      for (const each of this.listeners) each.recorded?.()
    })
  }

  /** Forgets events of before `before`, with what was never delivered of them. @returns how many, `limit` at most */
  async prune(tx: Transaction, before: number, limit: number): Promise<number> {
    const old = await queries(tx)
      .selectFrom('events')
      .select('seq')
      .where('at', '<', before)
      .orderBy('at')
      .limit(limit)
      .execute()
    if (old.length === 0) return 0
    const seqs = old.map(({ seq }) => seq)
    let undelivered = 0
    for (const table of ['deliveries', 'parked_deliveries'] as const) {
      const { numDeletedRows } = await queries(tx)
        .deleteFrom(table)
        .where('seq', 'in', seqs)
        .executeTakeFirst()
      undelivered += Number(numDeletedRows)
    }
    if (undelivered > 0) {
      tx.afterCommit(() => {
        for (const each of this.listeners) each.forgotten?.(undelivered)
      })
    }
    await queries(tx).deleteFrom('events').where('seq', 'in', seqs).execute()
    return seqs.length
  }
}

function rowOf(cause: Cause, event: EventToRecord, at: number) {
  return {
    at: event.at ?? at,
    kind: event.kind,
    project_id: event.projectId,
    actor: JSON.stringify({ ...cause.actor, address: cause.address }),
    request_id: cause.requestId,
    traceparent: cause.traceparent ?? null,
    body: JSON.stringify(event.body),
    passing: Number(event.passing ?? false),
  }
}
