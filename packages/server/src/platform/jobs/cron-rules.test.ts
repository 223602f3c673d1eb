// Cron lines: which are refused, and when the others come.
import { expect, test } from 'bun:test'
import { nextTime, parseCron } from './cron-rules.ts'

const next = (line: string, after: string) => {
  const at = nextTime(parseCron(line), Date.parse(after))
  return at === undefined ? undefined : new Date(at).toISOString().replace('.000Z', 'Z')
}

test.each([
  ['0 0 * * * *', '2026-03-01T12:00:00Z', '2026-03-01T13:00:00Z'],
  ['0 0 0 * * *', '2026-12-31T23:59:59Z', '2027-01-01T00:00:00Z'],
  ['0 0 0 * * 0', '2026-11-22T00:00:00Z', '2026-11-29T00:00:00Z'],
  ['0 0 0 * * 7', '2026-11-21T00:00:00Z', '2026-11-22T00:00:00Z'],
  ['0 */20 8-9 * * *', '2026-03-01T08:25:00Z', '2026-03-01T08:40:00Z'],
  ['0 5/30 * * * *', '2026-03-01T08:05:00Z', '2026-03-01T08:35:00Z'],
  ['0 15,45 3 1 JAN,jul ?', '2026-01-01T03:20:00Z', '2026-01-01T03:45:00Z'],
  ['0 0 12 ? * MON-FRI', '2026-11-20T12:00:00Z', '2026-11-23T12:00:00Z'],
  ['0 0 0 29 2 *', '2026-03-01T00:00:00Z', '2028-02-29T00:00:00Z'],
  // Of a day of the month and a weekday, one is enough.
  ['0 0 0 1 * MON', '2026-11-21T00:00:00Z', '2026-11-23T00:00:00Z'],
])('%s after %s comes at %s', (line, after, at) => {
  expect(next(line, after)).toBe(at)
})

test('the 30th of February never comes', () => {
  expect(next('0 0 0 30 2 *', '2026-01-01T00:00:00Z')).toBeUndefined()
})

test.each([
  '',
  '* * * * *',
  '1 0 0 * * *',
  '* 0 0 * * *',
  '0 60 0 * * *',
  '0 0 24 * * *',
  '0 0 0 0 * *',
  '0 0 0 * 13 *',
  '0 0 0 * * 8',
  '0 0 0 * * FUN',
  '0 5-1 * * * *',
  '0 */0 * * * *',
  '0 1-2-3 * * * *',
  '0 a * * * *',
  '@daily',
])('%p is refused', (line) => {
  expect(() => parseCron(line)).toThrow('invalid cron string')
})
