// The port to the database as features see it: opaque handles and transactions. Only stores look inside (queries.ts).
import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

export type Engine = 'sqlite' | 'postgres'

/** Where `queries()` finds the query builder; a symbol, so that nothing but a store reaches for it. */
export const builder: unique symbol = Symbol('query builder')

/** Something that statements can run on: the database itself, or a transaction. */
export interface Handle {
  readonly engine: Engine
  readonly [builder]: Kysely<Schema>
}

export interface Transaction extends Handle {
  /** Calls back once the transaction is durable; never when it was rolled back. For waking workers and dropping caches. */
  afterCommit(callback: () => void): void
}

export interface Database extends Handle {
  /**
   * Runs `work` in one transaction: all of it is durable when the promise resolves, none of it when it rejects.
   * `work` may run again after a conflict between transactions, so its only effects are statements on `tx`, and it
   * waits for nothing but the database. Never use the outer handle inside.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** Resolves when the database answers; rejects with DatabaseUnavailable within `timeoutMs`. */
  ping(timeoutMs: number): Promise<void>
  close(): Promise<void>
}

/** The database cannot be reached, or no connection came free in time: the request may be tried again. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable'
}
