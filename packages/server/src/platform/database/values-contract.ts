// The part of the database contract that is about values: what goes in comes out, by hot queries too.
import { expect, test } from 'bun:test'
import { sql } from 'kysely'
import { add, names, own, rejection, tables } from './contract-tables.ts'
import type { Database, Handle } from './database.ts'
import { hotListQuery, hotQuery, type Placeholder, queries } from './queries.ts'

export function describeValues(db: () => Database): void {
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

const insertThings = hotListQuery<{ body: null }, { name: string; size: number }>((q, p, items) =>
  own(q)
    .insertInto('things')
    .values(items.map((item) => ({ name: item('name'), size: item('size'), body: p('body') }))),
)
const sizesOf = hotListQuery<{ from: number }, { name: string }, { size: number }>((q, p, items) =>
  own(q)
    .selectFrom('things')
    .select('size')
    .where('size', '>=', p('from'))
    .where(
      'name',
      'in',
      items.map((item) => item('name')),
    )
    .$castTo<{ size: number }>(),
)

export function describeHotQueries(db: () => Database): void {
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

  test('a list of any length is found or added, in pieces where it is long', async () => {
    const wanted = Array.from({ length: 250 }, (_, index) => ({ name: `list-${index}`, size: index }))
    await db().transaction(async (tx) => {
      expect(await insertThings.all(tx, { body: null }, [])).toEqual([])
      await insertThings.all(tx, { body: null }, wanted)
    })
    const found = await sizesOf.all(db(), { from: 10 }, [...wanted, { name: 'list-none' }])
    expect(found.map(({ size }) => size).sort((a, b) => a - b)).toEqual(
      wanted.map(({ size }) => size).slice(10),
    )
    expect(await sizesOf.all(db(), { from: 0 }, [{ name: 'list-1' }])).toEqual([{ size: 1 }])
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

export function describeRecall(db: () => Database): void {
  test('a recalled hot query sees a change as soon as its transaction resolves, and none that was rolled back', async () => {
    const sizeByName = hotQuery<{ name: string }, { size: number | null }>(
      (q, p) => own(q).selectFrom('things').select('size').where('name', '=', p('name')),
      { recalled: true },
    )
    const size = (handle: Handle) => sizeByName.all(handle, { name: 'recalled' })
    const set = (tx: Handle, value: number) =>
      tables(tx).updateTable('things').set({ size: value }).where('name', '=', 'recalled').execute()
    expect(await size(db())).toEqual([])
    await db().transaction((tx) => add(tx, 'recalled', 1))
    expect(await size(db())).toEqual([{ size: 1 }])
    await db().transaction(async (tx) => {
      await set(tx, 2)
      expect(await size(tx)).toEqual([{ size: 2 }])
      expect(await size(db())).toEqual([{ size: 1 }])
    })
    expect(await size(db())).toEqual([{ size: 2 }])
    await rejection(
      db().transaction(async (tx) => {
        await set(tx, 3)
        throw new Error('changed my mind')
      }),
    )
    expect(await size(db())).toEqual([{ size: 2 }])
  })
}
