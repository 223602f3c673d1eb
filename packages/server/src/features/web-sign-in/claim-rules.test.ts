// Who a provider's document names: paths, groups in every form, addresses that are proved, names that fit.
import { describe, expect, test } from 'bun:test'
import { type ClaimMapping, identityOf, valueAt } from './claim-rules.ts'

const mapping: ClaimMapping = {
  ...{ provider: 'oidc', issuer: 'https://id.example', subject: 'sub', groups: 'groups', adminGroup: '' },
  ...{ username: ['preferred_username', 'name'], email: ['email'], realname: ['name'], groupPrefix: '' },
  keepsGroup: () => true,
}
const person = { sub: 'u1', preferred_username: 'ada', name: 'Ada', email: 'ada@example.net' }

const groupsOf = (groups: unknown, more: Partial<ClaimMapping> = {}) =>
  identityOf({ ...person, groups }, { ...mapping, ...more })?.groups?.map(({ name }) => name)

describe('paths', () => {
  test.each([
    [{ a: { b: 1 } }, 'a.b', 1],
    [{ 'a.b': 2, a: { b: 1 } }, 'a.b', 2],
    [{ 'https://x.example/groups': ['g'] }, 'https://x.example/groups', ['g']],
    [{ a: [{ b: 1 }, { b: 2 }, {}] }, 'a.b', [1, 2]],
    [{ a: { b: 1 } }, 'a.c', undefined],
    [{ a: 'text' }, 'a.length', undefined],
    [{}, 'constructor', undefined],
    [null, 'a', undefined],
  ])('%j at %p', (document, path, value) => {
    expect(valueAt(document, path)).toEqual(value as never)
  })
})

describe('who it is', () => {
  test('the subject is the issuer’s, whatever else changes', () => {
    expect(identityOf(person, mapping)).toEqual({
      ...{ provider: 'oidc', subject: 'https://id.example#u1', username: 'ada', email: 'ada@example.net' },
      ...{ realname: 'Ada', groups: [], administrator: false },
    })
    expect(identityOf({ ...person, sub: 42 }, mapping)?.subject).toBe('https://id.example#42')
  })

  test.each([[{}], [{ sub: '' }], [{ sub: { a: 1 } }], [{ sub: 'x'.repeat(1025) }], [{ sub: 'a\0b' }]])(
    'nobody without a subject: %j',
    (claims) => {
      expect(identityOf(claims, mapping)).toBeUndefined()
    },
  )

  test.each([
    [{ preferred_username: undefined, name: 'Ada Lovelace' }, 'Ada_Lovelace'],
    [{ preferred_username: undefined, name: undefined }, 'ada'],
    [{ preferred_username: 'corp\\ada:x' }, 'corp_ada_x'],
    [{ preferred_username: ' ' }, 'Ada'],
    [{ preferred_username: undefined, name: undefined, email: undefined }, ''],
  ])('a name that an account may have: %j', (claims, username) => {
    expect(identityOf({ ...person, ...claims }, mapping)?.username).toBe(username)
  })

  test('an address that the provider has not proved is none', () => {
    expect(identityOf({ ...person, email_verified: false }, mapping)?.email).toBe('')
    expect(identityOf({ ...person, email_verified: true }, mapping)?.email).toBe('ada@example.net')
  })

  test('of a list of addresses, the first one of its own that is proved', () => {
    const emails = [
      { email: 'not@proved.example', primary: true, verified: false },
      { email: 'second@example.net', primary: false, verified: true },
      { email: 'first@example.net', primary: true, verified: true },
      'nonsense',
    ]
    expect(identityOf({ ...person, email: null, emails }, mapping)?.email).toBe('first@example.net')
    expect(identityOf({ ...person, email: null, emails: emails.slice(0, 2) }, mapping)?.email).toBe(
      'second@example.net',
    )
    expect(identityOf({ ...person, email: null, emails: emails.slice(0, 1) }, mapping)?.email).toBe('')
  })
})

describe('groups', () => {
  test.each([
    [
      ['a', 'b', 'a'],
      ['a', 'b'],
    ],
    ['a, b,', ['a', 'b']],
    ['a', ['a']],
    [['a', 7, null, { x: 1 }, ' ', 'b\u0007', 'x'.repeat(256)], ['a']],
    [undefined, []],
    [7, []],
  ])('%j', (given, groups) => {
    expect(groupsOf(given)).toEqual(groups)
  })

  test('a provider that has no say in groups changes none', () => {
    expect(groupsOf(['a'], { groups: '' })).toBeUndefined()
  })

  test('those that do not count are left out; another provider’s are not the same', () => {
    const more = { keepsGroup: (name: string) => name !== 'b', groupPrefix: 'hub:' }
    expect(groupsOf(['a', 'b'], more)).toEqual(['hub:a'])
  })

  test('never more than a thousand', () => {
    expect(groupsOf(Array.from({ length: 5000 }, (_, i) => `g${i}`))).toHaveLength(1000)
  })

  test('who is in the group of administrators, and is no longer once the provider tells of none', () => {
    const administrator = (groups: unknown, more: Partial<ClaimMapping> = {}) =>
      identityOf({ ...person, groups }, { ...mapping, adminGroup: 'chiefs', ...more })?.administrator
    expect(administrator(['chiefs'])).toBe(true)
    expect(administrator(['chiefs'], { keepsGroup: () => false, groupPrefix: 'hub:' })).toBe(true)
    expect(administrator(['others'])).toBe(false)
    expect(administrator(undefined)).toBe(false)
    expect(administrator(['chiefs'], { adminGroup: '' })).toBe(false)
  })
})
