// SQL of deliveries: what waits for a consumer, who hands it on, and what is done with it.
import { type Selectable, sql } from 'kysely'
import type { Handle, Transaction } from '../database/database.ts'
import { hotListQuery, hotQuery, queries } from '../database/queries.ts'
import type { EventsTable } from '../database/schema.ts'
import type { RecordedEvent } from './consumer.ts'

export interface WaitingDelivery {
  readonly seq: number
  readonly dueAt: number
  readonly attempts: number
  /** Characters of its event's body. */
  readonly size: number
}

const head = hotQuery<{ consumer: string; limit: number }, WaitingDelivery>((q, p) =>
  q
    .selectFrom('deliveries as d')
    .innerJoin('events as e', 'e.seq', 'd.seq')
    .select((eb) => [
      'd.seq',
      'd.due_at as dueAt',
      'd.attempts',
      eb.fn<number>('length', ['e.body']).as('size'),
    ])
    .where('d.consumer', '=', p('consumer'))
    .orderBy('d.seq')
    .limit(p('limit')),
)

/** What waits for a consumer, oldest first. */
export function readHead(db: Handle, consumer: string, limit: number): Promise<WaitingDelivery[]> {
  return head.all(db, { consumer, limit })
}

/** When the oldest event was recorded that a consumer has not had; undefined when it has had all. */
export async function oldestWaiting(db: Handle, consumer: string): Promise<number | undefined> {
  const row = await queries(db)
    .selectFrom('deliveries as d')
    .innerJoin('events as e', 'e.seq', 'd.seq')
    .select('e.at')
    .where('d.consumer', '=', consumer)
    .orderBy('d.seq')
    .limit(1)
    .executeTakeFirst()
  return row?.at
}

const eventsOf = hotListQuery<object, { seq: number }, Selectable<EventsTable>>((q, _, items) =>
  q
    .selectFrom('events')
    .selectAll()
    .where(
      'seq',
      'in',
      items.map((item) => item('seq')),
    )
    .orderBy('seq'),
)

/** In the order of their seqs. @param seqs a hundred at most, ascending */
export async function readEvents(db: Handle, seqs: readonly number[]): Promise<RecordedEvent[]> {
  const rows = await eventsOf.all(
    db,
    {},
    seqs.map((seq) => ({ seq })),
  )
  return rows.map((row) => {
    const { address, ...actor } = JSON.parse(row.actor) as RecordedEvent['cause']['actor'] & {
      address: string
    }
    const { request_id: requestId, traceparent } = row
    return {
      seq: row.seq,
      at: row.at,
      kind: row.kind,
      projectId: row.project_id,
      cause: { actor, address, requestId, traceparent: traceparent ?? undefined },
      body: JSON.parse(row.body) as Record<string, unknown>,
    }
  })
}

/** Sees to it that the consumer is known, and gives what was set aside one more try: a new version may take it. */
export async function enlist(
  tx: Transaction,
  consumer: string,
  now: number,
  attempts: number,
): Promise<void> {
  await queries(tx)
    .insertInto('consumers')
    .values({ name: consumer, lease_until: 0, epoch: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await queries(tx)
    .insertInto('deliveries')
    .columns(['consumer', 'seq', 'due_at', 'attempts'])
    .expression((eb) =>
      // PostgreSQL would take a bare parameter for text here.
      eb
        .selectFrom('parked_deliveries')
        .select(['consumer', 'seq', whole(now).as('due_at'), whole(attempts).as('attempts')])
        .where('consumer', '=', consumer),
    )
    .onConflict((conflict) => conflict.columns(['consumer', 'seq']).doNothing())
    .execute()
  await queries(tx).deleteFrom('parked_deliveries').where('consumer', '=', consumer).execute()
}

/** Holds the consumer for this transaction. @returns its epoch; undefined while another node hands events to it */
export async function holdConsumer(
  tx: Transaction,
  consumer: string,
  now: number,
): Promise<number | undefined> {
  let query = queries(tx)
    .selectFrom('consumers')
    .select('epoch')
    .where('name', '=', consumer)
    .where('lease_until', '<=', now)
  if (tx.engine === 'postgres') query = query.forUpdate().skipLocked()
  return (await query.executeTakeFirst())?.epoch
}

/** Takes the consumer for longer than a transaction. @returns the lease's epoch */
export async function leaseConsumer(tx: Transaction, consumer: string, until: number): Promise<number> {
  const { epoch } = await queries(tx)
    .updateTable('consumers')
    .set((eb) => ({ lease_until: until, epoch: eb('epoch', '+', 1) }))
    .where('name', '=', consumer)
    .returning('epoch')
    .executeTakeFirstOrThrow()
  return epoch
}

/** @returns false when the lease ran out and another node has it */
export async function endLease(tx: Transaction, consumer: string, epoch: number): Promise<boolean> {
  const { numUpdatedRows } = await queries(tx)
    .updateTable('consumers')
    .set({ lease_until: 0 })
    .where('name', '=', consumer)
    .where('epoch', '=', epoch)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** The consumer has had these; of passing events that nobody waits for any more, nothing stays. */
export async function removeDeliveries(
  tx: Transaction,
  consumer: string,
  seqs: readonly number[],
): Promise<void> {
  const items = seqs.map((seq) => ({ seq }))
  await takenDeliveries.all(tx, { consumer }, items)
  await passedEvents.all(tx, {}, items)
}

const takenDeliveries = hotListQuery<{ consumer: string }, { seq: number }>((q, p, items) =>
  q
    .deleteFrom('deliveries')
    .where('consumer', '=', p('consumer'))
    .where(
      'seq',
      'in',
      items.map((item) => item('seq')),
    ),
)

const passedEvents = hotListQuery<object, { seq: number }>((q, _, items) =>
  q
    .deleteFrom('events')
    .where(
      'seq',
      'in',
      items.map((item) => item('seq')),
    )
    .where('passing', '=', 1)
    .where((eb) =>
      eb.and(
        (['deliveries', 'parked_deliveries'] as const).map((table) =>
          eb.not(eb.exists(eb.selectFrom(table).select('seq').whereRef(`${table}.seq`, '=', 'events.seq'))),
        ),
      ),
    ),
)

/** It is tried again at `dueAt`; those after it wait. */
export async function putOff(tx: Transaction, consumer: string, seq: number, dueAt: number): Promise<void> {
  await queries(tx)
    .updateTable('deliveries')
    .set((eb) => ({ due_at: dueAt, attempts: eb('attempts', '+', 1) }))
    .where('consumer', '=', consumer)
    .where('seq', '=', seq)
    .execute()
}

/** Sets an event aside that the consumer cannot take. */
export async function park(
  tx: Transaction,
  consumer: string,
  seq: number,
  why: { readonly error: string; readonly now: number },
): Promise<void> {
  await queries(tx)
    .insertInto('parked_deliveries')
    .values({ consumer, seq, error: why.error, parked_at: why.now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await queries(tx).deleteFrom('deliveries').where('consumer', '=', consumer).where('seq', '=', seq).execute()
}

/** Queues events that a consumer has seen for another one, in the first one's transaction. */
export async function queueFor(
  tx: Transaction,
  consumer: string,
  seqs: readonly number[],
  now: number,
): Promise<void> {
  await queries(tx)
    .insertInto('deliveries')
    .values(seqs.map((seq) => ({ consumer, seq, due_at: now })))
    .onConflict((conflict) => conflict.columns(['consumer', 'seq']).doNothing())
    .execute()
}

function whole(value: number) {
  return sql<number>`cast(${value} as bigint)`
}
