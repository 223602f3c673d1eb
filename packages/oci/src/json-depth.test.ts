// How deeply JSON is nested, against the parser itself.
import { expect, test } from 'bun:test'
import { isNestedTooDeeply } from './json-depth.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const long = ' '.repeat(20_000)

test.each([
  ['lists', '['.repeat(300) + ']'.repeat(300), true],
  ['objects', `${'{"a":'.repeat(300)}1${'}'.repeat(300)}`, true],
  ['both', `${'[{"a":'.repeat(150)}1${'}]'.repeat(150)}`, true],
  ['what was never closed', '['.repeat(300), true],
  ['levels that real things have', '['.repeat(200) + ']'.repeat(200), false],
  ['many beside each other', `[${'[{}],'.repeat(5_000)}1]`, false],
  ['brackets in a text', JSON.stringify('[{'.repeat(5_000)), false],
  ['brackets in a text after quotes', JSON.stringify(`"\\"${'['.repeat(5_000)}`), false],
  ['brackets after a text that ends in a backslash', `["a\\\\",${'['.repeat(300)}`, true],
])('%s', (_, text, deep) => {
  expect(isNestedTooDeeply(encode(long + text))).toBe(deep)
})

test('what is short is not looked at', () => {
  expect(isNestedTooDeeply(encode('['.repeat(10_000)))).toBe(false)
})
