// Both drivers against the contract of the port and of migrations.
import { afterAll, beforeAll } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PostgresDatabases, sharedPostgres } from '../../../../../test/support/postgres.ts'
import { describeWith } from '../../../../../test/support/programs.ts'
import { describeDatabase } from '../../platform/database/database-contract.ts'
import { describeMigrations } from '../../platform/database/migrations-contract.ts'
import { openPostgres } from './postgres/postgres.ts'
import { openSqlite } from './sqlite/sqlite.ts'

async function sqliteUnderTest(asideLimitMs?: number) {
  const folder = mkdtempSync(join(tmpdir(), 'entrepot-sqlite-'))
  const database = openSqlite(join(folder, 'entrepot.db'), { ...(asideLimitMs && { asideLimitMs }) })
  return { database, remove: async () => rmSync(folder, { recursive: true }) }
}

describeDatabase('database on SQLite', sqliteUnderTest)
describeMigrations('migrations on SQLite', sqliteUnderTest)

describeWith(['initdb'], 'PostgreSQL', () => {
  let postgres: PostgresDatabases
  beforeAll(async () => {
    postgres = await sharedPostgres()
  }, 120_000)
  afterAll(() => postgres.stop(), 60_000)

  async function postgresUnderTest(asideLimitMs?: number) {
    const url = await postgres.createDatabase()
    const again = () => openPostgres(url, { ...(asideLimitMs && { asideLimitMs }) })
    return { database: again(), again, remove: async () => {} }
  }
  describeDatabase('database on PostgreSQL', postgresUnderTest)
  describeMigrations('migrations on PostgreSQL', postgresUnderTest)
})
