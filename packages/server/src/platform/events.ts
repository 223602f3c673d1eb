// The outbox: an event is written in the transaction of the change it tells of, with a delivery for each consumer.
import type { Clock } from './clock.ts'
import type { Transaction } from './database/database.ts'
import { queries } from './database/queries.ts'

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
}

export class Events {
  /** @param consumers each gets a delivery row of every event: a cursor would skip transactions that commit late */
  constructor(
    private readonly consumers: readonly string[],
    private readonly clock: Clock,
  ) {}

  async record(tx: Transaction, cause: Cause, event: EventToRecord): Promise<void> {
    const at = this.clock()
    const { seq } = await queries(tx)
      .insertInto('events')
      .values({
        at,
        kind: event.kind,
        project_id: event.projectId,
        actor: JSON.stringify({ ...cause.actor, address: cause.address }),
        request_id: cause.requestId,
        traceparent: cause.traceparent ?? null,
        body: JSON.stringify(event.body),
      })
      .returning('seq')
      .executeTakeFirstOrThrow()
    if (this.consumers.length === 0) return
    await queries(tx)
      .insertInto('deliveries')
      .values(this.consumers.map((consumer) => ({ consumer, seq, due_at: at })))
      .execute()
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
    await queries(tx).deleteFrom('deliveries').where('seq', 'in', seqs).execute()
    await queries(tx).deleteFrom('events').where('seq', 'in', seqs).execute()
    return seqs.length
  }
}
