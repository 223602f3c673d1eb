// One connection to PostgreSQL. Once it is lost it stays lost: the pool opens another.
import { type ReservedSQL, SQL } from 'bun'
import { DatabaseUnavailable, type StatementResult } from '../../../platform/database/database.ts'
import { decodeRows } from './postgres-decode.ts'
import { postgresError } from './postgres-errors.ts'
import type { PostgresHost, PostgresTarget } from './postgres-url.ts'

/** Ends the transactions of a node that hangs, so that their locks do not stop the other nodes. */
const IDLE_IN_TRANSACTION_MS = 60_000

/** Writes outside a transaction are refused as on SQLite; `BEGIN READ WRITE` lifts it. */
const SESSION = `select set_config('default_transaction_read_only', 'on', false),
  set_config('statement_timeout', $1, false),
  set_config('idle_in_transaction_session_timeout', $2, false),
  pg_is_in_recovery() as standby`

export class PostgresConnection {
  readonly #sql: SQL
  readonly #reserved: ReservedSQL
  #standby = false
  #lost: DatabaseUnavailable | undefined
  readonly #watchers = new Set<(error: DatabaseUnavailable) => void>()
  #running = 0
  #since = 0

  private constructor(sql: SQL, reserved: ReservedSQL) {
    this.#sql = sql
    this.#reserved = reserved
  }

  /** Connects, or rejects with DatabaseUnavailable within the target's time for one host. */
  static async open(
    target: PostgresTarget,
    host: PostgresHost,
    statementTimeoutMs: number,
  ): Promise<PostgresConnection> {
    let connection: PostgresConnection | undefined
    const sql = new SQL({ ...clientOptions(target, host), onclose: (error) => connection?.lose(error) })
    const limit = setTimeout(() => void discard(sql), target.connectTimeoutMs)
    try {
      connection = new PostgresConnection(sql, await sql.reserve())
      await connection.#begin(statementTimeoutMs)
      return connection
    } catch (cause) {
      void discard(sql)
      const words = cause instanceof Error ? cause.message : String(cause)
      throw new DatabaseUnavailable(`PostgreSQL at ${host.host}:${host.port}: ${words}`, { cause })
    } finally {
      clearTimeout(limit)
    }
  }

  /** Whether the server takes only reads, being a copy of another. */
  get standby(): boolean {
    return this.#standby
  }

  get lost(): DatabaseUnavailable | undefined {
    return this.#lost
  }

  /** How long the oldest unanswered statement has been under way. */
  get busyMs(): number {
    return this.#running > 0 ? performance.now() - this.#since : 0
  }

  /** Calls back when the connection is lost, until the returned function is called. */
  watch(callback: (error: DatabaseUnavailable) => void): () => void {
    this.#watchers.add(callback)
    return () => this.#watchers.delete(callback)
  }

  /** Runs one statement, which Bun prepares by itself. Rejects with the port's errors. */
  async execute(
    sql: string,
    parameters: readonly unknown[],
  ): Promise<StatementResult & { command: string | null }> {
    if (this.#lost) throw this.#lost
    if (this.#running++ === 0) this.#since = performance.now()
    try {
      const result = await this.#reserved.unsafe(sql, parameters as unknown[])
      return { rows: decodeRows(result), changes: result.affectedRows, command: result.command }
    } catch (error) {
      throw this.#lost ?? postgresError(error)
    } finally {
      this.#running--
    }
  }

  /** Marks the connection as unusable and closes it at once; what runs on it rejects. */
  lose(cause: unknown): void {
    if (this.#lost) return
    const words = cause instanceof Error ? cause.message : 'closed'
    this.#lost = new DatabaseUnavailable(`The connection to PostgreSQL was lost: ${words}`, { cause })
    void discard(this.#sql)
    for (const callback of this.#watchers) callback(this.#lost)
  }

  async #begin(statementTimeoutMs: number): Promise<void> {
    const { rows } = await this.execute(SESSION, [`${statementTimeoutMs}`, `${IDLE_IN_TRANSACTION_MS}`])
    this.#standby = (rows[0] as { standby: boolean }).standby
  }
}

/** Closing without a time to wait for is the only way to end a statement whose server hangs. */
async function discard(sql: SQL): Promise<void> {
  await sql.close({ timeout: 0 }).catch(() => {})
}

function clientOptions(target: PostgresTarget, { host, port }: PostgresHost): SQL.Options {
  const where = host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { hostname: host, port }
  return {
    adapter: 'postgres',
    // Otherwise the client reads one from the environment first, though everything it holds is given here.
    url: 'postgres://localhost',
    ...where,
    username: target.user,
    password: target.password,
    database: target.database,
    tls: target.tls as SQL.PostgresOrMySQLOptions['tls'],
    connection: { application_name: target.applicationName },
    // Exact, where its default of strings would not be told from text; decodeRows makes numbers of them.
    bigint: true,
    max: 1,
    // The pool decides how long a connection lives. Seconds; 0 is never.
    idleTimeout: 0,
    maxLifetime: 0,
    connectionTimeout: Math.ceil(target.connectTimeoutMs / 1000),
  }
}
