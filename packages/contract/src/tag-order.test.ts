// The order of tags that name versions.
import { expect, test } from 'bun:test'
import { tagOrder } from './tag-order.ts'

const sorted = (tags: readonly string[]) =>
  tags.toSorted((a, b) => {
    const [left, right] = [tagOrder(a), tagOrder(b)]
    return left < right ? -1 : left > right ? 1 : 0
  })

test.each([
  ['numbers are compared as numbers', ['1.9', '1.10', '2.0', '10.0']],
  ['what is left out comes first', ['1', '1.2', '1.2.0', '1.2.3', '1.3']],
  ['a `v` makes no difference', ['v1.9', '1.10', 'v1.11']],
  ['what comes before a release', ['1.2.3-alpha', '1.2.3-rc.2', '1.2.3-rc.10', '1.2.3-alpine', '1.2.3']],
  ['dates', ['2024.9.1', '2024.10.1', '20240901', '20241001']],
])('%s', (_, tags) => {
  expect(sorted(tags.toReversed())).toEqual(tags)
})

test('a tag that names no version has no place among them', () => {
  for (const tag of ['latest', 'main', '3f2a1bc', 'sha-0123', 'release-1']) expect(tagOrder(tag)).toBe('')
})
