// The line through samples, by which a soak tells growth from noise.
import { expect, test } from 'bun:test'
import { trendOf } from './trend.ts'

const samples = (value: (at: number) => number) =>
  Array.from({ length: 60 }, (_, index) => ({ at: index * 2, value: value(index * 2) }))

test('a value that grows is seen through noise', () => {
  expect(trendOf(samples((at) => 100 + at + (at % 7))).rise).toBeCloseTo(118, -1)
})

test('one that goes up and down, or jumps once in a while, does not grow', () => {
  expect(trendOf(samples((at) => 100 + 30 * Math.sin(at / 3))).rise).toBeLessThan(10)
  expect(trendOf(samples((at) => (at % 40 === 0 ? 10_000 : 100))).rise).toBe(0)
})
