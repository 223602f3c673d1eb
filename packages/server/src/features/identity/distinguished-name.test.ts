// One name in a directory, however it is written; and two that only look alike.
import { expect, test } from 'bun:test'
import { firstValueOf, normalDn } from './distinguished-name-port.ts'

test('spellings of one name are one', () => {
  const name = 'cn=dev,ou=groups,dc=example,dc=com'
  for (const spelling of [
    'CN=Dev,OU=Groups,DC=Example,DC=com',
    ' cn = dev , ou = groups,  dc=example ,dc=com ',
  ]) {
    expect(normalDn(spelling)).toBe(name)
  }
  expect(normalDn('cn=a\\2cb,dc=x')).toBe(normalDn('cn=A\\,B, dc=x'))
  expect(normalDn('cn=a\\2Bb,dc=x')).toBe(normalDn('cn=a\\+b,dc=x'))
})

test('names that differ stay different', () => {
  const names = ['cn=a,cn=b', 'cn=a\\,cn=b', 'cn=a\\ ,cn=b', 'cn=a b', 'cn=ab', 'cn=a+cn=b', 'cn=é', 'cn=e']
  expect(new Set(names.map(normalDn)).size).toBe(names.length)
})

test('a name of many spaces takes no time', () => {
  const began = performance.now()
  normalDn(`cn=${' '.repeat(200_000)}x${' '.repeat(200_000)}y`)
  expect(performance.now() - began).toBeLessThan(500)
})

test('the first value, without its escapes', () => {
  expect(firstValueOf('CN=Team One,OU=x')).toBe('Team One')
  expect(firstValueOf('cn=a\\,b,ou=x')).toBe('a,b')
  expect(firstValueOf('cn=a+uid=b,ou=x')).toBe('a')
  expect(firstValueOf('no name')).toBe('no name')
})
