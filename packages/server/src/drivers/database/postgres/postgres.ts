// The database of a cluster: PostgreSQL over Bun's client, with a pool and transactions of our own.
import type { Kysely } from 'kysely'
import {
  builder,
  type Database,
  type DatabaseNumbers,
  DatabaseUnavailable,
  type Engine,
  type Handle,
  type PoolNumbers,
  type StatementResult,
  type Statements,
  statements,
  type Transaction,
} from '../../../platform/database/database.ts'
import type { Schema } from '../../../platform/database/schema.ts'
import { queryBuilder } from '../query-builder.ts'
import { StatementTransaction } from '../statement-transaction.ts'
import { PostgresAside } from './postgres-aside.ts'
import type { PostgresConnection } from './postgres-connection.ts'
import { isConflict, sqlState } from './postgres-errors.ts'
import { PostgresPool } from './postgres-pool.ts'
import { parsePostgresUrl } from './postgres-url.ts'

export interface PostgresOptions {
  /** How many connections are open at most. */
  readonly connections?: number
  /** How long a statement or transaction waits for a free connection before it is refused. */
  readonly acquireTimeoutMs?: number
  /** When the server gives up a statement; 0 is never, for migrations that rewrite large tables. */
  readonly statementTimeoutMs?: number
  /** When a read of `aside` is given up. */
  readonly asideLimitMs?: number
}

const DEFAULTS = {
  connections: 10,
  acquireTimeoutMs: 5000,
  statementTimeoutMs: 30_000,
  asideLimitMs: 5000,
}

/** Conflicts solve themselves within a few tries; after these something is wrong with the load or the code. */
const CONFLICT_ATTEMPTS = 6
/** In proportion to the second (`deadlock_timeout`) that a deadlock lasts before the server breaks it. */
const FIRST_PAUSE_MS = 25

/**
 * A database on the server that `url` names (postgres://, several hosts allowed). Connects on first use, and again by
 * itself after any loss. Throws an Error, without the password in it, when the URL cannot be read.
 */
export function openPostgres(url: string, options: PostgresOptions = {}): Database & DatabaseNumbers {
  const all = { ...DEFAULTS, ...options }
  return new PostgresDatabase(new PostgresPool(parsePostgresUrl(url), all), all.asideLimitMs)
}

class PostgresDatabase implements Database, DatabaseNumbers, Statements {
  readonly engine: Engine = 'postgres'
  readonly [builder]: Kysely<Schema> = queryBuilder('postgres', this)
  readonly aside: Handle
  readonly #pool: PostgresPool

  constructor(pool: PostgresPool, asideLimitMs: number) {
    this.#pool = pool
    const aside = new PostgresAside(pool, asideLimitMs)
    this.aside = { engine: 'postgres', [statements]: aside, [builder]: queryBuilder('postgres', aside) }
  }

  get [statements](): Statements {
    return this
  }

  async execute(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    try {
      return await this.#pool.with((connection) => connection.execute(sql, parameters))
    } catch (error) {
      // The session's default is read only; see postgres-connection.ts.
      throw sqlState(error) === '25006' ? new Error('A change needs a transaction', { cause: error }) : error
    }
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#pool.with((connection) => attemptTransaction(connection, work))
      } catch (error) {
        if (!isConflict(error) || attempt === CONFLICT_ATTEMPTS) throw error
        // At random, so that the two that met do not meet again; and with no connection held meanwhile.
        await Bun.sleep(Math.random() * FIRST_PAUSE_MS * 2 ** (attempt - 1))
      }
    }
  }

  async ping(timeoutMs: number): Promise<void> {
    let timer: Timer | undefined
    const limit = new Promise<never>((_, reject) => {
      const late = () => reject(new DatabaseUnavailable(`PostgreSQL did not answer in ${timeoutMs} ms`))
      timer = setTimeout(late, timeoutMs)
    })
    try {
      await Promise.race([this.execute('select 1', []), limit])
    } finally {
      clearTimeout(timer)
    }
  }

  async sizeBytes(): Promise<number> {
    const { rows } = await this.execute('select pg_database_size(current_database()) as size', [])
    return (rows[0] as { size: number }).size
  }

  connections(): PoolNumbers {
    return this.#pool.numbers
  }

  close(): Promise<void> {
    return this.#pool.close()
  }
}

async function attemptTransaction<T>(
  connection: PostgresConnection,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const tx = new StatementTransaction('postgres', (sql, parameters) => connection.execute(sql, parameters))
  await begin(connection)
  const loss = Promise.withResolvers<never>()
  const unwatch = connection.watch(loss.reject)
  try {
    // Work that waits for something else would not notice the loss.
    const value = await Promise.race([tx.perform(work), loss.promise])
    await commit(connection)
    tx.announce()
    return value
  } catch (error) {
    // Work whose connection was lost may still be running.
    tx.end()
    await rollback(connection, error)
    throw error
  } finally {
    unwatch()
  }
}

async function begin(connection: PostgresConnection): Promise<void> {
  if (connection.standby) {
    // It may have become the primary since: the next connection will tell.
    connection.lose(new Error('the server takes only reads'))
    throw new DatabaseUnavailable('PostgreSQL takes only reads', { fault: 'read-only' })
  }
  await connection.execute('begin isolation level read committed read write', [])
}

async function commit(connection: PostgresConnection): Promise<void> {
  const { command } = await connection.execute('commit', [])
  // PostgreSQL answers a COMMIT of a failed transaction with ROLLBACK, and no error.
  if (command !== 'COMMIT') throw new Error('PostgreSQL rolled the transaction back')
}

/** Never throws: what ended the transaction is what its caller must see. */
async function rollback(connection: PostgresConnection, cause: unknown): Promise<void> {
  if (sqlState(cause) === '25006') connection.lose(cause)
  if (connection.lost) return
  try {
    await connection.execute('rollback', [])
  } catch (error) {
    connection.lose(error)
  }
}
