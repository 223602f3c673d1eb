// One connection to a SQLite file, with its prepared statements.
import { Database, type SQLQueryBindings, type Statement } from 'bun:sqlite'
import { LRUCache } from 'lru-cache'
import type { StatementResult } from '../../../platform/database/database.ts'
import { sqliteError } from './sqlite-errors.ts'

/** Well above the number of different statements in the program; a lookup costs a tenth of preparing again. */
const PREPARED_STATEMENTS = 500

/** Only another program (a backup, a shell) can hold the file, and waiting for it stops the event loop. */
const BUSY_TIMEOUT_MS = 100

/**
 * The WAL is copied back into the file by the commit that takes it past 1,000 pages (SQLite's default), and no reader
 * here keeps a snapshot across statements, so it starts over each time. Should a foreign reader have held it up, it is
 * cut back to this size afterwards.
 */
const WAL_LIMIT_BYTES = 64 * 1024 * 1024

export class SqliteConnection {
  readonly #db: Database
  readonly #prepared = new LRUCache<string, Statement>({
    max: PREPARED_STATEMENTS,
    dispose: (statement) => statement.finalize(),
  })

  /** Opens or creates the file; the reader's statements cannot change it. Throws DatabaseUnavailable. */
  constructor(path: string, role: 'writer' | 'reader') {
    try {
      this.#db = new Database(path, { create: true, readwrite: true })
      for (const pragma of [
        `busy_timeout = ${BUSY_TIMEOUT_MS}`,
        'journal_mode = WAL',
        // Acknowledged means on the disk: each commit waits for its fsync.
        'synchronous = FULL',
        'foreign_keys = ON',
        `journal_size_limit = ${WAL_LIMIT_BYTES}`,
        `query_only = ${role === 'reader' ? 'ON' : 'OFF'}`,
      ]) {
        this.#db.run(`PRAGMA ${pragma}`)
      }
    } catch (error) {
      throw sqliteError(error)
    }
  }

  /** False outside, and also inside once SQLite itself rolled back, as it may when the disk is full or fails. */
  get inTransaction(): boolean {
    return this.#db.inTransaction
  }

  /** Runs one statement. Throws the port's errors. */
  execute(sql: string, parameters: readonly unknown[] = []): StatementResult {
    const values = parameters as SQLQueryBindings[]
    try {
      const statement = this.#prepare(sql)
      // SQLite keeps no count of changes for RETURNING until the last row is read: the rows are the count.
      if (statement.reader) {
        const rows = statement.all(...values)
        return { rows, changes: rows.length }
      }
      return { rows: [], changes: statement.run(...values).changes }
    } catch (error) {
      throw sqliteError(error)
    }
  }

  /** Copies the WAL back and empties it, so that the file alone is the whole database. */
  checkpoint(): void {
    this.execute('PRAGMA wal_checkpoint(TRUNCATE)')
  }

  close(): void {
    this.#prepared.clear()
    this.#db.close()
  }

  #prepare(sql: string): Statement {
    let statement = this.#prepared.get(sql)
    if (!statement) {
      statement = this.#db.prepare(sql)
      this.#prepared.set(sql, statement)
    }
    return statement
  }
}
