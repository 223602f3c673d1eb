// Kysely over the statements of a handle, for both engines: it builds and compiles; connections and transactions are ours.
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Engine, Statements } from '../../platform/database/database.ts'
import { isFilledInLater } from '../../platform/database/queries.ts'
import type { Schema } from '../../platform/database/schema.ts'

/** A query builder whose statements run where `statements` runs them. */
export function queryBuilder(engine: Engine, statements: Statements): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: engine === 'sqlite' ? sqlite(statements) : postgres(statements) })
}

const sqlite = (statements: Statements): Dialect => ({
  createAdapter: () => new UnlockedSqliteAdapter(),
  createDriver: () => new StatementDriver(statements),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new PlannedOnceCompiler(),
})

const postgres = (statements: Statements): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new StatementDriver(statements),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
})

/** Kysely would let one statement at a time through to SQLite; each is synchronous anyway. */
class UnlockedSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

/**
 * Where a bound value could have had a say in the plan, SQLite plans a statement anew each time one is bound: ten times
 * the cost of a join of five tables. It does not look behind a unary plus, which changes nothing else. Only for hot
 * queries: others may be planned by their values, such as for a partial index.
 */
class PlannedOnceCompiler extends SqliteQueryCompiler {
  protected override appendValue(value: unknown): void {
    if (isFilledInLater(value)) this.append('+')
    super.appendValue(value)
  }
}

class StatementDriver implements Driver {
  readonly #connection: DatabaseConnection

  constructor(statements: Statements) {
    this.#connection = new StatementConnection(statements)
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }

  async beginTransaction(): Promise<void> {
    throw new Error('Begin transactions with database.transaction(), not with the query builder')
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}

class StatementConnection implements DatabaseConnection {
  readonly #statements: Statements

  constructor(statements: Statements) {
    this.#statements = statements
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes } = await this.#statements.execute(sql, parameters)
    return { rows: rows as R[], numAffectedRows: BigInt(changes) }
  }

  // biome-ignore lint/correctness/useYield: a stream would hold a snapshot, and the WAL behind it, for as long as its reader likes
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Streams are not supported: read page by page, by key')
  }
}
