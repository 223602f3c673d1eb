// The generated password of a first start: shown before the account counts, so that it is never lost.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../packages/server/src/config.ts'
import { createLog } from '../../packages/server/src/platform/log.ts'
import { startServer } from '../../packages/server/src/server.ts'
import { sharedPostgres } from '../support/postgres.ts'
import { basic } from '../support/registry-client.ts'
import { testDatabase } from '../support/server.ts'

let folder: string
let flags: Record<string, string>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entrepot-first-'))
  flags = {
    'data.dir': folder,
    'http.port': '0',
    'storage.reserve': '0B',
    ...(testDatabase === 'postgres' && {
      'database.url': await (await sharedPostgres()).createDatabase(),
    }),
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function start(announcePassword: (password: string) => void) {
  const { config } = loadConfig({ env: {}, flags, folder })
  return startServer(config, createLog('silent'), { announcePassword })
}

test('a start that ends while it shows the password leaves no account behind; the next shows another', async () => {
  const shown: string[] = []
  const interrupted = start((password) => {
    shown.push(password)
    throw new Error('the terminal is gone')
  })
  await expect(interrupted).rejects.toThrow()

  const server = await start((password) => shown.push(password))
  const login = (password: string) =>
    fetch(`http://127.0.0.1:${server.port}/v2/`, { headers: basic('admin', password) })
  const [first, second] = shown as [string, string]
  expect(shown).toHaveLength(2)
  expect((await login(second)).status).toBe(200)
  expect((await login(first)).status).toBe(401)
  await server.stop()

  const again = await start((password) => shown.push(password))
  await again.stop()
  expect(shown).toHaveLength(2)
})
