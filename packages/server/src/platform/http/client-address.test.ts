// Whose word is taken for a client's address and for our own.
import { describe, expect, test } from 'bun:test'
import { ClientAddress } from './client-address.ts'

const options = {
  trustedProxies: ['127.0.0.0/8', '::1/128', '10.1.0.0/16', '2001:db8:1::/48'],
  externalUrl: undefined,
  tls: false,
  fallbackHost: '127.0.0.1:5000',
}
const clients = new ClientAddress(options)

function addressOf(socket: string | undefined, forwarded?: string): string {
  return clients.peerOf(new Headers(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }), socket)
    .address
}

describe('the client’s address', () => {
  test.each<[string, string | undefined, string | undefined, string]>([
    ['the peer’s', '203.0.113.5', undefined, '203.0.113.5'],
    ['the peer’s, whatever it claims', '203.0.113.5', '192.0.2.1', '203.0.113.5'],
    ['what a trusted proxy says', '127.0.0.1', '192.0.2.1', '192.0.2.1'],
    [
      'the last one that is not a proxy’s own',
      '10.1.2.3',
      '6.6.6.6, 192.0.2.1, 10.1.9.9, 127.0.0.1',
      '192.0.2.1',
    ],
    ['the proxy’s, where it says nothing', '127.0.0.1', undefined, '127.0.0.1'],
    ['the proxy’s, where it says nonsense', '127.0.0.1', 'unknown', '127.0.0.1'],
    ['not beyond nonsense', '127.0.0.1', '192.0.2.1, unknown, 10.1.0.1', '127.0.0.1'],
    ['not an empty one', '127.0.0.1', ', ,', '127.0.0.1'],
    ['without a port', '127.0.0.1', '192.0.2.1:4711', '192.0.2.1'],
    ['IPv6 in brackets', '::1', '[2001:db8::5]:4711', '2001:db8::5'],
    ['IPv6 in one spelling', '::1', '2001:DB8:0:0::5', '2001:db8::5'],
    ['a mapped IPv4 address', '::ffff:203.0.113.5', undefined, '203.0.113.5'],
    ['a mapped proxy', '::ffff:127.0.0.1', '::ffff:192.0.2.1', '192.0.2.1'],
    ['a mapped one in hex', '127.0.0.1', '::ffff:c000:201', '192.0.2.1'],
    ['beyond a proxy on IPv6', '2001:db8:1::7', '192.0.2.1', '192.0.2.1'],
    ['not beyond its neighbour', '2001:db8:2::7', '192.0.2.1', '2001:db8:2::7'],
    ['over a Unix socket, this machine’s', undefined, undefined, '127.0.0.1'],
    ['over a Unix socket, as forwarded', undefined, '192.0.2.1', '192.0.2.1'],
  ])('%s', (_, socket, forwarded, expected) => {
    expect(addressOf(socket, forwarded)).toBe(expected)
  })
})

describe('our own address', () => {
  const base = (headers: Record<string, string>, socket = '127.0.0.1', more = {}) =>
    new ClientAddress({ ...options, ...more }).peerOf(new Headers(headers), socket).base

  test.each<[Record<string, string>, string, string]>([
    [{ host: 'a.example:5000' }, '203.0.113.5', 'http://a.example:5000'],
    [{ host: '[2001:db8::1]:5000' }, '203.0.113.5', 'http://[2001:db8::1]:5000'],
    [{}, '203.0.113.5', 'http://127.0.0.1:5000'],
    [{ host: 'a"b' }, '203.0.113.5', 'http://127.0.0.1:5000'],
    [{ host: 'a.example, b.example' }, '203.0.113.5', 'http://127.0.0.1:5000'],
    [{ host: 'a', 'x-forwarded-host': 'b', 'x-forwarded-proto': 'https' }, '203.0.113.5', 'http://a'],
    [{ host: 'a', 'x-forwarded-host': 'b', 'x-forwarded-proto': 'https' }, '127.0.0.1', 'https://b'],
    [
      { host: 'a', 'x-forwarded-host': 'evil, b', 'x-forwarded-proto': 'http, https' },
      '127.0.0.1',
      'https://b',
    ],
    [{ host: 'a', 'x-forwarded-host': 'b/c', 'x-forwarded-proto': 'ftp' }, '127.0.0.1', 'http://a'],
  ])('%p from %s: %s', (headers, socket, expected) => expect(base(headers, socket)).toBe(expected))

  test('follows TLS, and a configured one before all', () => {
    expect(base({ host: 'a' }, '203.0.113.5', { tls: true })).toBe('https://a')
    const forwarded = { host: 'a', 'x-forwarded-host': 'b' }
    expect(base(forwarded, '127.0.0.1', { externalUrl: 'https://c.example' })).toBe('https://c.example')
  })
})
