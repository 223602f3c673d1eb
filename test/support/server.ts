// Entrepot itself, started in this process for a test, on the database that ENTREPOT_TEST_DATABASE names.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { type Config, loadConfig, type SettingPath } from '../../packages/server/src/config.ts'
import { openDatabase } from '../../packages/server/src/open-resources.ts'
import { type Clock, systemClock } from '../../packages/server/src/platform/clock.ts'
import type { Database } from '../../packages/server/src/platform/database/database.ts'
import { undeclaredStatus } from '../../packages/server/src/platform/http/api.ts'
import { createLog } from '../../packages/server/src/platform/log.ts'
import { type RunningServer, startServer } from '../../packages/server/src/server.ts'
import { observeStatements, type StatementListener } from './observed-database.ts'
import { sharedPostgres } from './postgres.ts'

export type TestSettings = Partial<Record<SettingPath, string>>

export interface TestServer {
  /** `http://127.0.0.1:<port>`, or https with TLS settings. */
  readonly url: string
  /** `127.0.0.1:<port>`. */
  readonly host: string
  readonly adminPassword: string
  /** The node's data folder. */
  readonly dataDir: string
  /** The settings that another node on the same data would need besides its own data folder. */
  readonly shared: TestSettings
  /** The running server's own handle. */
  readonly database: Database
  /** Runs what is due by the clock that the test handed in; what runs by itself does not wait for it. */
  runDueJobs(): Promise<void>
  /** Records and hands on every event that there is, so that nothing of it happens later. */
  deliverEvents(): Promise<void>
  /** Stops and starts again on the same data and port. */
  restart(): Promise<void>
  /**
   * Stops, lets `inspect` look at what is left, and removes the data folder.
   * @throws when the management API ever answered with a status that its contract does not declare
   */
  stop(inspect?: () => Promise<void>): Promise<void>
}

/** Where a server is going to find its data. */
export interface TestPlaces {
  readonly dataDir: string
  /** Undefined on SQLite, whose file is `entrepot.sqlite` in the data folder. */
  readonly databaseUrl: string | undefined
}

export type TestEngine = 'sqlite' | 'postgres'

export interface TestServerOptions {
  readonly settings?: TestSettings
  readonly clock?: Clock
  /** Where a test is about one engine; else as ENTREPOT_TEST_DATABASE says. */
  readonly engine?: TestEngine
  /** Puts data in place before the first start. */
  readonly prepare?: (places: TestPlaces) => Promise<void>
  /** Is told of each SQL statement, as it is sent. */
  readonly onStatement?: StatementListener
  /** Log lines go here instead of nowhere. */
  readonly logTo?: NodeJS.WritableStream
}

export const testDatabase: TestEngine =
  process.env.ENTREPOT_TEST_DATABASE === 'postgres' ? 'postgres' : 'sqlite'

const adminPassword = 'Administrator1'

/** An own server with an own empty database and data folder; the test stops it. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'entrepot-test-'))
  const { engine = testDatabase } = options
  const databaseUrl = engine === 'postgres' ? await (await sharedPostgres()).createDatabase() : undefined
  const database: TestSettings = databaseUrl === undefined ? {} : { 'database.url': databaseUrl }
  await options.prepare?.({ dataDir, databaseUrl })
  const shared: TestSettings = {
    'storage.path': join(dataDir, 'storage'),
    'secrets.keyFile': join(dataDir, 'secrets.key'),
    ...database,
  }
  const settings: TestSettings = {
    'data.dir': dataDir,
    'http.port': '0',
    'admin.password': adminPassword,
    'storage.reserve': '0B',
    ...shared,
    ...options.settings,
  }
  const undeclared: string[] = []
  let { server, database: db } = await start(settings, options, undeclared)
  const { port } = server
  const host = `127.0.0.1:${port}`
  const secure = settings['tls.certificate'] !== undefined || settings['tls.self'] === 'true'
  return {
    url: `${secure ? 'https' : 'http'}://${host}`,
    host,
    adminPassword: settings['admin.password'] as string,
    dataDir,
    shared,
    get database() {
      return db
    },
    runDueJobs: () => server.runDueJobs(),
    deliverEvents: () => server.deliverEvents(),
    restart: async () => {
      await server.stop()
      ;({ server, database: db } = await start(
        { ...settings, 'http.port': String(port) },
        options,
        undeclared,
      ))
    },
    stop: async (inspect) => {
      await server.stop()
      await inspect?.()
      await rm(dataDir, { recursive: true, force: true })
      if (undeclared.length > 0) throw new Error(`${undeclaredStatus}:\n${undeclared.join('\n')}`)
    },
  }
}

/** @param undeclared is given each log line of an answer with a status that the contract does not declare */
async function start(
  settings: TestSettings,
  { clock = systemClock, logTo, onStatement }: TestServerOptions,
  undeclared: string[],
): Promise<{ server: RunningServer; database: Database }> {
  const { config } = loadConfig({ env: {}, flags: settings, folder: tmpdir() })
  const log = createLog(logTo ? 'trace' : 'error', watched(undeclared, logTo))
  let database: Database | undefined
  const open = (from: Config) => {
    database = onStatement ? observeStatements(openDatabase(from), onStatement) : openDatabase(from)
    return database
  }
  const server = await startServer(config, log, { clock, open })
  return { server, database: database as Database }
}

function watched(undeclared: string[], logTo: NodeJS.WritableStream | undefined): NodeJS.WritableStream {
  return new Writable({
    write(chunk, encoding, done) {
      const text = String(chunk)
      if (text.includes(undeclaredStatus)) undeclared.push(text.trim())
      if (logTo) logTo.write(chunk, encoding, done)
      else done()
    },
  })
}
