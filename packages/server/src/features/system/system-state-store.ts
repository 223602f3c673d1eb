// SQL of the server's state: what jobs and events are like, counted along indexes and no further than `countMost`.
import { sql } from 'kysely'
import { countAtMost } from '../../platform/database/count-at-most.ts'
import type { Handle } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'

/** More than anybody needs to see that something is wrong. */
const countMost = 1_000
const failuresShown = 5

export interface FailedJob {
  readonly kind: string
  readonly error: string | null
  readonly finishedAt: number | null
}

export function countJobs(db: Handle, state: 'running' | 'failed'): Promise<number> {
  return countAtMost(
    db,
    queries(db).selectFrom('jobs').where('state', '=', state).select(one).limit(countMost),
  )
}

/** Jobs that wait: those whose time has come, or those whose time comes later. */
export function countWaiting(db: Handle, when: 'due' | 'planned', now: number): Promise<number> {
  const waiting = queries(db)
    .selectFrom('jobs')
    .where('state', '=', 'waiting')
    .where('due_at', when === 'due' ? '<=' : '>', now)
  return countAtMost(db, waiting.select(one).limit(countMost))
}

/** The newest ones that were given up. */
export function lastFailures(db: Handle): Promise<FailedJob[]> {
  return queries(db)
    .selectFrom('jobs')
    .select(['kind', 'error', 'finished_at as finishedAt'])
    .where('state', '=', 'failed')
    .orderBy('finished_at', 'desc')
    .limit(failuresShown)
    .execute()
}

export function countDeliveries(db: Handle, table: 'deliveries' | 'parked_deliveries'): Promise<number> {
  return countAtMost(db, queries(db).selectFrom(table).select(one).limit(countMost))
}

/** When the oldest event was recorded that some consumer has not had. */
export async function oldestEvent(db: Handle): Promise<number | undefined> {
  const row = await queries(db)
    .selectFrom('deliveries as d')
    .innerJoin('events as e', 'e.seq', 'd.seq')
    .select('e.at')
    .orderBy('d.seq')
    .limit(1)
    .executeTakeFirst()
  return row?.at
}

const one = sql<number>`1`.as('one')
