// What every driver promises of reads that run aside, as tests.
import { expect, test } from 'bun:test'
import { sql } from 'kysely'
import { add, names, rejection, tables } from './contract-tables.ts'
import { type Database, DatabaseUnavailable, QueryTooSlow } from './database.ts'
import { queries } from './queries.ts'

/** Counts so far that it takes minutes. */
const endless = sql`with recursive counting(n) as (select 1 union all select n + 1 from counting where n < 1000000000)
  select max(n) from counting`

/** @param open opens an empty database whose reads aside are given up after `limitMs` */
export function describeAside(db: () => Database, open: (limitMs: number) => Promise<Opened>): void {
  test('a read aside sees what was committed before it, with its values', async () => {
    const body = new Uint8Array([0, 1, 255])
    await db().transaction((tx) =>
      tables(tx)
        .insertInto('things')
        .values({ name: 'aside-1', size: 2 ** 40, body })
        .execute(),
    )
    const [row] = await tables(db().aside)
      .selectFrom('things')
      .select(['name', 'size', 'body'])
      .where('name', '=', 'aside-1')
      .execute()
    expect(row).toEqual({ name: 'aside-1', size: 2 ** 40, body })
    expect(db().aside.engine).toBe(db().engine)
  })

  test('a write aside is refused, and mistakes are told', async () => {
    expect(await rejection(add(db().aside, 'aside-written'))).toBeInstanceOf(Error)
    expect(await names(db(), 'aside-written')).toEqual([])
    expect(await rejection(sql`select nothing from nowhere`.execute(queries(db().aside)))).toBeInstanceOf(
      Error,
    )
    expect(await names(db().aside, 'aside-1')).toEqual(['aside-1'])
  })

  test('many reads aside at once are all answered', async () => {
    const asked = Array.from({ length: 50 }, () => names(db().aside, 'aside-1'))
    expect(new Set((await Promise.all(asked)).flat())).toEqual(new Set(['aside-1']))
  })

  test('a read that takes too long is given up; others go on meanwhile, and after it', async () => {
    const { database, remove } = await open(1_000)
    try {
      await database.ping(10_000)
      let ended = false
      const slow = rejection(endless.execute(queries(database.aside))).finally(() => {
        ended = true
      })
      await sql`select 1`.execute(queries(database))
      expect(ended).toBe(false)
      expect(await slow).toBeInstanceOf(QueryTooSlow)
      const { rows } = await sql<{ one: number }>`select 1 as one`.execute(queries(database.aside))
      expect(rows).toEqual([{ one: 1 }])
    } finally {
      await database.close()
      expect(await rejection(sql`select 1`.execute(queries(database.aside)))).toBeInstanceOf(
        DatabaseUnavailable,
      )
      await remove()
    }
  }, 30_000)
}

interface Opened {
  readonly database: Database
  remove(): Promise<void>
}
