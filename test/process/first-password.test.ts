// The password that the operator chooses for the first administrator: by the rule for every password.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { sharedPostgres } from '../support/postgres.ts'
import { endOf, programPassword, startProgram, temporaryFolder } from '../support/program.ts'
import { type TestSettings, testDatabase } from '../support/server.ts'

const folder = temporaryFolder()
let place: TestSettings = { 'data.dir': join(folder.path, 'data') }

beforeAll(async () => {
  if (testDatabase === 'sqlite') return
  place = { ...place, 'database.url': await (await sharedPostgres()).createDatabase() }
})
afterAll(() => folder.remove())

const weak = 'hunter2'

test('a weak one is refused, and uses up no first start', async () => {
  const { exitCode, stdout, stderr } = await endOf({ settings: { ...place, 'admin.password': weak } })
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 1,
    stdout: '',
    stderr:
      'entrepot: admin.password: the password or secret must be 8-128, inclusively, characters long with at least ' +
      '1 uppercase letter, 1 lowercase letter and 1 number\n',
  })
}, 30_000)

test('once there are accounts it is not used, and a weak one keeps no registry from starting', async () => {
  const warned: boolean[] = []
  for (const password of [programPassword, weak, programPassword]) {
    const server = await startProgram({ settings: { ...place, 'admin.password': password } })
    const statusFor = async (secret: string) => {
      const authorization = `Basic ${btoa(`admin:${secret}`)}`
      return (await fetch(`${server.url}/api/v2.0/users`, { headers: { authorization } })).status
    }
    expect([await statusFor(programPassword), await statusFor(weak)]).toEqual([200, 401])
    server.signal('SIGTERM')
    await server.exited
    warned.push(
      server.log().some(({ level, msg }) => level === 'warn' && String(msg).startsWith('admin.password')),
    )
    expect(server.stdout()).not.toContain(weak)
  }
  expect(warned).toEqual([false, true, false])
}, 60_000)
