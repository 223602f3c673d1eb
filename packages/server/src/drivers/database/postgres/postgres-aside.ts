// Reads that take long: a few at a time, each with a limit of its own, so that the others keep their connections.
import {
  DatabaseUnavailable,
  QueryTooSlow,
  type StatementResult,
  type Statements,
} from '../../../platform/database/database.ts'
import { sqlState } from './postgres-errors.ts'
import type { PostgresPool } from './postgres-pool.ts'
import { Semaphore } from './semaphore.ts'

/** Of the pool's connections. */
const AT_ONCE = 2

const QUERY_CANCELED = '57014'

export class PostgresAside implements Statements {
  readonly #pool: PostgresPool
  readonly #limitMs: number
  readonly #permits = new Semaphore(AT_ONCE)

  /** @param limitMs after which the server gives a statement up */
  constructor(pool: PostgresPool, limitMs: number) {
    this.#pool = pool
    this.#limitMs = limitMs
  }

  async execute(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    if (!(await this.#permits.acquire(2 * this.#limitMs))) {
      throw new DatabaseUnavailable('Too many long reads wait for their turn')
    }
    try {
      return await this.#pool.with(async (connection) => {
        await connection.execute('begin read only', [])
        try {
          await connection.execute(`set local statement_timeout = ${this.#limitMs}`, [])
          return await connection.execute(sql, parameters)
        } finally {
          if (!connection.lost) await connection.execute('rollback', [])
        }
      })
    } catch (error) {
      throw sqlState(error) === QUERY_CANCELED ? new QueryTooSlow(this.#limitMs, { cause: error }) : error
    } finally {
      this.#permits.release()
    }
  }
}
