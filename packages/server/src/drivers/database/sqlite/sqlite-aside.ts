// Reads that take long, in a worker: SQLite is synchronous, and here nothing else waits for them.
import {
  type DatabaseFault,
  DatabaseUnavailable,
  QueryTooSlow,
  type StatementResult,
  type Statements,
} from '../../../platform/database/database.ts'
import { startWorker } from '../../../platform/worker.ts'

export interface AsideRequest {
  readonly id: number
  /** Of the database file. */
  readonly path: string
  readonly sql: string
  readonly parameters: readonly unknown[]
}

export type AsideAnswer =
  | { readonly id: number; readonly result: StatementResult }
  | { readonly id: number; readonly message: string; readonly fault?: DatabaseFault }

interface Waiting {
  readonly sql: string
  readonly parameters: readonly unknown[]
  resolve(result: StatementResult): void
  reject(error: Error): void
}

/** What waits longer has been given up by whoever asked. */
const queueMost = 200
/** SQLite ends a statement that was given up only when it has its result: so many may still be at it. */
const overdueMost = 2
/** A worker takes some megabytes: without work it ends. */
const IDLE_MS = 60_000

export class SqliteAside implements Statements {
  readonly #path: string
  readonly #limitMs: number
  readonly #queue: Waiting[] = []
  #worker: Worker | undefined
  #running: { readonly id: number; readonly work: Waiting; readonly timer: Timer } | undefined
  #idle: Timer | undefined
  /** Workers that still run a statement that was given up. */
  readonly #given = new Set<Worker>()
  #count = 0
  #closed = false

  /** @param limitMs after which a statement is given up */
  constructor(path: string, limitMs: number) {
    this.#path = path
    this.#limitMs = limitMs
  }

  execute(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    if (this.#closed) return Promise.reject(new DatabaseUnavailable('The database is closed'))
    if (this.#queue.length >= queueMost || this.#given.size >= overdueMost) return Promise.reject(tooMany())
    return new Promise((resolve, reject) => {
      this.#queue.push({ sql, parameters, resolve, reject })
      this.#next()
    })
  }

  close(): void {
    this.#closed = true
    const lost = new DatabaseUnavailable('The database is closed')
    for (const { reject } of this.#queue.splice(0)) reject(lost)
    this.#end(lost)
  }

  #next(): void {
    clearTimeout(this.#idle)
    if (this.#running) return
    const work = this.#queue.shift()
    if (!work) {
      this.#idle = setTimeout(() => this.#end(), IDLE_MS)
      this.#idle.unref()
      return
    }
    const id = ++this.#count
    const timer = setTimeout(() => this.#end(new QueryTooSlow(this.#limitMs)), this.#limitMs)
    this.#running = { id, work, timer }
    this.#worker ??= this.#start()
    const request: AsideRequest = { id, path: this.#path, sql: work.sql, parameters: work.parameters }
    this.#worker.postMessage(request)
  }

  #start(): Worker {
    const worker = startWorker('drivers/database/sqlite/sqlite-aside-worker.ts')
    worker.onmessage = ({ data }: MessageEvent<AsideAnswer>) => {
      if (this.#worker === worker) this.#answered(data)
    }
    const lost = () => {
      if (this.#worker === worker) this.#end(new DatabaseUnavailable('The reader of the database ended'))
    }
    worker.onerror = lost
    worker.addEventListener('close', () => {
      this.#given.delete(worker)
      lost()
    })
    return worker
  }

  #answered(answer: AsideAnswer): void {
    const running = this.#running
    if (answer.id !== running?.id) return
    clearTimeout(running.timer)
    this.#running = undefined
    if ('result' in answer) running.work.resolve(answer.result)
    else running.work.reject(errorOf(answer))
    this.#next()
  }

  /** Ends the worker, whatever it does, and lets the next statement have another. */
  #end(why?: Error): void {
    clearTimeout(this.#idle)
    const running = this.#running
    const worker = this.#worker
    this.#running = undefined
    this.#worker = undefined
    worker?.terminate()
    if (worker && why instanceof QueryTooSlow) this.#given.add(worker)
    if (this.#given.size >= overdueMost) for (const { reject } of this.#queue.splice(0)) reject(tooMany())
    if (running) {
      clearTimeout(running.timer)
      running.work.reject(why ?? new DatabaseUnavailable('The reader of the database ended'))
    }
    if (this.#queue.length > 0) this.#next()
  }
}

function tooMany(): DatabaseUnavailable {
  return new DatabaseUnavailable('Too many long reads are under way')
}

function errorOf({ message, fault }: { message: string; fault?: DatabaseFault }): Error {
  return fault ? new DatabaseUnavailable(message, { fault }) : new Error(message)
}
