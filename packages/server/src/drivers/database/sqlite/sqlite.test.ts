// SQLite's own cases: groups that share a commit, a full disk, work that never ends.
import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import {
  type Database,
  DatabaseUnavailable,
  type Handle,
  QueryTooSlow,
} from '../../../platform/database/database.ts'
import { queries } from '../../../platform/database/queries.ts'
import { openSqlite } from './sqlite.ts'

let folder: string
let database: Database

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'entrepot-sqlite-'))
  database = openSqlite(join(folder, 'test.db'), { transactionLimitMs: 200 })
  await database.transaction(async (tx) => {
    await run(tx, 'create table parents (id integer primary key)')
    await run(
      tx,
      'create table things (name text, parent integer references parents deferrable initially deferred)',
    )
  })
})
afterEach(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

async function run<Row>(handle: Handle, text: string): Promise<readonly Row[]> {
  return (await sql.raw<Row>(text).execute(queries(handle))).rows
}

const add = (name: string) => (tx: Handle) => run(tx, `insert into things (name) values ('${name}')`)
const names = async () =>
  (await run<{ name: string }>(database, 'select name from things order by name')).map(({ name }) => name)

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error) => error,
  )

/** A group ends when it has taken too long, as it may on a busy machine: what it shows is seen in one of some. */
async function untilOneGroup(round: () => Promise<boolean>): Promise<void> {
  for (let n = 0; n < 50; n++) if (await round()) return
  throw new Error('transactions that wait together never were a group')
}

test('transactions that wait together run before the first of them is answered', () =>
  untilOneGroup(async () => {
    const order: string[] = []
    const one = (name: string) =>
      database
        .transaction(async () => void order.push(`work ${name}`))
        .then(() => order.push(`answer ${name}`))
    await Promise.all([one('a'), one('b'), one('c')])
    return order.join() === 'work a,work b,work c,answer a,answer b,answer c'
  }))

test('when the commit itself fails all of its group reject, and the next transaction works', async () => {
  const orphan = (tx: Handle) => run(tx, `insert into things values ('orphan', 77)`)
  await untilOneGroup(async () => {
    const kept = await names()
    const outcomes = await Promise.allSettled([
      database.transaction(add('a')),
      database.transaction(orphan),
      database.transaction(add('b')),
    ])
    const [a, lost, b] = outcomes.map(({ status }) => status)
    expect(lost).toBe('rejected')
    const added = [a === 'fulfilled' ? ['a'] : [], b === 'fulfilled' ? ['b'] : []].flat()
    expect(await names()).toEqual([...kept, ...added].sort())
    return added.length === 0
  })
  const before = await names()
  await database.transaction(add('c'))
  expect(await names()).toEqual([...before, 'c'])
})

test('a full disk is DatabaseUnavailable with its fault, and writing goes on once there is space', async () => {
  const limitPages = (pages: number) =>
    database.transaction((tx) => run(tx, `pragma max_page_count = ${pages}`))
  await database.transaction(add('before'))
  await limitPages(8)
  const big = (tx: Handle) => run(tx, 'insert into things (name) values (hex(zeroblob(100000)))')
  const [small, large] = await Promise.allSettled([
    database.transaction(add('with')),
    database.transaction(big),
  ])
  expect(large).toMatchObject({
    status: 'rejected',
    reason: { name: 'DatabaseUnavailable', fault: 'no-space' },
  })
  // SQLite may roll back the whole group with it, and then says so to all.
  const kept = small.status === 'fulfilled' ? ['before', 'with'] : ['before']
  expect(await names()).toEqual(kept)
  await limitPages(100_000)
  await database.transaction(add('xfter'))
  expect(await names()).toEqual([...kept, 'xfter'])
})

test('work that waits for a transaction inside its own is given up, and leaves nothing', async () => {
  let inner: Promise<unknown> | undefined
  const outer = database.transaction(async (tx) => {
    await add('outer')(tx)
    inner = database.transaction(add('inner'))
    await inner
    await add('after')(tx)
  })
  expect(await rejection(outer)).toBeInstanceOf(DatabaseUnavailable)
  expect(await rejection(inner!)).toBeUndefined()
  expect(await names()).toEqual(['inner'])
})

test('a caller that writes in a row lets everything else have its turn', async () => {
  let turns = 0
  let next: NodeJS.Immediate
  const turn = () => {
    turns++
    next = setImmediate(turn)
  }
  turn()
  for (let index = 0; index < 50; index++) await database.transaction(add(`row-${index}`))
  clearImmediate(next!)
  expect(turns).toBeGreaterThan(40)
})

test('the WAL stays small over many commits, and closing leaves the file alone', async () => {
  const wal = join(folder, 'test.db-wal')
  const chunk = (tx: Handle) => run(tx, 'insert into things (name) values (hex(zeroblob(50000)))')
  for (let index = 0; index < 200; index++) await database.transaction(chunk)
  expect(statSync(wal).size).toBeLessThan(8 * 1024 * 1024)
  await database.close()
  expect(statSync(wal, { throwIfNoEntry: false })?.size ?? 0).toBe(0)
})

test('reads aside that were given up, and still run, are few; then more are refused until they end', async () => {
  const own = openSqlite(join(folder, 'aside.db'), { asideLimitMs: 200 })
  const counting = (to: number) =>
    run(
      own.aside,
      `with recursive c(n) as (select 1 union all select n + 1 from c where n < ${to}) select max(n) from c`,
    )
  try {
    for (let n = 0; n < 2; n++) expect(await rejection(counting(4_000_000))).toBeInstanceOf(QueryTooSlow)
    expect(await rejection(counting(1))).toBeInstanceOf(DatabaseUnavailable)
    await own.ping(100)
    while ((await rejection(counting(1))) instanceof Error) {
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    expect(await run(own.aside, 'select 1 as one')).toEqual([{ one: 1 }])
  } finally {
    await own.close()
  }
}, 60_000)

test('a file that cannot be opened is DatabaseUnavailable; a database without a file is refused', () => {
  expect(() => openSqlite(join(folder, 'no-such-folder', 'test.db'))).toThrow(DatabaseUnavailable)
  expect(() => openSqlite(':memory:')).toThrow('needs a file')
})
