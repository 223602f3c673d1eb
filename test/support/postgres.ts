// A real PostgreSQL server for tests, in a folder of its own that goes when the test run does.

import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { SQL } from 'bun'
import { listProcesses, sendSignal } from './process-table.ts'
import { requireProgram } from './programs.ts'

export type PostgresDatabases = {
  /** The maintenance database, as a postgres:// URL of a superuser. */
  url: string
  /** Makes an empty database (UTF-8, locale C.UTF-8) and gives its postgres:// URL. */
  createDatabase(): Promise<string>
  /** Stops the server and removes its folder, or does nothing if the server belongs to the whole run. */
  stop(): Promise<void>
}

export type PostgresServer = PostgresDatabases & {
  /** Ends the server as a crash would: SIGKILL, nothing flushed. */
  kill(): Promise<void>
  /** Stops the server if it runs, and starts it again on the same port and data. */
  restart(): Promise<void>
}

export type PostgresOptions = {
  /** Whether commits outlive a crash of the machine; off by default, for speed. They always outlive `kill()`. */
  fsync?: boolean
}

// pg_ctl waits this long for a start or a stop; a machine busy with other tests needs more than its 60.
const PG_CTL_SECONDS = '90'
// Another program may take the free port between our look and the server's start.
const PORT_ATTEMPTS = 3

/** The server that `npm test` started for all suites, or one of this suite's own when it runs alone. */
export async function sharedPostgres(): Promise<PostgresDatabases> {
  const url = process.env.ENTREPOT_TEST_POSTGRES_URL
  if (!url) return startPostgres()
  return { url, createDatabase: () => createDatabase(url), stop: async () => {} }
}

/**
 * Starts a server of the caller's own, on a free loopback port and a Unix socket, with trust
 * authentication. Throws with the way to install it where PostgreSQL is absent.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const bin = postgresFolder()
  const folder = mkdtempSync(join(tmpdir(), 'entrepot-pg-'))
  const server = { bin, folder, data: join(folder, 'data'), port: 0 }
  const guard = startGuard(server)
  const stop = () => endGuard(guard)
  try {
    if (runsAsRoot()) await run(['chown', 'postgres', folder], folder)
    await initialise(server, options)
    await startOnFreePort(server)
  } catch (error) {
    await stop()
    throw error
  }
  const url = `postgres://postgres@127.0.0.1:${server.port}/postgres`
  return {
    url,
    createDatabase: () => createDatabase(url),
    stop,
    kill: async () => killServer(server),
    restart: async () => {
      if (runningPid(server)) await run(pgCtl(server, 'stop', '-m', 'fast'), folder)
      await run(pgCtl(server, 'start', '-l', join(folder, 'log'), '-o', `-p ${server.port}`), folder)
    },
  }
}

type Server = { bin: string; folder: string; data: string; port: number }

function postgresFolder(): string {
  const program = requireProgram('initdb')
  if ('missing' in program) throw new Error(program.missing)
  return dirname(program.path)
}

async function initialise(server: Server, options: PostgresOptions): Promise<void> {
  const { bin, folder, data } = server
  const locale = ['--locale=C.UTF-8', '--encoding=UTF8']
  const quick = ['--auth=trust', '--no-sync', '--no-instructions']
  await run(
    [...asServerUser(), join(bin, 'initdb'), '-D', data, '-U', 'postgres', ...locale, ...quick],
    folder,
  )
  const durable = options.fsync ? 'on' : 'off'
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    max_connections: 300,
    fsync: durable,
    // Always on: a commit must outlive kill(), even where it need not outlive the machine.
    synchronous_commit: 'on',
    full_page_writes: durable,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`)
  await Bun.write(join(folder, 'settings'), lines.join(''))
  await run(
    ['sh', '-c', 'cat "$1" >> "$2"', 'sh', join(folder, 'settings'), join(data, 'postgresql.conf')],
    folder,
  )
}

async function startOnFreePort(server: Server): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    server.port = await freePort()
    const command = pgCtl(server, 'start', '-l', join(server.folder, 'log'), '-o', `-p ${server.port}`)
    try {
      return await run(command, server.folder)
    } catch (error) {
      if (attempt === PORT_ATTEMPTS) throw error
    }
  }
}

function pgCtl(server: Server, action: string, ...options: string[]): string[] {
  const program = join(server.bin, 'pg_ctl')
  return [...asServerUser(), program, action, '-D', server.data, '-w', '-t', PG_CTL_SECONDS, ...options]
}

/** PostgreSQL refuses to run as root: then it runs as the user that Debian's package makes for it. */
function asServerUser(): string[] {
  if (!runsAsRoot()) return []
  return ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', '--']
}

function runsAsRoot(): boolean {
  return process.getuid?.() === 0
}

/**
 * A shell that outlives us, however we end: when its standard input closes, it stops the server and
 * removes the folder.
 */
function startGuard(server: Server): ChildProcess {
  const script = `trap '' INT TERM HUP; cat >/dev/null; folder=$1; shift; "$@" >/dev/null 2>&1; rm -rf "$folder"`
  const stop = pgCtl(server, 'stop', '-m', 'immediate')
  const guard = spawn('sh', ['-c', script, 'entrepot-postgres-guard', server.folder, ...stop], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guard.unref()
  return guard
}

async function endGuard(guard: ChildProcess): Promise<void> {
  if (guard.exitCode !== null) return
  const exited = new Promise((resolve) => guard.once('exit', resolve))
  guard.ref()
  guard.stdin?.end()
  await exited
}

async function killServer(server: Server): Promise<void> {
  const main = runningPid(server)
  if (main === undefined) return
  // Stopped first, so that it cannot tell clients of a crash, as it does when it sees one of its own die.
  sendSignal(main, 'SIGSTOP')
  const pids = new Set(listProcesses().flatMap(({ pid, parent }) => (parent === main ? [pid] : [])))
  pids.add(main)
  for (const pid of pids) sendSignal(pid, 'SIGKILL')
  while (listProcesses().some(({ pid }) => pids.has(pid))) await Bun.sleep(5)
  // Until something reaps the dead process, the next start would take it for a live owner of these.
  rmSync(join(server.data, 'postmaster.pid'))
  rmSync(join(server.folder, `.s.PGSQL.${server.port}.lock`))
}

/** The main process's id, from the file that the server keeps while it runs, and after a crash. */
function runningPid(server: Server): number | undefined {
  try {
    const pid = Number(readFileSync(join(server.data, 'postmaster.pid'), 'utf8').split('\n')[0])
    return listProcesses().some((entry) => entry.pid === pid) ? pid : undefined
  } catch {
    return undefined
  }
}

async function createDatabase(maintenance: string): Promise<string> {
  const name = `entrepot_${randomBytes(6).toString('hex')}`
  const sql = new SQL(maintenance, { max: 1 })
  try {
    await sql.unsafe(`create database ${name}`)
  } finally {
    await sql.close()
  }
  const url = new URL(maintenance)
  url.pathname = `/${name}`
  return url.href
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port was assigned')
  return address.port
}

/** Runs a command to its end; throws with its output and the server's log unless it succeeds. */
async function run(command: string[], folder: string): Promise<void> {
  const output = join(folder, 'output')
  // A file, as a pipe would stay open for as long as the server that the command leaves behind.
  const file = openSync(output, 'w')
  const child = Bun.spawn(command, { cwd: folder, stdin: null, stdout: file, stderr: file })
  closeSync(file)
  if ((await child.exited) === 0) return
  throw new Error(`${command.join(' ')} failed:\n${readIfThere(output)}${readIfThere(join(folder, 'log'))}`)
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
