// Sizes as people write them.
import { expect, test } from 'bun:test'
import { parseSize, sizeText } from './size.ts'

test.each([
  ['10MiB', 10_485_760],
  ['10M', 10_485_760],
  ['1 GiB', 1_073_741_824],
  ['512k', 524_288],
  ['7', 7],
  ['', undefined],
  ['-1', undefined],
  ['1.5GiB', undefined],
  ['10XB', undefined],
])('%s', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes)
})

test('sizes are short', () => {
  expect([7, 1536, 10_485_760, 2 ** 31].map(sizeText)).toEqual(['7 bytes', '1.5 KiB', '10 MiB', '2 GiB'])
})
