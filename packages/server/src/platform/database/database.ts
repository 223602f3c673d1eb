// The port to the database as features see it: opaque handles and transactions. Only stores look inside (queries.ts).
import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

export type Engine = 'sqlite' | 'postgres'

/** Where `queries()` finds the query builder; a symbol, so that nothing but a store reaches for it. */
export const builder: unique symbol = Symbol('query builder')

/** Where compiled statements are run; a symbol for the same reason. */
export const statements: unique symbol = Symbol('statements')

export interface StatementResult {
  /** Empty for a statement that returns none. 64-bit integers are numbers, bytes are Uint8Array. */
  readonly rows: readonly unknown[]
  /** How many rows were inserted, updated or deleted; for others, undefined in meaning. */
  readonly changes: number
}

/** Runs SQL that Kysely compiled, prepared once for each connection. Rejects with the errors named below. */
export interface Statements {
  execute(sql: string, parameters: readonly unknown[]): Promise<StatementResult>
  /**
   * The same for a statement that only reads and is asked again and again with few different parameters, all strings,
   * numbers or null. Where nobody else can write, its rows may be shared with earlier and later callers.
   */
  recall?(sql: string, parameters: readonly unknown[]): Promise<StatementResult>
}

/** Something that statements can run on: the database itself, or a transaction. */
export interface Handle {
  readonly engine: Engine
  readonly [builder]: Kysely<Schema>
  readonly [statements]: Statements
}

export interface Transaction extends Handle {
  /** Calls back once the transaction is durable; never when it was rolled back. For waking workers and dropping caches. */
  afterCommit(callback: () => void): void
}

/** Outside a transaction a handle only reads, on both engines: a change without one is refused. */
export interface Database extends Handle {
  /**
   * For reads that may take over some milliseconds: they run beside all others, a few at a time, and reject with
   * QueryTooSlow after a few seconds. Each statement sees what was committed before it.
   */
  readonly aside: Handle
  /**
   * Runs `work` in one transaction: all of it is durable when the promise resolves, none of it when it rejects.
   * `work` may run again after a conflict between transactions, so its only effects are statements on `tx`, and it
   * waits for nothing but the database. Never use the outer handle inside.
   *
   * A statement that fails ends the transaction, caught or not: every later one is refused, and the promise rejects.
   * For "insert unless it exists" write ON CONFLICT. On SQLite transactions run one after another; on PostgreSQL they
   * run at READ COMMITTED, so what was read may be changed by others until it is locked (`FOR UPDATE`) or updated.
   * One exception to "none of it": a PostgreSQL server lost between COMMIT and its answer may have committed.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** Resolves when the database answers; rejects with DatabaseUnavailable within `timeoutMs`. */
  ping(timeoutMs: number): Promise<void>
  close(): Promise<void>
}

/** What a database can tell of itself: for metrics. */
export interface DatabaseNumbers {
  /** What it takes up on its disk; rejects with DatabaseUnavailable. */
  sizeBytes(): Promise<number>
  /** This process's connections; undefined where there are none, as the database is in the process. */
  connections(): PoolNumbers | undefined
}

export interface PoolNumbers {
  readonly open: number
  readonly inUse: number
  /** Requests that wait for one to come free. */
  readonly waiting: number
}

/** Why a database is unavailable: its disk is full, it takes reads only, or it does not answer (in time). */
export type DatabaseFault = 'no-space' | 'read-only' | 'unavailable'

/** The database cannot be reached, takes no writes, or none of its connections came free: try again later. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable'
  readonly fault: DatabaseFault

  constructor(message: string, options: ErrorOptions & { fault?: DatabaseFault } = {}) {
    super(message, options)
    this.fault = options.fault ?? 'unavailable'
  }
}

/** A read was given up after its time: it asks for too much. */
export class QueryTooSlow extends Error {
  override readonly name = 'QueryTooSlow'

  constructor(limitMs: number, options?: ErrorOptions) {
    super(`The database needs more than ${limitMs} ms for this`, options)
  }
}

/** A row with the same key exists already. The engine's own error is the cause. */
export class UniqueViolation extends Error {
  override readonly name = 'UniqueViolation'
}

/** Whether a statement failed because a row with the same key exists, on either engine. */
export function isUniqueViolation(error: unknown): error is UniqueViolation {
  return error instanceof UniqueViolation
}
