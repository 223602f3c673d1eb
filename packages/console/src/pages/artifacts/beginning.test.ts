// How much of a long text is shown.
import { expect, test } from 'bun:test'
import { beginningOf } from './beginning.ts'

test('a short text whole, to its last letter', () => {
  for (const text of ['', 'a', 'a\n', 'a\nb', 'x\n'.repeat(4_999)]) expect(beginningOf(text)).toBe(text)
})

test('of a long one whole lines', () => {
  const line = `${'x'.repeat(99)}\n`
  const shown = beginningOf(line.repeat(4_000))
  expect(shown.length).toBe(199_999)
  expect(shown.endsWith('x')).toBe(true)
  expect(beginningOf('x\n'.repeat(9_000)).split('\n')).toHaveLength(5_000)
})

test('of a line without an end so many letters', () => {
  expect(beginningOf('x'.repeat(3_000_000))).toHaveLength(200_000)
})
