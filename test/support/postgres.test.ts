// The PostgreSQL server for tests: databases apart, crashes survived, nothing left behind.

import { afterAll, expect } from 'bun:test'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SQL } from 'bun'
import { type PostgresServer, startPostgres } from './postgres.ts'
import { testWith } from './programs.ts'

// initdb and start take about 2 s on an idle machine.
const START_TIMEOUT_MS = 60_000
const servers: PostgresServer[] = []
afterAll(async () => {
  for (const server of servers) await server.stop()
})

async function start(): Promise<PostgresServer> {
  const server = await startPostgres()
  servers.push(server)
  return server
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const sql = new SQL(url, { max: 1 })
  try {
    return [...(await sql.unsafe(text))]
  } finally {
    await sql.close()
  }
}

testWith(
  ['initdb'],
  'databases of one server are apart, in UTF-8 and the C.UTF-8 locale',
  async () => {
    const server = await start()
    const [one, two] = [await server.createDatabase(), await server.createDatabase()]
    await query(one, 'create table only_here (id int)')
    expect(query(two, 'select * from only_here')).rejects.toThrow('only_here')
    const settings = 'select datcollate, pg_encoding_to_char(encoding) as encoding from pg_database'
    const rows = await query(two, `${settings} where datname = current_database()`)
    expect(rows).toEqual([{ datcollate: 'C.UTF-8', encoding: 'UTF8' }])
  },
  START_TIMEOUT_MS,
)

testWith(
  ['initdb'],
  'what was committed outlives a crash, at the same address',
  async () => {
    const server = await start()
    const url = await server.createDatabase()
    await query(url, 'create table kept as select 7 as id')
    await server.kill()
    expect(query(url, 'select 1')).rejects.toThrow()
    await server.restart()
    expect(await query(url, 'select id from kept')).toEqual([{ id: 7 }])
    await server.restart()
    expect(await query(url, 'select id from kept')).toEqual([{ id: 7 }])
  },
  START_TIMEOUT_MS,
)

testWith(
  ['initdb'],
  'a suite that is killed leaves neither a server nor its folder',
  async () => {
    const temp = mkdtempSync(join(tmpdir(), 'entrepot-pg-killed-'))
    chmodSync(temp, 0o711)
    const script = `import { startPostgres } from '${join(import.meta.dir, 'postgres.ts')}'
      console.log((await startPostgres()).url)
      setInterval(() => {}, 1000)`
    const child = Bun.spawn([process.execPath, '-e', script], {
      env: { ...process.env, TMPDIR: temp },
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'inherit',
    })
    const url = new TextDecoder().decode((await child.stdout.getReader().read()).value).trim()
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
    child.kill('SIGKILL')
    await child.exited
    while (readdirSync(temp).length > 0) await Bun.sleep(20)
    expect(query(url, 'select 1')).rejects.toThrow()
    rmSync(temp, { recursive: true })
  },
  START_TIMEOUT_MS,
)
