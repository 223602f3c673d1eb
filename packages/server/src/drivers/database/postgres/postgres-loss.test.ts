// PostgreSQL lost, stopped, slow or full of callers: every error is DatabaseUnavailable, nothing waits without end.
import { afterAll, afterEach, beforeAll, expect } from 'bun:test'
import { sql } from 'kysely'
import { type PostgresServer, startPostgres } from '../../../../../../test/support/postgres.ts'
import { requireProgram, testWith } from '../../../../../../test/support/programs.ts'
import { type Database, DatabaseUnavailable, type Handle } from '../../../platform/database/database.ts'
import { queries } from '../../../platform/database/queries.ts'
import { openPostgres, type PostgresOptions } from './postgres.ts'

let server: PostgresServer
let url: string
const opened: Database[] = []

/** Without PostgreSQL each test is skipped, and says what is missing. */
const testOnServer = (title: string, fn: () => Promise<void>, timeoutMs?: number) =>
  testWith(['initdb'], title, fn, timeoutMs)

beforeAll(async () => {
  if ('missing' in requireProgram('initdb')) return
  server = await startPostgres()
  url = await server.createDatabase()
}, 120_000)
afterAll(() => server?.stop(), 60_000)
afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()))
})

function open(options: PostgresOptions = {}, target = url): Database {
  const database = openPostgres(target, options)
  opened.push(database)
  return database
}

async function run<Row>(handle: Handle, text: string): Promise<readonly Row[]> {
  return (await sql.raw<Row>(text).execute(queries(handle))).rows
}

function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error) => error,
  )
}

async function backend(handle: Handle): Promise<number> {
  const [row] = await run<{ pid: number }>(handle, 'select pg_backend_pid() as pid')
  return row!.pid
}

/** Waits until the server answers again. */
async function answers(database: Database): Promise<void> {
  const deadline = performance.now() + 30_000
  while ((await rejection(database.ping(1000))) !== undefined) {
    if (performance.now() > deadline) throw new Error('the server did not come back')
    await Bun.sleep(20)
  }
}

/** 16 callers that read and write until told to stop; what they saw. */
function load(database: Database) {
  const seen = { acknowledged: 0, unknown: 0, errors: [] as unknown[] }
  let stopped = false
  const caller = async (index: number) => {
    while (!stopped) {
      const step =
        index % 2 === 0
          ? database.transaction((tx) => run(tx, 'insert into written default values'))
          : run(database, 'select count(*) from written')
      try {
        await step
        if (index % 2 === 0) seen.acknowledged++
      } catch (error) {
        if (index % 2 === 0) seen.unknown++
        seen.errors.push(error)
        await Bun.sleep(5)
      }
    }
  }
  const callers = Promise.all(Array.from({ length: 16 }, (_, index) => caller(index)))
  const stop = async () => {
    stopped = true
    await callers
    return seen
  }
  return { seen, stop }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await Bun.sleep(5)
}

for (const [name, breakIt] of [
  ['a backend killed', async (database: Database) => void process.kill(await backend(database), 'SIGKILL')],
  ['the server killed and started', async () => server.kill().then(() => server.restart())],
  ['the server restarted', async () => server.restart()],
] as const) {
  testOnServer(
    `${name} under load: only DatabaseUnavailable, no acknowledged row lost, then all is well`,
    async () => {
      const database = open()
      await database.transaction(async (tx) => {
        await run(tx, 'drop table if exists written')
        await run(tx, 'create table written (id bigint generated always as identity)')
      })
      const { seen, stop } = load(database)
      await until(() => seen.acknowledged > 100)
      await breakIt(database)
      await answers(database)
      const before = seen.acknowledged
      await until(() => seen.acknowledged > before + 100)
      await stop()
      expect(seen.errors.length).toBeGreaterThan(0)
      expect(seen.errors.filter((error) => !(error instanceof DatabaseUnavailable))).toEqual([])
      const [row] = await run<{ count: number }>(database, 'select count(*) as count from written')
      expect(row!.count).toBeGreaterThanOrEqual(seen.acknowledged)
      // A commit whose answer was lost may have been done.
      expect(row!.count).toBeLessThanOrEqual(seen.acknowledged + seen.unknown)
    },
    60_000,
  )
}

