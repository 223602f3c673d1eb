// The handle that a transaction's work gets; it serves until the work ends.
import type { Kysely } from 'kysely'
import {
  builder,
  type Engine,
  type StatementResult,
  type Statements,
  statements,
  type Transaction,
} from '../../../platform/database/database.ts'
import type { Schema } from '../../../platform/database/schema.ts'
import { announce } from '../after-commit.ts'
import { queryBuilder } from '../query-builder.ts'
import type { SqliteConnection } from './sqlite-connection.ts'

export class SqliteTransaction implements Transaction, Statements {
  readonly engine: Engine = 'sqlite'
  readonly #connection: SqliteConnection
  readonly #callbacks: (() => void)[] = []
  #builder: Kysely<Schema> | undefined
  #failure: { readonly error: unknown } | undefined
  #ended = false

  constructor(connection: SqliteConnection) {
    this.#connection = connection
  }

  /** The error of the first statement that failed. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure
  }

  get [builder](): Kysely<Schema> {
    this.#builder ??= queryBuilder(this.engine, this)
    return this.#builder
  }

  get [statements](): Statements {
    return this
  }

  async execute(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    if (this.#ended) throw new Error('The transaction has ended: its handle serves only inside its work')
    // SQLite would go on after an error, PostgreSQL does not; and after a failed disk it would go on in autocommit.
    if (this.#failure) throw this.#failure.error
    try {
      return this.#connection.execute(sql, parameters)
    } catch (error) {
      this.#failure = { error }
      throw error
    }
  }

  afterCommit(callback: () => void): void {
    this.#callbacks.push(callback)
  }

  /** Refuses every later statement. */
  end(): void {
    this.#ended = true
  }

  /** Calls what asked for `afterCommit`, in order. */
  announce(): void {
    announce(this.#callbacks)
  }
}
