// Ranges: clamped, refused or ignored as RFC 9110 §14 says.
import { expect, test } from 'bun:test'
import { parseChunkRange, parseRanges } from './range.ts'

test.each([
  ['bytes=0-9', [[0, 9]]],
  ['bytes=90-', [[90, 99]]],
  ['bytes=-10', [[90, 99]]],
  ['bytes=-1000', [[0, 99]]],
  ['bytes=50-1000', [[50, 99]]],
  ['bytes=99-99', [[99, 99]]],
  [
    'Bytes=0-0, 5-5 ,-1',
    [
      [0, 0],
      [5, 5],
      [99, 99],
    ],
  ],
  ['bytes=0-0,200-300', [[0, 0]]],
  ['bytes=100-', []],
  ['bytes=-0', []],
  ['bytes=9-0', []],
  [`bytes=${'9'.repeat(30)}-`, []],
] as const)('%s of 100 bytes', (header, expected) => {
  expect(parseRanges(header, 100, 10)?.map(({ start, end }) => [start, end])).toEqual(expected as never)
})

test.each(['lines=0-9', 'bytes=', 'bytes=a-b', 'bytes=-', 'bytes=0-9,', 'bytes 0-9', 'bytes=0-1,2-3,4-5'])(
  '%s is ignored when two ranges are the most',
  (header) => {
    expect(parseRanges(header, 100, 2)).toBeUndefined()
  },
)

test('no range of nothing can be satisfied', () => {
  expect([parseRanges('bytes=0-0', 0, 1), parseRanges('bytes=-5', 0, 1)]).toEqual([[], []])
})

test('a chunk’s range has both ends and no unit', () => {
  expect(parseChunkRange('0-1023')).toEqual({ start: 0, end: 1023 })
  for (const bad of ['', '0-', '-5', 'bytes 0-5', 'bytes=0-5', '5-0', 'a-b', '0-5/10']) {
    expect(parseChunkRange(bad)).toBeUndefined()
  }
})
