// SQL of pull counts and of when something was last pulled.
import { hour } from '../../platform/clock.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { hotQuery, queries } from '../../platform/database/queries.ts'

/** Last-pulled times are kept to the hour: one write for each thing and hour, however often it is pulled. */
const pulledAtGrain = 1 * hour
const batch = 500

const add = hotQuery<{ id: number; count: number }, unknown>((q, p) =>
  q
    .updateTable('repositories')
    .set((eb) => ({ pull_count: eb('pull_count', '+', p('count')) }))
    .where('id', '=', p('id')),
)

export async function addPulls(tx: Transaction, repository: number, count: number): Promise<void> {
  await add.run(tx, { id: repository, count })
}

export async function markPulled(
  tx: Transaction,
  table: 'manifests' | 'tags',
  ids: number[],
  now: number,
): Promise<void> {
  for (let start = 0; start < ids.length; start += batch) {
    await queries(tx)
      .updateTable(table)
      .set({ pulled_at: now })
      .where('id', 'in', ids.slice(start, start + batch))
      .where((eb) => eb.or([eb('pulled_at', 'is', null), eb('pulled_at', '<', now - pulledAtGrain)]))
      .execute()
  }
}
