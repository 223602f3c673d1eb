// Passwords: what is remembered, what is compared, and what the time of an answer tells.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let accounts: Accounts

beforeAll(async () => {
  server = await startTestServer({ settings: { 'limits.loginAttempts': '5' } })
  accounts = new Accounts(server)
})
afterAll(() => server.stop())

async function logIn(name: string, password: string, address?: string): Promise<number> {
  const headers = address === undefined ? undefined : { 'x-forwarded-for': address }
  return (await new Caller(server.url, { id: 0, name, password }).get('/v2/', headers)).status
}

/** Milliseconds that a login takes. */
async function timeOf(name: string, password: string, address: string): Promise<number> {
  const start = performance.now()
  await logIn(name, password, address)
  return performance.now() - start
}

test('a verified password is remembered, and forgotten as soon as it changes', async () => {
  await accounts.user('changing', 'First1 password')
  const account = { id: 0, name: 'changing', password: 'First1 password' }
  expect(await logIn('changing', 'First1 password')).toBe(200)
  const remembered = await timeOf('changing', 'First1 password', '192.0.2.1')
  const unknown = await timeOf('changing', 'Wrong1 password', '192.0.2.1')
  expect(remembered).toBeLessThan(unknown)
  const user = await accounts.user('changing2', 'First1 password')
  expect(await logIn('changing2', 'First1 password')).toBe(200)
  await accounts.changePassword(user, 'Second1 password')
  expect(await logIn('changing2', 'First1 password')).toBe(401)
  expect(await logIn('changing2', 'Second1 password')).toBe(200)
  expect(await logIn(account.name, account.password)).toBe(200)
})

test('a deleted account is out at once, though its password is remembered', async () => {
  const user = await accounts.user('leaving', 'First1 password')
  expect(await logIn('leaving', 'First1 password')).toBe(200)
  await accounts.deleteUser(user)
  expect(await logIn('leaving', 'First1 password')).toBe(401)
})

test('an unknown name takes the time of a wrong password', async () => {
  await accounts.user('known', 'First1 password')
  const times = { unknown: [] as number[], wrong: [] as number[] }
  // In turn, as the machine may be busy; one address for each, so that nothing is slowed down on purpose.
  for (let round = 0; round < 8; round += 1) {
    times.unknown.push(await timeOf(`unknown${round}`, 'Wrong1 password', `192.0.2.${round}`))
    times.wrong.push(await timeOf('known', 'Wrong1 password', `198.51.100.${round}`))
  }
  const shortest = (of: number[]) => Math.min(...of)
  expect(shortest(times.unknown)).toBeGreaterThan(shortest(times.wrong) / 3)
  expect(shortest(times.unknown)).toBeLessThan(shortest(times.wrong) * 3)
  // Neither comes from anything but a computation that is slow on purpose.
  expect(shortest(times.unknown)).toBeGreaterThan(3)
})

test.each([
  ['a colon', 'pass:word:1A', 'pass', 'pass:word'],
  ['letters beyond ASCII', 'Pässwörter 密码 🔑1', 'Passworter 密码 🔑1', 'Pässwörter 密码 1'],
  ['spaces at its ends', '  Spaced1  ', 'Spaced1', '  Spaced1'],
  ['the longest', `Aa1${'x'.repeat(1021)}`, `Aa1${'x'.repeat(1020)}`, `Aa1${'x'.repeat(1022)}`],
])('a password with %s', async (_, password, also, too) => {
  const name = `user${Bun.hash(password)}`
  await accounts.user(name, password)
  expect(await logIn(name, password)).toBe(200)
  for (const each of [also, too, '', password.toLowerCase(), `${password}\0`]) {
    expect(await logIn(name, each)).toBe(401)
  }
})

test('one letter in two spellings is one password', async () => {
  await accounts.user('composed', 'Caf\u00e9 1')
  await accounts.user('decomposed', 'Cafe\u0301 1')
  for (const name of ['composed', 'decomposed']) {
    expect(await logIn(name, 'Caf\u00e9 1')).toBe(200)
    expect(await logIn(name, 'Cafe\u0301 1')).toBe(200)
    expect(await logIn(name, 'Cafe 1')).toBe(401)
  }
})

test('a password beyond all length is refused without work', async () => {
  await accounts.user('long', 'First1 password')
  expect(await logIn('long', 'x'.repeat(5000))).toBe(401)
})

test('names are compared exactly', async () => {
  await accounts.user('exact', 'First1 password')
  for (const name of [
    'Exact',
    'exact ',
    ' exact',
    'exact\0',
    '',
    'exac',
    'exact%',
    'e_act',
    "exact' or '1'='1",
  ]) {
    expect(await logIn(name, 'First1 password')).toBe(401)
  }
})

test('who fails is slowed down, and nobody at another address with the right password', async () => {
  await accounts.user('victim', 'First1 password')
  const attacks = Array.from({ length: 7 }, (_, index) => logIn('victim', `Guess${index}`, '203.0.113.66'))
  let waiting = attacks.length
  for (const attack of attacks) {
    void attack.then(() => {
      waiting -= 1
    })
  }
  // While some guesses still wait, the rightful user is in: with a password never seen before, so no memory helps.
  expect(await logIn('victim', 'First1 password', '192.0.2.77')).toBe(200)
  expect(waiting).toBeGreaterThan(0)
  const guesses = await Promise.all(attacks)
  expect(guesses.every((status) => status === 401 || status === 429)).toBe(true)
  const started = performance.now()
  const status = await logIn('victim', 'Guess1 password', '203.0.113.66')
  const guess = performance.now() - started
  expect(status === 429 || guess > 200).toBe(true)
  expect(await logIn('victim', 'First1 password', '192.0.2.78')).toBe(200)
}, 20_000)
