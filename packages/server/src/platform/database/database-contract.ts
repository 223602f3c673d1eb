// What every database driver promises, as tests; a driver's own test file only opens it.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Generated, type Kysely, sql } from 'kysely'
import { columns } from './columns.ts'
import { type Database, DatabaseUnavailable, type Handle, isUniqueViolation } from './database.ts'
import { hotQuery, type Placeholder, queries } from './queries.ts'

interface Tables {
  things: { id: Generated<number>; name: string; size: number | null; body: Uint8Array | null }
  parts: { id: Generated<number>; thing_id: number }
  counters: { name: string; value: number }
}

export interface DatabaseUnderTest {
  readonly database: Database
  remove(): Promise<void>
}

/** These tests have tables of their own, which the product's schema does not know. */
function own(q: unknown): Kysely<Tables> {
  return q as Kysely<Tables>
}

const tables = (handle: Handle) => own(queries(handle))

/** Opens an empty database for the suite; its tables are made by the suite. */
export function describeDatabase(name: string, open: () => Promise<DatabaseUnderTest>): void {
  describe(name, () => {
    let opened: DatabaseUnderTest
    const db = () => opened.database
    beforeAll(async () => {
      opened = await open()
      await db().transaction(createTables)
    }, 120_000)
    afterAll(async () => {
      await db().close()
      await opened.remove()
    }, 30_000)
    describeTransactions(db)
    describeConcurrency(db)
    describeValues(db)
    describeHotQueries(db)
    describeClosing(open)
  })
}

async function createTables(tx: Handle): Promise<void> {
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

async function add(tx: Handle, name: string, size: number | null = null, body: Uint8Array | null = null) {
  await tables(tx).insertInto('things').values({ name, size, body }).execute()
}

async function names(handle: Handle, prefix: string): Promise<string[]> {
  const found = tables(handle).selectFrom('things').select('name').where('name', 'like', `${prefix}%`)
  return (await found.orderBy('name').execute()).map((row) => row.name)
}

/** What `promise` rejects with; undefined when it resolves. */
function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error) => error,
  )
}

function describeTransactions(db: () => Database): void {
  test('a transaction returns what its work returns, and its rows stay', async () => {
    const result = await db().transaction(async (tx) => {
      await add(tx, 'kept-1')
      return 42
    })
    expect(result).toBe(42)
    expect(await names(db(), 'kept-')).toEqual(['kept-1'])
  })

  test('work that throws leaves nothing and rejects with its own error', async () => {
    const cause = new Error('changed my mind')
    const work = db().transaction(async (tx) => {
      await add(tx, 'dropped-1')
      throw cause
    })
    expect(await rejection(work)).toBe(cause)
    expect(await names(db(), 'dropped-')).toEqual([])
  })

  test('nobody outside sees a row before its transaction is committed', async () => {
    await db().transaction(async (tx) => {
      await add(tx, 'hidden-1')
      expect(await names(tx, 'hidden-')).toEqual(['hidden-1'])
      expect(await names(db(), 'hidden-')).toEqual([])
    })
    expect(await names(db(), 'hidden-')).toEqual(['hidden-1'])
  })

  test('a failed statement ends its transaction, even when the work goes on', async () => {
    let later: unknown
    const work = db().transaction(async (tx) => {
      await add(tx, 'ended-1')
      await rejection(add(tx, 'ended-1'))
      later = await rejection(add(tx, 'ended-2'))
      return 'done'
    })
    expect(isUniqueViolation(await rejection(work))).toBe(true)
    expect(isUniqueViolation(later)).toBe(true)
    expect(await names(db(), 'ended-')).toEqual([])
  })

  test('a handle is refused once its transaction ended', async () => {
    let kept: Handle | undefined
    await db().transaction(async (tx) => {
      kept = tx
    })
    expect(await rejection(add(kept!, 'late-1'))).toBeInstanceOf(Error)
    expect(await names(db(), 'late-')).toEqual([])
  })

  test('a change outside a transaction is refused, and reading goes on', async () => {
    expect(String(await rejection(add(db(), 'bare-1')))).toContain('needs a transaction')
    expect(await names(db(), 'bare-')).toEqual([])
  })

  test('afterCommit calls back in order, when others can see the rows and before the caller goes on', async () => {
    const calls: string[] = []
    let seen: Promise<string[]> | undefined
    await db().transaction(async (tx) => {
      tx.afterCommit(() => calls.push('first'))
      tx.afterCommit(() => {
        calls.push('second')
        seen = names(db(), 'after-')
      })
      await add(tx, 'after-1')
      expect(calls).toEqual([])
    })
    calls.push('caller')
    expect(calls).toEqual(['first', 'second', 'caller'])
    expect(await seen).toEqual(['after-1'])
  })

  test('afterCommit never calls back for what was rolled back', async () => {
    let called = false
    const work = db().transaction(async (tx) => {
      tx.afterCommit(() => {
        called = true
      })
      await add(tx, 'undone-1')
      throw new Error('no')
    })
    await rejection(work)
    await db().transaction((tx) => add(tx, 'undone-2'))
    expect(called).toBe(false)
  })

  test('a key that is taken is a unique violation, a missing parent is not', async () => {
    await db().transaction((tx) => add(tx, 'unique-1'))
    const twice = await rejection(db().transaction((tx) => add(tx, 'unique-1')))
    expect(isUniqueViolation(twice)).toBe(true)
    expect((twice as Error).cause).toBeInstanceOf(Error)
    const orphan = db().transaction((tx) => tables(tx).insertInto('parts').values({ thing_id: -1 }).execute())
    const error = await rejection(orphan)
    expect(error).toBeInstanceOf(Error)
    expect(isUniqueViolation(error)).toBe(false)
  })
}

