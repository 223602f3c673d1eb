// The handle that a transaction's work gets, on both engines; it serves until the work ends.
import type { Kysely } from 'kysely'
import {
  builder,
  type Engine,
  type StatementResult,
  type Statements,
  statements,
  type Transaction,
} from '../../platform/database/database.ts'
import type { Schema } from '../../platform/database/schema.ts'
import { queryBuilder } from './query-builder.ts'

type Execute = (sql: string, parameters: readonly unknown[]) => StatementResult | Promise<StatementResult>

export class StatementTransaction implements Transaction, Statements {
  readonly engine: Engine
  readonly #execute: Execute
  readonly #callbacks: (() => void)[] = []
  #builder: Kysely<Schema> | undefined
  #failure: { readonly error: unknown } | undefined
  #ended = false

  constructor(engine: Engine, execute: Execute) {
    this.engine = engine
    this.#execute = execute
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
      return await this.#execute(sql, parameters)
    } catch (error) {
      this.#failure ??= { error }
      throw error
    }
  }

  afterCommit(callback: () => void): void {
    this.#callbacks.push(callback)
  }

  /** Runs the work to its end, after which the handle refuses statements; rejects when one had failed, caught or not. */
  async perform<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      const value = await work(this)
      if (this.#failure) throw this.#failure.error
      return value
    } finally {
      this.end()
    }
  }

  /** Refuses every later statement. */
  end(): void {
    this.#ended = true
  }

  /**
   * Calls what asked for `afterCommit`, in order. The transaction is durable, so a callback that throws cannot fail it
   * nor keep the others from their call: its error is thrown on its own, where the process reports uncaught errors.
   */
  announce(): void {
    for (const callback of this.#callbacks) {
      try {
        callback()
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}
