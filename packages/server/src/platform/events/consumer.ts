// What takes events from the outbox, and how it is handed them.
import type { Transaction } from '../database/database.ts'
import type { Cause } from '../events.ts'

/** An event as it was recorded. */
export interface RecordedEvent {
  /** In the order of recording; by it a consumer knows an event that it had before. */
  readonly seq: number
  readonly at: number
  readonly kind: string
  readonly projectId: number | null
  readonly cause: Cause
  readonly body: Readonly<Record<string, unknown>>
}

/**
 * Events come in the order of `seq`, a few hundred at most at once, on one node at a time. On PostgreSQL one that
 * commits late may come after a later one.
 *
 * What a consumer throws is the fault of the event: it is handed alone, tried some times again, and then set aside so
 * that others get on. What it throws as `ConsumerAway` is not: everything waits, for as long as events are kept.
 */
export type Consumer = TransactionalConsumer | OutsideConsumer

/** Writes what follows from events with their removal from its queue: each has its effect once. */
export interface TransactionalConsumer {
  /** Kept in the database: it never changes. */
  readonly name: string
  /** Asked before each transaction, in which nothing may be asked but the transaction itself. */
  prepare?(): Promise<void>
  apply(tx: Transaction, events: readonly RecordedEvent[]): Promise<void>
}

/** Tells others of events: each at least once, as what was told may not be recorded. */
export interface OutsideConsumer {
  readonly name: string
  /** @param signal fires when the time for these events is over: another node may be handed them then */
  deliver(events: readonly RecordedEvent[], signal: AbortSignal): Promise<void>
}

/** Whom the consumer tells is not there: nothing is wrong with the events. */
export class ConsumerAway extends Error {
  override readonly name = 'ConsumerAway'
}
