// `entrepot user`: through the running server with SQLite, beside it with PostgreSQL, and on the data without one.
import { afterAll, afterEach, describe, expect, test } from 'bun:test'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { startPostgres } from '../support/postgres.ts'
import {
  programPassword,
  projectRoot,
  type RunningProgram,
  startProgram,
  temporaryFolder,
} from '../support/program.ts'
import { testWith } from '../support/programs.ts'
import { basic } from '../support/registry-client.ts'

const main = join(projectRoot, 'packages/server/src/main.ts')
const folder = temporaryFolder()
const running = new Set<RunningProgram>()
afterEach(async () => {
  for (const server of running) await stop(server, 'SIGKILL')
})
afterAll(() => folder.remove())

async function start(data: string, more: Record<string, string> = {}): Promise<RunningProgram> {
  const server = await startProgram({ settings: { 'data.dir': data, ...more } })
  running.add(server)
  return server
}

async function stop(server: RunningProgram, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  running.delete(server)
  server.signal(signal)
  await server.exited
}

function user(data: string, args: readonly string[], env: Record<string, string> = {}, input = '') {
  const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, main, 'user', ...args], {
    env: { PATH: process.env.PATH, ENTREPOT_DATA_DIR: data, http_proxy: 'http://127.0.0.1:1', ...env },
    stdin: Buffer.from(input),
    stderr: 'pipe',
  })
  return { exitCode, stdout: stdout.toString(), stderr: stderr.toString() }
}

/** The status of a question that only somebody with an account may ask. */
async function login(server: RunningProgram, name: string, password: string): Promise<number> {
  const answer = await fetch(`${server.url}/api/v2.0/users/current`, { headers: basic(name, password) })
  return answer.status
}

const shown = (stdout: string) => /shown this once, is (\S+)\.\n$/.exec(stdout)?.[1] ?? ''

describe('with SQLite, through the server that runs', () => {
  const data = join(folder.path, 'beside')

  test('makes accounts, lists them, and changes what they may', async () => {
    const server = await start(data)
    const made = user(data, ['create', 'anna', '--email', 'anna@example.com', '--realname', 'Anna Berg'])
    expect([made.exitCode, made.stderr]).toEqual([0, ''])
    expect(await login(server, 'anna', shown(made.stdout))).toBe(200)
    expect(user(data, ['admin', 'anna', 'on']).stdout).toBe('anna is an administrator.\n')
    const listed = user(data, ['list', '--json']).stdout.trim().split('\n')
    expect(listed.map((line) => JSON.parse(line))).toMatchObject([
      { username: 'admin', administrator: true },
      { username: 'anna', email: 'anna@example.com', realname: 'Anna Berg', administrator: true },
    ])
    expect(user(data, ['admin', 'admin', 'off']).stdout).toBe('admin is no administrator.\n')
    expect(user(data, ['admin', 'anna', 'off'])).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'entrepot: the last administrator cannot be taken away\n',
    })
    expect(user(data, ['list']).stdout).toMatch(/^admin +admin@example\.com +user +20\d\d-\d\d-\d\d$/m)
    await stop(server)
  })

  test('a new password ends the old one at once', async () => {
    const server = await start(data)
    expect(await login(server, 'admin', programPassword)).toBe(200)
    const reset = user(data, ['password', 'admin'])
    expect(await login(server, 'admin', programPassword)).toBe(401)
    expect(await login(server, 'admin', shown(reset.stdout))).toBe(200)
    const given = user(data, ['password', 'admin', '--password-stdin'], {}, `${programPassword}\n`)
    expect(given.stdout).toBe('admin has a new password.\n')
    expect(await login(server, 'admin', programPassword)).toBe(200)
    await stop(server)
  })

  test.each([
    [['password', 'nobody'], 'entrepot: there is no user nobody\n'],
    [
      ['create', 'anna', '--email', 'other@example.com'],
      'entrepot: user anna or email other@example.com already exists\n',
    ],
    [['create', 'a,b', '--email', 'ab@example.com'], 'entrepot: username contains illegal characters\n'],
  ])('%j is refused in words, with a server and without', async (args, stderr) => {
    expect(user(data, args)).toEqual({ exitCode: 1, stdout: '', stderr })
    const server = await start(data)
    expect(user(data, args)).toEqual({ exitCode: 1, stdout: '', stderr })
    await stop(server)
  })

  test('the socket is for this user alone, goes with the server, and one that was left behind is in no way', async () => {
    const socket = join(data, 'control.sock')
    let server = await start(data)
    expect(statSync(socket).mode & 0o777).toBe(0o600)
    await stop(server, 'SIGKILL')
    expect(existsSync(socket)).toBe(true)
    expect(user(data, ['list']).exitCode).toBe(0)
    server = await start(data)
    expect(user(data, ['list']).exitCode).toBe(0)
    await stop(server)
    expect(existsSync(socket)).toBe(false)
  })
})

test('a folder whose path is too long for a socket has none: the command asks for the server to be stopped', async () => {
  const data = join(folder.path, 'long'.repeat(25))
  const server = await start(data)
  const { exitCode, stderr } = user(data, ['list'])
  expect(exitCode).toBe(1)
  expect(stderr).toStartWith('entrepot: the server must be stopped first, as it has no control socket: ')
  await stop(server)
  expect(user(data, ['list']).exitCode).toBe(0)
})

test('where there is no registry, none is made', () => {
  const data = join(folder.path, 'absent')
  const { exitCode, stderr } = user(data, ['list'])
  expect([exitCode, existsSync(data)]).toEqual([1, false])
  expect(stderr).toStartWith(`entrepot: there is no registry in ${data} (data.dir): `)
})

testWith(
  ['postgres'],
  'with PostgreSQL it works beside the servers, and not before the first start',
  async () => {
    const postgres = await startPostgres()
    try {
      const url = await postgres.createDatabase()
      const data = join(folder.path, 'postgres')
      const env = { ENTREPOT_DATABASE_URL: url }
      const create = ['create', 'anna', '--email', 'anna@example.com', '--admin']
      expect(user(data, create, env).stderr).toStartWith('entrepot: the registry has no account yet')
      const server = await start(data, { 'database.url': url })
      const made = user(data, create, env)
      expect(await login(server, 'anna', shown(made.stdout))).toBe(200)
      await stop(server)
    } finally {
      await postgres.stop()
    }
  },
)
