// Counts no further than anybody needs to know: an index's end is far in a large table.
import type { AliasableExpression } from 'kysely'
import type { Handle } from './database.ts'
import { queries } from './queries.ts'

/** @param rows whose `limit` is what is counted at most */
export async function countAtMost(db: Handle, rows: AliasableExpression<unknown>): Promise<number> {
  const { total } = await queries(db)
    .selectFrom(rows.as('part'))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return Number(total)
}