testOnServer(
  'work that waits for something else learns that its connection is gone',
  async () => {
    const database = open()
    let pid = 0
    const started = Promise.withResolvers<void>()
    const forever = database.transaction(async (tx) => {
      pid = await backend(tx)
      started.resolve()
      await new Promise(() => {})
    })
    const outcome = rejection(forever) // listens before the loss, which may come before the next line
    await started.promise
    await run(database, `select pg_terminate_backend(${pid})`)
    expect(await outcome).toBeInstanceOf(DatabaseUnavailable)
  },
  30_000,
)

testOnServer(
  'a server that hangs fails the ping in time, then the statement, and comes back',
  async () => {
    const database = open({ connections: 1, statementTimeoutMs: 1000 })
    const pid = await backend(database)
    process.kill(pid, 'SIGSTOP')
    try {
      const statement = rejection(run(database, 'select 1'))
      expect(await rejection(database.ping(100))).toBeInstanceOf(DatabaseUnavailable)
      expect(await statement).toBeInstanceOf(DatabaseUnavailable)
      expect(await backend(database)).not.toBe(pid)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
  },
  30_000,
)

testOnServer(
  'a caller waits for a free connection no longer than told',
  async () => {
    const database = open({ connections: 2, acquireTimeoutMs: 100 })
    const hold = Promise.withResolvers<void>()
    const holders = [1, 2].map(() => database.transaction(() => hold.promise))
    expect(await rejection(run(database, 'select 1'))).toBeInstanceOf(DatabaseUnavailable)
    hold.resolve()
    await Promise.all(holders)
    expect(await run<object>(database, 'select 1 as one')).toEqual([{ one: 1 }])
  },
  30_000,
)

testOnServer(
  'a statement that takes longer than allowed ends as unavailable, and its transaction leaves nothing',
  async () => {
    const database = open({ statementTimeoutMs: 100, connections: 1 })
    const slow = database.transaction(async (tx) => {
      await run(tx, 'create table too_slow (id bigint)')
      await run(tx, 'select pg_sleep(20)')
    })
    expect(await rejection(slow)).toBeInstanceOf(DatabaseUnavailable)
    expect(await run<object>(database, `select to_regclass('too_slow') as found`)).toEqual([{ found: null }])
  },
  30_000,
)

testOnServer(
  'what rolled a transaction back is what its caller sees, though the rollback fails too',
  async () => {
    const database = open()
    const cause = new Error('the work itself')
    const work = database.transaction(async (tx) => {
      const pid = await backend(tx)
      await run(database, `select pg_terminate_backend(${pid})`)
      throw cause
    })
    const seen = await rejection(work)
    expect(seen === cause || seen instanceof DatabaseUnavailable).toBe(true)
    expect(await run<object>(database, 'select 1 as one')).toEqual([{ one: 1 }])
  },
  30_000,
)

testOnServer(
  'a host that is down is passed over, and no host at all is DatabaseUnavailable',
  async () => {
    const { port, pathname } = new URL(url)
    const second = open({}, `postgres://postgres@127.0.0.1:1,127.0.0.1:${port}${pathname}`)
    expect(await run<object>(second, 'select 1 as one')).toEqual([{ one: 1 }])
    const none = open({}, 'postgres://postgres@127.0.0.1:1/postgres')
    expect(await rejection(run(none, 'select 1'))).toBeInstanceOf(DatabaseUnavailable)
    expect(await rejection(none.transaction((tx) => run(tx, 'select 1')))).toBeInstanceOf(DatabaseUnavailable)
  },
  30_000,
)

testOnServer(
  'search parameters reach the server',
  async () => {
    const database = open({}, `${url}?application_name=someone`)
    expect(await run<object>(database, `select current_setting('application_name') as name`)).toEqual([
      { name: 'someone' },
    ])
  },
  30_000,
)
