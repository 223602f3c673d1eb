// NUL characters, however often they are encoded.
import { expect, test } from 'bun:test'
import { holdsNul } from './nul.ts'

test.each([
  '\0',
  '%00',
  'a%00b',
  '%2500',
  '%252500',
  '%25%2500',
  '%%00',
  '%2%00',
  `%${'25'.repeat(100_000)}00`,
])('the text %# holds one', (text) => expect(holdsNul(text)).toBe(true))

test.each(['', '%', '00', '%2', '%25', '%2525', '%0', '%250', '%20%30', '2500', `%${'25'.repeat(100_000)}`])(
  'the text %# holds none',
  (text) => expect(holdsNul(text)).toBe(false),
)
