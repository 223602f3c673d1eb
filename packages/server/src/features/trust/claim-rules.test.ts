// Conditions on claims: what they accept, and what they cannot be talked into.
import { describe, expect, test } from 'bun:test'
import { type Condition, conditionsProblem, matchesGlob, mismatches } from './claim-rules.ts'

describe('globs', () => {
  test.each([
    ['main', 'main', true],
    ['main', 'Main', false],
    ['release/*', 'release/1.0', true],
    ['release/*', 'release/1.0/x', false],
    ['release/**', 'release/1.0/x', true],
    ['v?.?', 'v1.2', true],
    ['v?.?', 'v1.23', false],
    ['v?', 'v/', false],
    ['*', '', true],
    ['*', 'a/b', false],
    ['**', 'a/b', true],
    ['**/main', 'main', false],
    ['repo:acme/*:ref:refs/heads/main', 'repo:acme/web:ref:refs/heads/main', true],
    ['repo:acme/*:ref:refs/heads/main', 'repo:acme-evil/web:ref:refs/heads/main', false],
    ['repo:acme/*:ref:refs/heads/main', 'repo:acme/web:ref:refs/heads/x/main', false],
    ['a.c', 'abc', false],
    ['[a]', 'a', false],
    ['*ä*', 'xäy', true],
    ['?', '😀', true],
  ] as const)('%s on %s: %p', (pattern, text, matches) => {
    expect(matchesGlob(pattern, text)).toBe(matches)
  })

  test('no pattern takes long', () => {
    const before = performance.now()
    expect(matchesGlob('*a'.repeat(120), `${'a'.repeat(4_000)}b`)).toBe(false)
    expect(performance.now() - before).toBeLessThan(1_000)
  })
})

const condition = (claim: string, value: string, match: Condition['match'] = 'exact') => ({
  claim,
  match,
  value,
})

describe('a rule', () => {
  const rule = {
    audience: 'registry.example.com',
    conditions: [condition('repository', 'acme/web'), condition('ref', 'refs/heads/*', 'glob')],
  }
  const claims = { aud: 'registry.example.com', repository: 'acme/web', ref: 'refs/heads/main' }

  test('names each claim that does not match', () => {
    expect(mismatches(rule, claims)).toEqual([])
    expect(mismatches(rule, { ...claims, aud: ['other', 'registry.example.com'] })).toEqual([])
    expect(mismatches(rule, { ...claims, ref: 'refs/tags/v1' })).toEqual(['ref'])
    expect(mismatches(rule, { ...claims, aud: 'other', repository: undefined })).toEqual([
      'aud',
      'repository',
    ])
    expect(mismatches(rule, {})).toEqual(['aud', 'repository', 'ref'])
  })

  test('compares numbers and flags as text, lists by any entry, and nothing else', () => {
    const one = (value: string, claim: unknown) =>
      mismatches({ audience: 'a', conditions: [condition('c', value)] }, { aud: 'a', c: claim })
    expect(one('7', 7)).toEqual([])
    expect(one('true', true)).toEqual([])
    expect(one('b', ['a', 'b'])).toEqual([])
    expect(one('b', [['b']])).toEqual(['c'])
    expect(one('[object Object]', {})).toEqual(['c'])
    expect(one('null', null)).toEqual(['c'])
    expect(
      mismatches({ audience: 'a', conditions: [condition('toString', '**', 'glob')] }, { aud: 'a' }),
    ).toEqual(['toString'])
  })

  test.each([
    'r**',
    '**r',
    'refs/heads/release-**',
    'acme**/web',
    'repo:acme**:ref:main',
    '***',
    'a/**?',
    '**/**x',
  ])('refuses %s, in which ** is no whole segment', (value) => {
    const problem = conditionsProblem('https://ci.example.com', [
      condition('repository', 'acme/web'),
      condition('ref', value, 'glob'),
    ])
    expect(problem).toContain(`${value} of the claim ref`)
  })

  test.each([
    'acme/**',
    'acme/**/x',
    'repo:acme/**:ref:refs/heads/main',
    'acme/web/ci.yml@**',
    'acme/r*',
    'r*/**',
  ])('takes %s', (value) =>
    expect(conditionsProblem('https://ci.example.com', [condition('sub', value, 'glob')])).toBeUndefined(),
  )

  test('takes stars for themselves where nothing is a pattern', () => {
    expect(conditionsProblem('https://ci.example.com', [condition('sub', 'r**')])).toBeUndefined()
  })

  test('needs a condition that says whose token it is', () => {
    const own = 'https://ci.example.com'
    expect(conditionsProblem(own, [])).toBeString()
    expect(conditionsProblem(own, [condition('sub', '**', 'glob')])).toBeString()
    expect(conditionsProblem(own, [condition('sub', '*/x', 'glob')])).toBeString()
    expect(conditionsProblem(own, [condition('sub', '*', 'glob'), condition('ref', 'main')])).toBeUndefined()
    const github = 'https://token.actions.githubusercontent.com'
    expect(conditionsProblem(github, [condition('ref', 'refs/heads/main')])).toContain('repository_owner')
    expect(conditionsProblem(github, [condition('sub', 'repo:**', 'glob')])).toBeString()
    expect(conditionsProblem(github, [condition('sub', 'repo:acme/**', 'glob')])).toBeUndefined()
    expect(conditionsProblem(github, [condition('repository', 'acme/web')])).toBeUndefined()
    expect(
      conditionsProblem('https://gitlab.com', [condition('project_path', 'acme/*', 'glob')]),
    ).toBeUndefined()
  })
})
