// Tables of their own for the database contract's tests, and what the tests share.
import type { Generated, Kysely } from 'kysely'
import { columns } from './columns.ts'
import type { Handle } from './database.ts'
import { queries } from './queries.ts'

interface Tables {
  things: { id: Generated<number>; name: string; size: number | null; body: Uint8Array | null }
  parts: { id: Generated<number>; thing_id: number }
  counters: { name: string; value: number }
}

/** These tests have tables of their own, which the product's schema does not know. */
export function own(q: unknown): Kysely<Tables> {
  return q as Kysely<Tables>
}

export const tables = (handle: Handle) => own(queries(handle))

export async function createTables(tx: Handle): Promise<void> {
  const { id, int, text, bytes } = columns(tx.engine)
  const { schema } = tables(tx)
  await schema
    .createTable('things')
    .addColumn('id', id)
    .addColumn('name', text, (c) => c.notNull().unique())
    .addColumn('size', int)
    .addColumn('body', bytes)
    .execute()
  await schema
    .createTable('parts')
    .addColumn('id', id)
    .addColumn('thing_id', int, (c) => c.notNull().references('things.id'))
    .execute()
  await schema
    .createTable('counters')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('value', int, (c) => c.notNull())
    .execute()
}

export async function add(
  tx: Handle,
  name: string,
  size: number | null = null,
  body: Uint8Array | null = null,
) {
  await tables(tx).insertInto('things').values({ name, size, body }).execute()
}

export async function names(handle: Handle, prefix: string): Promise<string[]> {
  const found = tables(handle).selectFrom('things').select('name').where('name', 'like', `${prefix}%`)
  return (await found.orderBy('name').execute()).map((row) => row.name)
}

/** What `promise` rejects with; undefined when it resolves. */
export function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error) => error,
  )
}
