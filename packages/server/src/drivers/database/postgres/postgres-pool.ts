// A bounded set of connections to PostgreSQL with a bounded wait for one.
import { DatabaseUnavailable, type PoolNumbers } from '../../../platform/database/database.ts'
import { PostgresConnection } from './postgres-connection.ts'
import type { PostgresTarget } from './postgres-url.ts'
import { Semaphore } from './semaphore.ts'

export interface PoolOptions {
  readonly connections: number
  readonly acquireTimeoutMs: number
  /** 0: no limit, then a server that hangs is only noticed by the network. */
  readonly statementTimeoutMs: number
}

/** A server that hangs does not enforce its own timeout: this much later the connection is given up. */
const TIMEOUT_GRACE_MS = 5000
const WATCH_INTERVAL_MS = 1000
/** What still runs when the pool closes gets this long to end. */
const CLOSE_WAIT_MS = 10_000

export class PostgresPool {
  readonly #target: PostgresTarget
  readonly #options: PoolOptions
  readonly #permits: Semaphore
  readonly #idle: PostgresConnection[] = []
  readonly #all = new Set<PostgresConnection>()
  readonly #watch: Timer
  /** The index of the host that answered last. */
  #preferred = 0
  #closing: Promise<void> | undefined

  constructor(target: PostgresTarget, options: PoolOptions) {
    this.#target = target
    this.#options = options
    this.#permits = new Semaphore(options.connections)
    this.#watch = setInterval(() => this.#giveUpHanging(), WATCH_INTERVAL_MS)
    this.#watch.unref()
  }

  get numbers(): PoolNumbers {
    const open = this.#all.size
    return { open, inUse: open - this.#idle.length, waiting: this.#permits.waiting }
  }

  /** Lends a connection to `use`. Rejects with DatabaseUnavailable when none comes free in time or can be opened. */
  async with<T>(use: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    if (this.#closing) throw new DatabaseUnavailable('The database is closed')
    const granted = this.#permits.acquire(this.#options.acquireTimeoutMs)
    if (granted !== true && !(await granted)) {
      throw new DatabaseUnavailable(
        `No connection to PostgreSQL came free in ${this.#options.acquireTimeoutMs} ms`,
      )
    }
    try {
      const connection = this.#idle.pop() ?? (await this.#open())
      try {
        return await use(connection)
      } finally {
        if (!connection.lost) this.#idle.push(connection)
      }
    } finally {
      this.#permits.release()
    }
  }

  /** Waits a while for what is under way, then ends every connection. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const deadline = performance.now() + CLOSE_WAIT_MS
    for (let held = 0; held < this.#options.connections; held++) {
      if (!(await this.#permits.acquire(Math.max(0, deadline - performance.now())))) break
    }
    clearInterval(this.#watch)
    for (const connection of this.#all) connection.lose(new Error('the database was closed'))
  }

  /** Tries the hosts in turn, beginning with the one that answered last. */
  async #open(): Promise<PostgresConnection> {
    const { hosts, needsPrimary } = this.#target
    let failure: unknown
    for (let attempt = 0; attempt < hosts.length; attempt++) {
      const index = (this.#preferred + attempt) % hosts.length
      const host = hosts[index]!
      try {
        const connection = await PostgresConnection.open(this.#target, host, this.#options.statementTimeoutMs)
        if (needsPrimary && connection.standby) {
          connection.lose(new Error('it takes only reads'))
          throw new DatabaseUnavailable(`PostgreSQL at ${host.host}:${host.port} takes only reads`, {
            fault: 'read-only',
          })
        }
        this.#preferred = index
        return this.#adopt(connection)
      } catch (error) {
        failure = error
      }
    }
    throw failure
  }

  #adopt(connection: PostgresConnection): PostgresConnection {
    if (connection.lost) throw connection.lost
    this.#all.add(connection)
    connection.watch(() => {
      this.#all.delete(connection)
      const index = this.#idle.indexOf(connection)
      if (index >= 0) this.#idle.splice(index, 1)
    })
    return connection
  }

  #giveUpHanging(): void {
    const limit = this.#options.statementTimeoutMs
    if (limit === 0) return
    for (const connection of this.#all) {
      if (connection.busyMs > limit + TIMEOUT_GRACE_MS) connection.lose(new Error('it does not answer'))
    }
  }
}
