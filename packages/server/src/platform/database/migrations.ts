// Brings the tables of a database up to what the program knows: one list of steps for both engines.

import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { OperatorError } from '../operator-error.ts'
import { columns } from './columns.ts'
import { builder, type Database, type Engine, type Handle, type Transaction } from './database.ts'

/** A migration changes tables that the current `Schema` may no longer have, so it sees none. */
export type MigrationBuilder = Kysely<Record<string, Record<string, unknown>>>

export interface Migration {
  /** Counts up; never changed once released, and nothing is ever put before a released one. */
  readonly version: number
  readonly name: string
  /** Runs in a transaction of its own, tables included. */
  up(db: MigrationBuilder, engine: Engine): Promise<void>
}

interface MigrationTables {
  schema_migrations: { version: number; name: string; applied_at: number }
}

/** Any fixed number serves, as long as nothing else in the database takes the same advisory lock. */
const ADVISORY_LOCK = 7_236_118_204

/**
 * Applies, in order, the migrations that the database lacks, each in one transaction, and returns their versions.
 * Several nodes may do so at once. Rejects with an OperatorError when the database is newer than the program.
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[],
  now: () => number,
): Promise<number[]> {
  assertOrdered(migrations)
  await database.transaction(createVersionTable)
  const applied: number[] = []
  for (;;) {
    const version = await database.transaction((tx) => applyNext(tx, migrations, now))
    if (version === undefined) return applied
    applied.push(version)
  }
}

async function createVersionTable(tx: Transaction): Promise<void> {
  await lock(tx)
  const { int, text } = columns(tx.engine)
  await tables(tx)
    .schema.createTable('schema_migrations')
    .ifNotExists()
    .addColumn('version', int, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('applied_at', int, (c) => c.notNull())
    .execute()
}

/** The version it applied, or undefined when none is missing. */
async function applyNext(
  tx: Transaction,
  migrations: readonly Migration[],
  now: () => number,
): Promise<number | undefined> {
  await lock(tx)
  const last = await tables(tx)
    .selectFrom('schema_migrations')
    .select(['version', 'name'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  const known = migrations.at(-1)?.version ?? 0
  if (last && last.version > known) {
    throw new OperatorError(
      `the database is at version ${last.version} (${last.name}) and this program knows only version ${known}: ` +
        'start a newer program',
    )
  }
  const next = migrations.find(({ version }) => version > (last?.version ?? 0))
  if (!next) return undefined
  await next.up(tx[builder] as unknown as MigrationBuilder, tx.engine)
  const row = { version: next.version, name: next.name, applied_at: now() }
  await tables(tx).insertInto('schema_migrations').values(row).execute()
  return next.version
}

/** Until the transaction ends, no other node migrates; on SQLite each transaction is alone anyway. */
async function lock(tx: Transaction): Promise<void> {
  if (tx.engine === 'postgres') await sql`select pg_advisory_xact_lock(${ADVISORY_LOCK})`.execute(tx[builder])
}

function tables(handle: Handle): Kysely<MigrationTables> {
  return handle[builder] as unknown as Kysely<MigrationTables>
}

function assertOrdered(migrations: readonly Migration[]): void {
  migrations.forEach(({ version, name }, index) => {
    const before = migrations[index - 1]?.version ?? 0
    if (version <= before) throw new Error(`Migration ${version} (${name}) stands after ${before}`)
  })
}
