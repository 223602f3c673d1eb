// `q`, `sort` and pages as a list's question: every form, and what is ignored or refused.
import { expect, test } from 'bun:test'
import { type ListFields, type ListRequest, type Match, parseListQuestion } from './listing.ts'

const fields: ListFields = {
  name: { kind: 'text', column: 't.name' },
  size: { kind: 'integer', column: 't.size' },
  at: { kind: 'time', column: 't.at' },
  open: { kind: 'flag', column: 't.open' },
  special: { kind: 'text' },
}
const first: ListRequest = { page: 1, page_size: 10 }
const parse = (more: Partial<ListRequest>) => parseListQuestion({ ...first, ...more }, fields)

test.each<[q: string, field: string, match: Match]>([
  ['name=a', 'name', { how: 'equals', value: 'a' }],
  ['name=a=b', 'name', { how: 'equals', value: 'a=b' }],
  ['name=\\~a', 'name', { how: 'equals', value: '~a' }],
  ['name=~a', 'name', { how: 'within', value: 'a' }],
  ['name={a b  "c"}', 'name', { how: 'any', values: ['a', 'b', 'c'] }],
  ['name=(a)', 'name', { how: 'all', values: ['a'] }],
  ['name={}', 'name', { how: 'any', values: [] }],
  ['size=[1~ 9]', 'size', { how: 'range', min: 1, max: 9 }],
  ['size=[~9]', 'size', { how: 'range', max: 9 }],
  ['size=[1~]', 'size', { how: 'range', min: 1 }],
  ['at=2026-03-01T12:00:00', 'at', { how: 'equals', value: Date.UTC(2026, 2, 1, 12) }],
  ['at=[2026-03-01~]', 'at', { how: 'range', min: Date.UTC(2026, 2, 1) }],
  ['open=true', 'open', { how: 'equals', value: 1 }],
  ['open=0', 'open', { how: 'equals', value: 0 }],
  ['special=x', 'special', { how: 'equals', value: 'x' }],
  ['name%3D~a', 'name', { how: 'within', value: 'a' }],
])('%s', (q, field, match) => {
  expect(parse({ q }).filters).toEqual([{ field, match }])
})

test('several filters; unknown fields are left out', () => {
  expect(parse({ q: 'name=a,nosuch=1,size=2' }).filters.map(({ field }) => field)).toEqual(['name', 'size'])
  expect(parse({ q: 'constructor=1,__proto__=2' }).filters).toEqual([])
})

test.each([
  'name',
  'name=',
  '=a',
  'name=a,',
  'name=~',
  'size=x',
  'size=[1]',
  'size=[~]',
  'size=1.5',
  'open=maybe',
])('%s is refused', (q) => {
  expect(() => parse({ q })).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
})

test('the order: known columns only', () => {
  expect(parse({ sort: '-name,nosuch,size,special' }).sort).toEqual([
    { field: 'name', descending: true },
    { field: 'size', descending: false },
  ])
  expect(parse({}).sort).toEqual([])
})

test.each([
  [1, 10, 10, 0],
  [3, 10, 10, 20],
  [0, 10, 10, 0],
  [2, 0, 100, 100],
])('page %p of %p: %p from %p on', (page, page_size, limit, offset) => {
  expect(parse({ page, page_size })).toMatchObject({ limit, offset })
})

test('a page beyond all numbers is still a number', () => {
  expect(parse({ page: 999_999_999_999_999, page_size: 100 }).offset).toBeLessThanOrEqual(
    Number.MAX_SAFE_INTEGER,
  )
})

test.each(['name=a%00', 'name=~%00', 'name={a %00}', '%00=a'])(
  '%s, encoded once more than the query needs, holds a NUL and is refused',
  (q) => expect(() => parse({ q })).toThrow('NUL'),
)

test('more than any list is asked is refused', () => {
  expect(parse({ q: Array(8).fill('name=a').join() }).filters).toHaveLength(8)
  expect(() => parse({ q: Array(9).fill('name=a').join() })).toThrow('more than 8 filters')
  expect(parse({ q: `name={${'a '.repeat(100)}}` }).filters).toHaveLength(1)
  expect(() => parse({ q: `name={${'a '.repeat(101)}}` })).toThrow('more than 100 values')
  expect(() => parse({ q: `name=(${'a '.repeat(101)})` })).toThrow('more than 100 values')
  expect(() => parse({ sort: Array(11).fill('name').join() })).toThrow('10 fields at most')
})
