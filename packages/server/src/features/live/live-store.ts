// SQL of the feed: the outbox read by its numbers.
import { sql } from 'kysely'
import type { Handle } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'
import type { HintedEvent } from './live-hints.ts'

export interface FedEvent extends HintedEvent {
  readonly seq: number
  /** When it happened, in milliseconds. */
  readonly at: number
}

/** The first and the last that there are; 0 for none. */
export async function outboxEnds(db: Handle): Promise<{ first: number; last: number }> {
  // A subquery each: together, neither engine takes both ends from the index.
  const { rows } = await sql<{ first: number | null; last: number | null }>`
    select (select min(seq) from events) as first, (select max(seq) from events) as last`.execute(queries(db))
  return { first: Number(rows[0]?.first ?? 0), last: Number(rows[0]?.last ?? 0) }
}

/** Those after `after` in their order, and those of `missing` that have turned up. */
export async function readOutbox(
  db: Handle,
  after: number,
  missing: readonly number[],
  limit: number,
): Promise<FedEvent[]> {
  const columns = ['seq', 'at', 'kind', 'project_id as projectId', 'body'] as const
  const fresh = queries(db)
    .selectFrom('events')
    .select(columns)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
  const late = queries(db).selectFrom('events').select(columns).where('seq', 'in', missing)
  const query =
    missing.length === 0
      ? fresh
      : queries(db)
          .selectFrom(fresh.as('fresh'))
          .selectAll()
          .unionAll(late.orderBy('seq').limit(missing.length))
  const rows = await query.execute()
  return rows
    .map(({ body, ...row }) => ({ ...row, body: JSON.parse(body) as Record<string, unknown> }))
    .sort((a, b) => a.seq - b.seq)
}
