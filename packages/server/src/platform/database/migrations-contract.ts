// What migrations promise on every engine, as tests.
import { describe, expect, test } from 'bun:test'
import { sql } from 'kysely'
import { columns } from './columns.ts'
import type { Database } from './database.ts'
import type { DatabaseUnderTest } from './database-contract.ts'
import { type Migration, migrate } from './migrations.ts'
import { queries } from './queries.ts'

const first: Migration = {
  version: 1,
  name: 'shelves',
  async up(db, engine) {
    const { id, text } = columns(engine)
    await db.schema.createTable('shelves').addColumn('id', id).addColumn('name', text).execute()
  },
}
const second: Migration = {
  version: 2,
  name: 'shelf-sizes',
  async up(db, engine) {
    const { int } = columns(engine)
    await db.schema.alterTable('shelves').addColumn('size', int).execute()
    await db.insertInto('shelves').values({ name: 'top', size: 3 }).execute()
  },
}
const now = () => 1_700_000_000_000

/** `open` gives an empty database; `again`, where the engine serves several nodes, one of another node on its tables. */
export function describeMigrations(
  name: string,
  open: () => Promise<DatabaseUnderTest & { again?(): Database }>,
): void {
  describe(name, () => {
    test('a fresh database gets every step once, in order, with its time', async () => {
      await using(async (database) => {
        expect(await migrate(database, [first, second], now)).toEqual([1, 2])
        expect(await migrate(database, [first, second], now)).toEqual([])
        expect(await rows(database, 'select name, size from shelves')).toEqual([{ name: 'top', size: 3 }])
        expect(await rows(database, 'select * from schema_migrations order by version')).toEqual([
          { version: 1, name: 'shelves', applied_at: now() },
          { version: 2, name: 'shelf-sizes', applied_at: now() },
        ])
      })
    }, 60_000)

    test('a database with some steps gets the others', async () => {
      await using(async (database) => {
        expect(await migrate(database, [first], now)).toEqual([1])
        expect(await migrate(database, [first, second], now)).toEqual([2])
      })
    }, 60_000)

    test('a database newer than the program is refused with both versions', async () => {
      await using(async (database) => {
        await migrate(database, [first, second], now)
        const refused = migrate(database, [first], now)
        await expect(refused).rejects.toThrow(/version 2 .*only version 1/)
      })
    }, 60_000)

    test('a step that fails leaves nothing behind, and can be tried again', async () => {
      await using(async (database) => {
        const failing = {
          ...second,
          async up(db, engine) {
            await second.up(db, engine)
            throw new Error('power')
          },
        } satisfies Migration
        await expect(migrate(database, [first, failing], now)).rejects.toThrow('power')
        expect(await rows(database, 'select * from shelves')).toEqual([])
        expect(await migrate(database, [first, second], now)).toEqual([2])
      })
    }, 60_000)

    test('two starts at once apply each step once', async () => {
      await using(async (database, again) => {
        const other = again?.() ?? database
        const both = await Promise.all([
          migrate(database, [first, second], now),
          migrate(other, [first, second], now),
        ])
        if (other !== database) await other.close()
        expect(both.flat().sort()).toEqual([1, 2])
        expect(await rows(database, 'select name from shelves')).toEqual([{ name: 'top' }])
      })
    }, 60_000)
  })

  async function using(work: (database: Database, again?: () => Database) => Promise<void>): Promise<void> {
    const { database, again, remove } = await open()
    try {
      await work(database, again)
    } finally {
      await database.close()
      await remove()
    }
  }
}

async function rows(database: Database, text: string): Promise<unknown[]> {
  return (await sql.raw(text).execute(queries(database))).rows
}