function describeConcurrency(db: () => Database): void {
  test('of many transactions at once only those that throw are missing', async () => {
    const numbers = Array.from({ length: 60 }, (_, index) => index)
    const outcomes = await Promise.allSettled(
      numbers.map((number) =>
        db().transaction(async (tx) => {
          await add(tx, `many-${number}`)
          if (number % 3 === 0) throw new Error(`not ${number}`)
          if (number % 3 === 1) await add(tx, `many-${number}-again`)
        }),
      ),
    )
    const failed = numbers.filter((number) => outcomes[number]!.status === 'rejected')
    expect(failed).toEqual(numbers.filter((number) => number % 3 === 0))
    const expected = numbers.flatMap((number) => {
      if (number % 3 === 0) return []
      return number % 3 === 1 ? [`many-${number}`, `many-${number}-again`] : [`many-${number}`]
    })
    expect(await names(db(), 'many-')).toEqual(expected.sort())
  })

  test('200 increments at once are all there', async () => {
    await db().transaction((tx) =>
      tables(tx).insertInto('counters').values({ name: 'all', value: 0 }).execute(),
    )
    const increment = (tx: Handle) =>
      tables(tx)
        .updateTable('counters')
        .set((e) => ({ value: e('value', '+', 1) }))
        .where('name', '=', 'all')
        .execute()
    await Promise.all(Array.from({ length: 200 }, () => db().transaction(increment)))
    const row = await tables(db()).selectFrom('counters').select('value').where('name', '=', 'all').execute()
    expect(row).toEqual([{ value: 200 }])
  })

  test('two transactions that lock the same rows in opposite order both end', async () => {
    const rows = ['left', 'right'].map((name) => ({ name, value: 0 }))
    await db().transaction((tx) => tables(tx).insertInto('counters').values(rows).execute())
    const touch = (tx: Handle, name: string) =>
      tables(tx)
        .updateTable('counters')
        .set((e) => ({ value: e('value', '+', 1) }))
        .where('name', '=', name)
        .execute()
    const both = (first: string, second: string) =>
      db().transaction(async (tx) => {
        await touch(tx, first)
        await touch(tx, second)
      })
    for (let round = 0; round < 3; round++) {
      await Promise.all([both('left', 'right'), both('right', 'left')])
    }
    const values = await tables(db())
      .selectFrom('counters')
      .select('value')
      .where('name', '!=', 'all')
      .execute()
    expect(values).toEqual([{ value: 6 }, { value: 6 }])
  }, 30_000)
}

function describeValues(db: () => Database): void {
  test('integers are numbers: large ones, counts and sums', async () => {
    // Small and large ones in turn, as a client may choose the parameter's type by the first value.
    const sizes = [1, 2 ** 31, -(2 ** 40), 0, Number.MAX_SAFE_INTEGER - 2 ** 41, null]
    await db().transaction(async (tx) => {
      for (const [index, size] of sizes.entries()) await add(tx, `size-${index}`, size)
    })
    const rows = tables(db()).selectFrom('things').where('name', 'like', 'size-%')
    const stored = await rows.select('size').orderBy('name').execute()
    expect(stored.map(({ size }) => size)).toEqual(sizes)
    const total = await rows
      .select((e) => [e.fn.countAll().as('count'), e.fn.sum('size').as('sum')])
      .execute()
    const sum = sizes.reduce<number>((left, right) => left + (right ?? 0), 0)
    expect(total).toEqual([{ count: sizes.length, sum }])
  })

  test('bytes come back as they were, as Uint8Array', async () => {
    const bodies = [Uint8Array.from({ length: 256 }, (_, index) => index), new Uint8Array(0), null]
    await db().transaction(async (tx) => {
      for (const [index, body] of bodies.entries()) await add(tx, `body-${index}`, null, body)
    })
    const rows = tables(db()).selectFrom('things').select('body').where('name', 'like', 'body-%')
    const stored = (await rows.orderBy('name').execute()).map(({ body }) => body)
    expect(stored.map((body) => body && [...body])).toEqual(bodies.map((body) => body && [...body]))
    expect(stored.map((body) => body?.constructor)).toEqual([Uint8Array, Uint8Array, undefined])
  })

  test('text keeps every character and sorts by its UTF-8 bytes', async () => {
    const inByteOrder = ['', '-', '.', 'A', 'Z', '_', 'a', 'ab', 'z', 'é', 'ﬀ', '\uffff', '😀'].map(
      (s) => `text-${s}`,
    )
    await db().transaction(async (tx) => {
      for (const name of inByteOrder.toReversed()) await add(tx, name)
    })
    expect(await names(db(), 'text-')).toEqual(inByteOrder)
    const after = tables(db())
      .selectFrom('things')
      .select('name')
      .where('name', '>', 'text-z')
      .orderBy('name')
    const following = (await after.execute())
      .map(({ name }) => name)
      .filter((name) => name.startsWith('text-'))
    expect(following).toEqual(inByteOrder.slice(9))
  })

  test('a new column shows in a statement that ran before', async () => {
    const all = () => sql<Record<string, unknown>>`select * from grown`.execute(queries(db()))
    await db().transaction((tx) => sql`create table grown (a bigint)`.execute(queries(tx)))
    await db().transaction((tx) => sql`insert into grown values (1)`.execute(queries(tx)))
    expect((await all()).rows).toEqual([{ a: 1 }])
    await db().transaction((tx) => sql`alter table grown add column b bigint`.execute(queries(tx)))
    expect((await all()).rows).toEqual([{ a: 1, b: null }])
  })
}

