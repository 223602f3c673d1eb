// Patterns match as the runtime's own do, where they know the same, and in bounded time where those do not.
import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { LinearPattern, PatternError } from './linear-pattern-rules.ts'

describe('matching', () => {
  test.each([
    ['', ['', 'a'], []],
    ['a', ['a', 'xax'], ['', 'b']],
    ['^a$', ['a'], ['aa', 'ba', '']],
    ['^(dev|ops)-.*$', ['dev-a', 'ops-'], ['xdev-a', 'dev']],
    ['^[a-c_-]+$', ['a', 'cab', '-_'], ['', 'd', 'ad']],
    ['^[^a-c]$', ['d', '-'], ['a', 'dd']],
    ['^a{2,3}$', ['aa', 'aaa'], ['a', 'aaaa']],
    ['^a{2}$', ['aa'], ['a', 'aaa']],
    ['^a{2,}$', ['aa', 'aaaaa'], ['a']],
    ['^(a|b)*?c?$', ['', 'abba', 'c'], ['cc']],
    ['^\\w+\\s\\d\\.$', ['ab 1.'], ['ab 1x', 'ab1.']],
    ['(?i)^ADMINS$', ['admins', 'Admins'], ['admin']],
    ['^(?:a(?:b|c)+)?$', ['', 'abcb'], ['a']],
    ['^\\[x\\]$', ['[x]'], ['x']],
    ['^é.$', ['é😀'], ['e😀']],
    ['^[]a]$', [']', 'a'], ['b']],
    ['a|', ['', 'b'], []],
    ['x{', ['x{'], ['x']],
  ])('%p', (pattern, yes, no) => {
    const linear = new LinearPattern(pattern)
    expect(yes.filter((text) => !linear.matches(text))).toEqual([])
    expect(no.filter((text) => linear.matches(text))).toEqual([])
  })

  test('as the runtime does, for any pattern made of what both know', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', 'a|b', '^', '$', '(?:ab)', '\\.')
    const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
      pattern: fc.oneof(
        { maxDepth: 3 },
        atom,
        fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
        fc.tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{1,2}')).map(([a, n]) => `(?:${a})${n}`),
      ),
    }))
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '.'), maxLength: 8 })
    fc.assert(
      fc.property(pattern, text, (source, sample) => {
        expect(new LinearPattern(source).matches(sample)).toBe(new RegExp(source).test(sample))
      }),
      { numRuns: 500 },
    )
  })
})

describe('bounds', () => {
  test('a pattern that would hold up others takes no time', () => {
    const text = `${'a'.repeat(255)}!`
    for (const pattern of ['^(a+)+$', '^(a|a)*$', '^(a*)*$', '^(.*)(.*)(.*)(.*)x$', '^(a{1,20}){1,20}$']) {
      const startedAt = performance.now()
      expect(new LinearPattern(pattern).matches(text)).toBe(false)
      expect(performance.now() - startedAt).toBeLessThan(2_000)
    }
  })

  test.each([
    '(',
    ')',
    '[a',
    '*',
    'a**',
    '\\',
    '\\b',
    '\\1',
    '(?=a)',
    '(?<n>a)',
    '[z-a]',
    'a{2,1}',
    'a{101}',
  ])('%p is refused in words', (pattern) => {
    expect(() => new LinearPattern(pattern)).toThrow(PatternError)
  })

  test('a pattern that is too long, or repeats too much, is refused', () => {
    expect(() => new LinearPattern('a'.repeat(501))).toThrow('is longer than 500 characters')
    expect(() => new LinearPattern('((a{100}){100}){100}')).toThrow('repeats too much')
  })
})
