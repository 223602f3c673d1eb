// Who guesses is slowed down; who knows the password is not.
import { expect, test } from 'bun:test'
import { LoginThrottle } from './login-throttle.ts'

const minute = 60_000

/** A throttle whose waits are noted, and end when the test says so. */
function throttleOf(loginAttempts: number) {
  const waits: { ms: number; end: () => void }[] = []
  let now = 0
  const throttle = new LoginThrottle(
    { loginAttempts, loginWindow: 10 * minute },
    () => now,
    (ms) => new Promise((resolve) => waits.push({ ms, end: resolve })),
  )
  const pass = (ms: number) => {
    now += ms
  }
  return { throttle, waits, pass }
}

async function fail(throttle: LoginThrottle, account: string, address: string, times: number): Promise<void> {
  for (let index = 0; index < times; index++) {
    const attempt = await throttle.enter(account, address)
    attempt!.failed()
    attempt!.release()
  }
}

/** Whether a try passes without any wait. */
async function isFree(throttle: LoginThrottle, account: string, address: string): Promise<boolean> {
  const attempt = await Promise.race([throttle.enter(account, address), Bun.sleep(5).then(() => 'waits')])
  if (attempt === 'waits' || typeof attempt === 'string' || !attempt) return false
  attempt.release()
  return true
}

test('the first failures cost nothing, further tries wait, each longer up to 2 s', async () => {
  const { throttle, waits } = throttleOf(3)
  await fail(throttle, 'kim', '192.0.2.1', 3)
  expect(waits).toEqual([])
  for (let tries = 0; tries < 6; tries++) {
    const entering = throttle.enter('kim', '192.0.2.1')
    await Bun.sleep(0)
    waits.at(-1)!.end()
    const attempt = (await entering)!
    attempt.failed()
    attempt.release()
  }
  expect(waits.map(({ ms }) => ms)).toEqual([250, 500, 1000, 2000, 2000, 2000])
})

test('another address, and another account, wait for nothing', async () => {
  const { throttle } = throttleOf(3)
  await fail(throttle, 'kim', '192.0.2.1', 3)
  expect(await isFree(throttle, 'kim', '192.0.2.1')).toBe(false)
  expect(await isFree(throttle, 'kim', '192.0.2.2')).toBe(true)
  expect(await isFree(throttle, 'lee', '192.0.2.1')).toBe(true)
})

test('an account attacked from many addresses stays open to its owner', async () => {
  const { throttle } = throttleOf(3)
  for (let host = 1; host < 200; host++) await fail(throttle, 'kim', `198.51.100.${host}`, 3)
  expect(await isFree(throttle, 'kim', '192.0.2.1')).toBe(true)
})

test('the addresses of one /64 are one, as one host has them all', async () => {
  const { throttle } = throttleOf(2)
  await fail(throttle, 'kim', '2001:db8:1:2::1', 1)
  await fail(throttle, 'kim', '2001:db8:1:2:3:4:5:6', 1)
  expect(await isFree(throttle, 'kim', '2001:db8:1:2::7')).toBe(false)
  expect(await isFree(throttle, 'kim', '2001:db8:1:3::7')).toBe(true)
})

test('a right password clears the record', async () => {
  const { throttle, waits } = throttleOf(2)
  await fail(throttle, 'kim', '192.0.2.1', 2)
  const entering = throttle.enter('kim', '192.0.2.1')
  await Bun.sleep(0)
  waits[0]!.end()
  const attempt = (await entering)!
  attempt.succeeded()
  attempt.release()
  expect(await isFree(throttle, 'kim', '192.0.2.1')).toBe(true)
})

test('failures are forgotten once the window has passed', async () => {
  const { throttle, pass } = throttleOf(2)
  await fail(throttle, 'kim', '192.0.2.1', 2)
  pass(10 * minute - 1)
  expect(await isFree(throttle, 'kim', '192.0.2.1')).toBe(false)
  pass(1)
  expect(await isFree(throttle, 'kim', '192.0.2.1')).toBe(true)
})

test('a crowd at once is no way around: what is being looked at counts, and few may wait', async () => {
  const { throttle, waits } = throttleOf(3)
  const entered = await Promise.all([1, 2, 3].map(() => throttle.enter('kim', '192.0.2.1')))
  expect(entered.every(Boolean)).toBe(true)
  const waiting = [1, 2, 3, 4, 5].map(() => throttle.enter('kim', '192.0.2.1'))
  expect(await throttle.enter('kim', '192.0.2.1')).toBeUndefined()
  // One at a time: the next one's wait begins when the one before is done.
  await Bun.sleep(0)
  expect(waits).toHaveLength(1)
  waits[0]!.end()
  const first = (await waiting[0])!
  expect(waits).toHaveLength(1)
  first.failed()
  first.release()
  await Bun.sleep(0)
  expect(waits).toHaveLength(2)
})

test('a place in the queue comes free once, however often it is given back', async () => {
  const { throttle, waits } = throttleOf(1)
  await fail(throttle, 'kim', '192.0.2.1', 1)
  const waiting = [1, 2, 3, 4, 5].map(() => throttle.enter('kim', '192.0.2.1'))
  await Bun.sleep(0)
  waits[0]!.end()
  const first = (await waiting[0])!
  first.release()
  first.release()
  void throttle.enter('kim', '192.0.2.1')
  expect(await throttle.enter('kim', '192.0.2.1')).toBeUndefined()
})

test('however a name is written, it is one account: directories take it in any case', async () => {
  const { throttle } = throttleOf(3)
  await fail(throttle, 'kim', '192.0.2.1', 2)
  await fail(throttle, 'KIM', '192.0.2.1', 1)
  expect(await isFree(throttle, 'Kim', '192.0.2.1')).toBe(false)
  expect(await isFree(throttle, 'Jo', '192.0.2.1')).toBe(true)
})
