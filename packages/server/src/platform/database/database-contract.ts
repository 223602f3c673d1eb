// What every database driver promises, as tests; a driver's own test file only opens it.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { describeAside } from './aside-contract.ts'
import { add, createTables, names, rejection, tables } from './contract-tables.ts'
import { type Database, DatabaseUnavailable, type Handle, isUniqueViolation } from './database.ts'
import { describeHotQueries, describeRecall, describeValues } from './values-contract.ts'

export interface DatabaseUnderTest {
  readonly database: Database
  remove(): Promise<void>
}

/** Opens an empty database, whose reads aside may take so long; its tables are made by the suite. */
export type OpenUnderTest = (asideLimitMs?: number) => Promise<DatabaseUnderTest>

export function describeDatabase(name: string, open: OpenUnderTest): void {
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
    describeRecall(db)
    describeAside(db, open)
    describeClosing(open)
  })
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
