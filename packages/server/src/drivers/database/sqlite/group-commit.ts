// Transactions that wait together share one COMMIT, and so one fsync.
import { DatabaseUnavailable, type Transaction } from '../../../platform/database/database.ts'
import { StatementTransaction } from '../statement-transaction.ts'
import type { SqliteConnection } from './sqlite-connection.ts'

/** A group ends after this many transactions or this time, so that the first of it does not wait for long. */
const GROUP_SIZE = 128
const GROUP_MS = 4

type Work<T> = (tx: Transaction) => Promise<T>

/** One transaction of a group, from being queued until it is settled. */
interface Member {
  /** Runs the work; rejects when it or one of its statements failed. */
  perform(tx: StatementTransaction): Promise<void>
  committed(): void
  failed(error: unknown): void
}

export class GroupCommit {
  readonly #connection: SqliteConnection
  readonly #workLimitMs: number
  readonly #onCommit: () => void
  readonly #queue: Member[] = []
  #leading: Promise<void> | undefined

  /**
   * A transaction whose work has not ended after `workLimitMs` is given up. `onCommit` is called after each COMMIT,
   * before anything else can run.
   */
  constructor(connection: SqliteConnection, workLimitMs: number, onCommit: () => void) {
    this.#connection = connection
    this.#workLimitMs = workLimitMs
    this.#onCommit = onCommit
  }

  /** Runs `work` in a transaction as soon as the ones before it are done; resolves once it is on the disk. */
  run<T>(work: Work<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push(member(work, resolve, reject))
      this.#leading ??= this.#lead()
    })
  }

  /** Resolves when nothing is queued or under way. */
  async idle(): Promise<void> {
    while (this.#leading) await this.#leading
  }

  async #lead(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#commitGroup()
      // Everything above ran in microtasks: let the event loop turn, or callers in a row would stop all other I/O.
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    this.#leading = undefined
  }

  async #commitGroup(): Promise<void> {
    try {
      this.#connection.execute('BEGIN IMMEDIATE')
    } catch (error) {
      for (const waiting of this.#queue.splice(0)) waiting.failed(error)
      return
    }
    const done: Member[] = []
    try {
      await this.#performGroup(done)
      this.#connection.execute('COMMIT')
      this.#onCommit()
    } catch (error) {
      this.#rollback()
      for (const lost of done) lost.failed(error)
      return
    }
    for (const durable of done) durable.committed()
  }

  /** Runs waiting transactions one after another, those that join meanwhile too, and puts the good ones in `done`. */
  async #performGroup(done: Member[]): Promise<void> {
    const deadline = performance.now() + GROUP_MS
    do {
      const next = this.#queue.shift()
      if (!next) return
      if (await this.#perform(next)) done.push(next)
    } while (done.length < GROUP_SIZE && performance.now() < deadline)
  }

  /** False when the transaction failed and was rolled back alone; throws when the whole group is lost with it. */
  async #perform(member: Member): Promise<boolean> {
    const tx = new StatementTransaction('sqlite', (sql, parameters) =>
      this.#connection.execute(sql, parameters),
    )
    try {
      this.#connection.execute('SAVEPOINT member')
      await within(this.#workLimitMs, member.perform(tx))
      this.#connection.execute('RELEASE member')
      return true
    } catch (error) {
      // Work that was given up may still be running.
      tx.end()
      this.#undo(member, error)
      return false
    }
  }

  #undo(member: Member, error: unknown): void {
    try {
      if (!this.#connection.inTransaction) throw error
      this.#connection.execute('ROLLBACK TO member')
      this.#connection.execute('RELEASE member')
    } finally {
      member.failed(error)
    }
  }

  #rollback(): void {
    // SQLite may have rolled back by itself; a failure here must not hide the cause.
    try {
      if (this.#connection.inTransaction) this.#connection.execute('ROLLBACK')
    } catch {}
  }
}

function member<T>(work: Work<T>, resolve: (value: T) => void, reject: (error: unknown) => void): Member {
  let value: T
  let performed: StatementTransaction
  return {
    async perform(tx) {
      performed = tx
      value = await tx.perform(work)
    },
    committed() {
      // Before the caller goes on: what it changed must be out of the caches when it answers.
      performed.announce()
      resolve(value)
    },
    failed: reject,
  }
}

async function within(limitMs: number, work: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>()
  const words = `A transaction was given up after ${limitMs} ms`
  const timer = setTimeout(() => late.reject(new DatabaseUnavailable(words)), limitMs)
  try {
    await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
