// Addresses keep texts as people write them, also where they look like numbers.
import { expect, test } from 'bun:test'
import { parseSearch, stringifySearch } from './search-text.ts'

test.each(['1.0', '1.10', '007', '1e3', 'v1', 'sha256:ab'])('%s is a text', (compare) => {
  expect(parseSearch(`?compare=${compare}`)).toEqual({ compare })
  expect(parseSearch(stringifySearch({ compare }))).toEqual({ compare })
})

test('numbers and flags stay what they are', () => {
  expect(parseSearch('?page=2&untagged=true')).toEqual({ page: 2, untagged: true })
  expect(stringifySearch({ compare: '1.0' })).toBe('?compare=1.0')
})
