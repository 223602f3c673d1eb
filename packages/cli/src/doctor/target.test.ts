// Which hosts are understood, and where they lead.
import { expect, test } from 'bun:test'
import { isInsideAddress, parseTarget, portsOf, type Target } from './target.ts'

test.each([
  ['registry.example.com', 'registry.example.com', undefined, undefined],
  ['Registry.Example.com:5000', 'registry.example.com', undefined, 5000],
  ['https://registry.example.com/', 'registry.example.com', 'https', undefined],
  ['http://10.0.0.5:5000/v2/', '10.0.0.5', 'http', 5000],
  ['[::1]:5000', '::1', undefined, 5000],
  ['docker.io', 'registry-1.docker.io', undefined, undefined],
])('%s', (text, host, scheme, port) => {
  expect(parseTarget(text)).toMatchObject({ host, scheme, port })
})

test.each(['', 'a b', '::1', '[::1', '[1.2.3.4]', 'host:0', 'host:65536', 'user@host', 'ftp://host'])(
  '"%s" is told to be wrong',
  (text) => expect(typeof parseTarget(text)).toBe('string'),
)

test('only this machine is tried by HTTP without being asked to', () => {
  const bare = parseTarget('registry.example.com') as Target
  expect(portsOf(bare, false)).toEqual([443])
  expect(portsOf(parseTarget('localhost') as Target, true)).toEqual([443, 80])
  expect(portsOf(parseTarget('http://registry.example.com') as Target, false)).toEqual([80])
})

test('addresses that mean nothing outside are known', () => {
  expect(['10.1.2.3', '192.168.0.1', '127.0.0.1', 'fe80::1', 'fd00::1'].every(isInsideAddress)).toBe(true)
  expect(['8.8.8.8', '2001:4860::1', 'registry'].some(isInsideAddress)).toBe(false)
})