const insertThing = hotQuery((q, p: Placeholder<{ name: string; size: number | null }>) =>
  own(q)
    .insertInto('things')
    .values({ name: p('name'), size: p('size'), body: null }),
)
const resize = hotQuery((q, p: Placeholder<{ from: string; to: string; by: number }>) =>
  own(q)
    .updateTable('things')
    .set((e) => ({ size: e('size', '+', p('by')) }))
    .where('name', '>=', p('from'))
    .where('name', '<=', p('to')),
)
const sizeOf = hotQuery((q, p: Placeholder<{ name: string }>) =>
  own(q).selectFrom('things').select('size').where('name', '=', p('name')).where('id', '>', 0).limit(1),
)
const between = hotQuery((q, p: Placeholder<{ from: string; to: string; most: number }>) =>
  own(q)
    .selectFrom('things')
    .select(['name', 'size'])
    .where('name', '>=', p('from'))
    .where('name', '<', p('to'))
    .orderBy('name')
    .limit(p('most')),
)

function describeHotQueries(db: () => Database): void {
  test('hot queries take other values at each call, inside a transaction and outside', async () => {
    await db().transaction(async (tx) => {
      for (const [index, size] of [10, null, 2 ** 40].entries()) {
        expect(await insertThing.run(tx, { name: `hot-${index}`, size })).toEqual({ changes: 1 })
      }
      expect(await sizeOf.first(tx, { name: 'hot-2' })).toEqual({ size: 2 ** 40 })
    })
    expect(await sizeOf.first(db(), { name: 'hot-0' })).toEqual({ size: 10 })
    expect(await sizeOf.first(db(), { name: 'hot-1' })).toEqual({ size: null })
    expect(await sizeOf.first(db(), { name: 'hot-none' })).toBeUndefined()
    const some = await between.all(db(), { from: 'hot-0', to: 'hot-3', most: 2 })
    expect(some).toEqual([
      { name: 'hot-0', size: 10 },
      { name: 'hot-1', size: null },
    ])
    expect(await between.all(db(), { from: 'hot-4', to: 'hot-5', most: 2 })).toEqual([])
  })

  test('run tells how many rows it changed', async () => {
    const grow = (by: number) => db().transaction((tx) => resize.run(tx, { from: 'hot-0', to: 'hot-2', by }))
    expect(await grow(1)).toEqual({ changes: 3 })
    expect(await grow(2 ** 33)).toEqual({ changes: 3 })
    expect(await sizeOf.first(db(), { name: 'hot-0' })).toEqual({ size: 11 + 2 ** 33 })
  })

  test('hot queries at once keep their values apart', async () => {
    const asked = Array.from({ length: 100 }, (_, index) => sizeOf.first(db(), { name: `hot-${index % 2}` }))
    const found = await Promise.all(asked)
    expect(new Set(found.filter((_, index) => index % 2 === 0).map((row) => row?.size))).toEqual(
      new Set([11 + 2 ** 33]),
    )
    expect(new Set(found.filter((_, index) => index % 2 === 1).map((row) => row?.size))).toEqual(
      new Set([null]),
    )
  })
}

function describeClosing(open: () => Promise<DatabaseUnderTest>): void {
  test('closing waits for what is under way and refuses what comes later', async () => {
    const { database, remove } = await open()
    await database.ping(10_000)
    await database.transaction(createTables)
    const last = database.transaction((tx) => add(tx, 'last'))
    const closed = database.close()
    expect(await rejection(names(database, ''))).toBeInstanceOf(DatabaseUnavailable)
    expect(await rejection(database.transaction((tx) => add(tx, 'too late')))).toBeInstanceOf(
      DatabaseUnavailable,
    )
    expect(await rejection(last)).toBeUndefined()
    await closed
    await database.close()
    expect(await rejection(database.ping(1000))).toBeInstanceOf(DatabaseUnavailable)
    await remove()
  }, 60_000)
}
