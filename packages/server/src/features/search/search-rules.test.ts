// How texts and questions are taken apart, whatever people type.
import { describe, expect, test } from 'bun:test'
import { excerptOf, ftsQuery, termsOf, tsQuery, tsVector, wordsOf } from './search-rules.ts'

const texts = (text: string) => wordsOf(text).map(({ text: word }) => word)

test.each([
  ['library/nginx-unprivileged', ['library', 'nginx', 'unprivileged']],
  ['1.25.3-alpine_x', ['1', '25', '3', 'alpine', 'x']],
  ['Café ÜBER', ['cafe', 'uber']],
  ['中文 标签', ['中文', '标签']],
  ['a\u0000b', ['a', 'b']],
  ['***', []],
])('%j has these words', (text, words) => {
  expect(texts(text)).toEqual(words)
})

describe('a question', () => {
  test('is words that go on, and phrases that do not', () => {
    expect(termsOf('nginx 1.25 "long term"')).toEqual([
      { words: ['nginx'], open: true },
      { words: ['1', '25'], open: true },
      { words: ['long', 'term'], open: false },
    ])
  })

  test.each([
    '"',
    '" " "',
    'NEAR(',
    '* OR',
    "'; drop table tags; --",
    '{name}: ^x',
    'a"b"c',
    '(((',
    '\\',
    ':* & | !',
  ])('%j leaves nothing of its signs', (question) => {
    const terms = termsOf(question)
    for (const word of terms.flatMap(({ words }) => words)) expect(word).toMatch(/^[\p{L}\p{N}]+$/u)
    expect(terms.every(({ words }) => words.length > 0)).toBe(true)
  })

  test('is bounded', () => {
    expect(termsOf(Array.from({ length: 100 }, (_, n) => `w${n}`).join(' '))).toHaveLength(8)
    expect(termsOf('1.2.3.4.5.6.7.8.9.10')[0]?.words).toHaveLength(8)
  })

  test('takes a pasted digest for its hex', () => {
    expect(termsOf('sha256:0a1b2c')).toEqual([{ words: ['0a1b2c'], open: true }])
    expect(termsOf('app@sha512:0a1b2c')).toEqual([
      { words: ['app'], open: true },
      { words: ['0a1b2c'], open: true },
    ])
    expect(termsOf('sha256:tool')[0]?.words).toEqual(['sha256', 'tool'])
  })

  test('is said to each engine in its own words', () => {
    const terms = termsOf('nginx 1.25 "long term"')
    expect(ftsQuery(terms, ['name', 'tags'])).toBe('{name tags} : ("nginx" * AND "1 25" * AND "long term")')
    expect(tsQuery(terms)).toBe(`('nginx':*) & ('1' <-> '25':*) & ('long' <-> 'term')`)
  })
})

test('a vector keeps places and weights, and texts apart', () => {
  const vector = tsVector([
    { text: 'library/app', weight: 'A' },
    { text: 'app', weight: 'B' },
  ])
  expect(vector).toBe(`'library':1A 'app':2A,5B`)
})

describe('an excerpt', () => {
  test('marks what matches, in the units of the text itself', () => {
    const found = excerptOf('Das Café am Eck', termsOf('caf eck'))
    expect(found?.marks.map(({ start, length }) => found.text.slice(start, start + length))).toEqual([
      'Café',
      'Eck',
    ])
  })

  test('of a long text lies around the first match', () => {
    const found = excerptOf(`${'x '.repeat(500)}needle ${'y '.repeat(500)}`, termsOf('need'))
    expect(found?.text).toHaveLength(160)
    expect(found?.text.slice(found.marks[0]?.start, 46)).toBe('needle')
  })

  test('is none without a match', () => {
    expect(excerptOf('abc', termsOf('b'))).toBeUndefined()
  })
})
