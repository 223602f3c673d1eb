// Opens what the server stands on, and says in one sentence which of it cannot be used.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { maskedDatabaseUrl } from './config.ts'
import { openPostgres } from './drivers/database/postgres/postgres.ts'
import { openSqlite } from './drivers/database/sqlite/sqlite.ts'
import {
  type FilesystemStorage,
  openFilesystemStorage,
} from './drivers/storage/filesystem/filesystem-storage.ts'
import { migrations } from './migrations/index.ts'
import type { Clock } from './platform/clock.ts'
import { type DataFolder, DataFolderUnusable, holdDataFolder } from './platform/data-folder.ts'
import type { Database, DatabaseNumbers } from './platform/database/database.ts'
import { migrate } from './platform/database/migrations.ts'
import { OperatorError, systemReason } from './platform/operator-error.ts'

export type AppDatabase = Database & Partial<DatabaseNumbers>
export type OpenDatabase = (config: Config) => AppDatabase

/** Opens the file, or makes ready to connect; nothing is changed yet. */
export function openDatabase({ data, database }: Config): AppDatabase {
  const { url, poolSize, connectionTimeout } = database
  if (url === undefined) return openSqlite(sqliteFile(data.dir))
  return openPostgres(url, { connections: poolSize, acquireTimeoutMs: connectionTimeout })
}

/**
 * The database, brought up to what the program knows.
 * @throws OperatorError, without the password of the URL
 */
export async function openMigrated(config: Config, clock: Clock, open: OpenDatabase): Promise<AppDatabase> {
  let db: AppDatabase | undefined
  try {
    db = open(config)
    await migrate(db, migrations, clock)
    return db
  } catch (error) {
    await db?.close().catch(() => {})
    throw databaseProblem(config, error)
  }
}

/**
 * For a command that works on SQLite without a server. @param why goes before the reason where a server holds it
 * @throws OperatorError when there is no registry, or when a server works on it
 */
export function holdSqlite({ data }: Config, why: string): DataFolder {
  const file = sqliteFile(data.dir)
  if (!existsSync(file))
    throw new OperatorError(`there is no registry in ${data.dir} (data.dir): ${file} is missing`)
  try {
    return holdDataFolder(data.dir)
  } catch (cause) {
    if (!(cause instanceof DataFolderUnusable)) throw cause
    throw new OperatorError(`${why}: ${cause.message}`, { cause })
  }
}

function sqliteFile(dataDir: string): string {
  return join(dataDir, 'entrepot.sqlite')
}

function databaseProblem({ data, database }: Config, cause: unknown): OperatorError {
  const which =
    database.url === undefined
      ? `the database ${sqliteFile(data.dir)} (data.dir)`
      : `the database ${maskedDatabaseUrl(database.url)} (database.url)`
  const words = cause instanceof Error ? cause.message.replaceAll(/\s+/g, ' ') : String(cause)
  return new OperatorError(`cannot use ${which}: ${words}`, { cause })
}

/** @throws OperatorError */
export async function openStorage({ storage }: Config): Promise<FilesystemStorage> {
  try {
    return await openFilesystemStorage(storage.path)
  } catch (cause) {
    const words = `cannot use the storage folder ${storage.path} (storage.path): ${systemReason(cause)}`
    throw new OperatorError(words, { cause })
  }
}
