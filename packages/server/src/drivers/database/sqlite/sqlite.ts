// The embedded database: one SQLite file, one connection that writes in groups and one that reads what is committed.
import { SQLiteError } from 'bun:sqlite'
import { stat } from 'node:fs/promises'
import type { Kysely } from 'kysely'
import {
  builder,
  type Database,
  type DatabaseNumbers,
  DatabaseUnavailable,
  type Engine,
  type Handle,
  type StatementResult,
  type Statements,
  statements,
  type Transaction,
} from '../../../platform/database/database.ts'
import type { Schema } from '../../../platform/database/schema.ts'
import { queryBuilder } from '../query-builder.ts'
import { GroupCommit } from './group-commit.ts'
import { RecentReads } from './recent-reads.ts'
import { SqliteAside } from './sqlite-aside.ts'
import { SqliteConnection } from './sqlite-connection.ts'

export interface SqliteOptions {
  /** When a transaction is given up whose work does not end; nothing else is written meanwhile. */
  readonly transactionLimitMs?: number
  /** When a read of `aside` is given up. */
  readonly asideLimitMs?: number
}

/** Only work that waits for something besides the database takes this long, such as a transaction inside its own. */
const TRANSACTION_LIMIT_MS = 10_000
const ASIDE_LIMIT_MS = 5_000

/**
 * Opens the database file at `path`, creating it if need be. One process at a time: the caller holds a lock.
 * Throws DatabaseUnavailable when the file cannot be opened.
 */
export function openSqlite(path: string, options: SqliteOptions = {}): Database & DatabaseNumbers {
  if (path === '' || path.startsWith(':memory:'))
    throw new Error('SQLite needs a file: two connections share it')
  const writer = new SqliteConnection(path, 'writer')
  return new SqliteDatabase(path, writer, new SqliteConnection(path, 'reader'), options)
}

class SqliteDatabase implements Database, DatabaseNumbers, Statements {
  readonly engine: Engine = 'sqlite'
  readonly [builder]: Kysely<Schema> = queryBuilder('sqlite', this)
  readonly aside: Handle
  readonly #aside: SqliteAside
  readonly #writer: SqliteConnection
  readonly #reader: SqliteConnection
  readonly #group: GroupCommit
  readonly #path: string
  readonly #recent = new RecentReads()
  #closing: Promise<void> | undefined

  constructor(path: string, writer: SqliteConnection, reader: SqliteConnection, options: SqliteOptions) {
    const { transactionLimitMs = TRANSACTION_LIMIT_MS, asideLimitMs = ASIDE_LIMIT_MS } = options
    this.#path = path
    this.#writer = writer
    this.#reader = reader
    this.#group = new GroupCommit(writer, transactionLimitMs, () => this.#recent.forget())
    this.#aside = new SqliteAside(path, asideLimitMs)
    this.aside = {
      engine: 'sqlite',
      [statements]: this.#aside,
      [builder]: queryBuilder('sqlite', this.#aside),
    }
  }

  get [statements](): Statements {
    return this
  }

  async execute(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    this.#assertOpen()
    try {
      return this.#reader.execute(sql, parameters)
    } catch (error) {
      throw isRefusedWrite(error) ? new Error('A change needs a transaction', { cause: error }) : error
    }
  }

  async recall(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    this.#assertOpen()
    return this.#recent.read(sql, parameters, () => this.#warm().execute(sql, parameters))
  }

  /**
   * Each commit of the writer makes the reader drop all pages that it holds, while the writer keeps its own: between
   * two transactions it reads at a fraction of the cost. For statements that are known only to read.
   */
  #warm(): SqliteConnection {
    return this.#writer.inTransaction ? this.#reader : this.#writer
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    this.#assertOpen()
    return this.#group.run(work)
  }

  async ping(): Promise<void> {
    // Any table would do: this one is always there, and reading it touches the file.
    await this.execute('SELECT 1 FROM sqlite_schema LIMIT 1', [])
  }

  async sizeBytes(): Promise<number> {
    const sizes = [this.#path, `${this.#path}-wal`].map((file) => stat(file).then(({ size }) => size))
    const [main = 0, wal = 0] = await Promise.all(sizes.map((size) => size.catch(() => 0)))
    return main + wal
  }

  connections(): undefined {}

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await this.#group.idle()
    this.#aside.close()
    this.#reader.close()
    try {
      this.#writer.checkpoint()
    } catch {
      // Such as a full disk. Everything committed is in the WAL, and the next start reads it from there.
    } finally {
      this.#writer.close()
    }
  }

  #assertOpen(): void {
    if (this.#closing) throw new DatabaseUnavailable('The database is closed')
  }
}

/** The reader is `query_only`: SQLite reports a change there as a read-only database. */
function isRefusedWrite(error: unknown): boolean {
  const cause = error instanceof DatabaseUnavailable ? error.cause : undefined
  return cause instanceof SQLiteError && cause.code === 'SQLITE_READONLY'
}
