// Each kind of value: what it accepts, what it makes of it, what it refuses.
import { describe, expect, test } from 'bun:test'
import {
  addressRange,
  boolean,
  bytes,
  choice,
  databaseUrl,
  duration,
  host,
  integer,
  type Kind,
  list,
  path,
  port,
  Rejected,
  secret,
  type Written,
  webOrigin,
} from './kinds.ts'

interface Case {
  readonly kind: Kind<unknown>
  readonly good: readonly (readonly [Written, unknown])[]
  readonly bad: readonly Written[]
}

const cases: Readonly<Record<string, Case>> = {
  port: {
    kind: port,
    good: [
      ['0', 0],
      ['443', 443],
      [' 65535 ', 65_535],
    ],
    bad: ['', '65536', '-1', '80.5', '0x50', '5e3', 'http', ['80']],
  },
  integer: {
    kind: integer({ min: 10, max: 1_000 }),
    good: [
      ['10', 10],
      ['1000', 1_000],
      ['0100', 100],
    ],
    bad: ['9', '1001', '1_00', '٣٣', 'Infinity', 'NaN'],
  },
  'integer without bounds': { kind: integer(), good: [['0', 0]], bad: ['-1', '9007199254740993'] },
  boolean: {
    kind: boolean,
    good: [
      ['true', true],
      ['FALSE', false],
    ],
    bad: ['', '1', 'yes', 'truee', 'constructor', ['true']],
  },
  bytes: {
    kind: bytes({ min: '1KiB', max: '1TiB' }),
    good: [
      ['1024', 1_024],
      ['1KiB', 1_024],
      ['1.5 GiB', 1_610_612_736],
      ['20GB', 20e9],
      ['4mib', 4_194_304],
      ['2000B', 2_000],
    ],
    bad: ['', '1023', '2TiB', '4M', '4 MiB MiB', '-4MiB', '1.0000000001GiB', 'GiB'],
  },
  duration: {
    kind: duration({ min: '100ms', max: '30d' }),
    good: [
      ['500ms', 500],
      ['30s', 30_000],
      ['1h30m', 5_400_000],
      ['0.5h', 1_800_000],
      ['30d', 2_592_000_000],
    ],
    bad: ['', '30', '99ms', '31d', '1w', '-5s', '5 s', 's', '0.1ms'],
  },
  choice: {
    kind: choice('nobody', 'everyone'),
    good: [['nobody', 'nobody']],
    bad: ['Nobody', '', 'toString'],
  },
  list: {
    kind: list(choice('a', 'b')),
    good: [
      ['a', ['a']],
      ['a, b', ['a', 'b']],
      [
        ['b', 'a'],
        ['b', 'a'],
      ],
      [[], []],
      ['none', []],
    ],
    bad: ['', 'a,', 'a b', 'a,c', ['a', '']],
  },
  path: {
    kind: path,
    good: [
      ['data', '/home/data'],
      ['./a/../b', '/home/b'],
      ['/var/lib', '/var/lib'],
    ],
    bad: ['', '  ', '~/data', 'a\0b', ['a']],
  },
  host: {
    kind: host,
    good: [
      ['0.0.0.0', '0.0.0.0'],
      ['::1', '::1'],
      ['localhost', 'localhost'],
      ['registry.example.com', 'registry.example.com'],
    ],
    bad: ['', '10.0.0.256', '1234', 'http://a', 'a:80', '[::1]', 'a b', '-a', 'a..b'],
  },
  addressRange: {
    kind: addressRange,
    good: [
      ['10.0.0.0/8', '10.0.0.0/8'],
      ['192.0.2.7', '192.0.2.7/32'],
      ['FD00::/8', 'fd00::/8'],
      ['::1', '::1/128'],
      ['0.0.0.0/0', '0.0.0.0/0'],
    ],
    bad: [
      '',
      '10',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.0/8/8',
      '0x7f.1',
      '010.0.0.1',
      'fe80::1%eth0',
      '::/129',
      'localhost',
    ],
  },
  webOrigin: {
    kind: webOrigin,
    good: [
      ['https://registry.example.com', 'https://registry.example.com'],
      ['HTTP://Registry.Example.com:80/', 'http://registry.example.com'],
      ['https://[fd00::1]:8443', 'https://[fd00::1]:8443'],
    ],
    bad: [
      '',
      'registry.example.com',
      'ftp://a',
      'https://a/path',
      'https://a?b',
      'https://u:p@a',
      'https://a#b',
      'https://',
    ],
  },
  secret: {
    kind: secret,
    good: [['correct horse ', 'correct horse ']],
    bad: ['', 'two\nlines', ['a']],
  },
  databaseUrl: {
    kind: databaseUrl,
    good: [
      ['postgres://u:p@h:5432/d', 'postgres://u:p@h:5432/d'],
      ['postgresql:///d?host=/run/postgresql', 'postgresql:///d?host=/run/postgresql'],
    ],
    bad: [
      '',
      'mysql://h/d',
      'h/d',
      'postgres://u:p#1@h/d',
      'postgres://u:12/34@h/d',
      'postgres://u:p@1@h/d',
      'postgres://h:port/d',
    ],
  },
}

for (const [name, { kind, good, bad }] of Object.entries(cases)) {
  describe(name, () => {
    test.each(good.map(([written, value]) => [JSON.stringify(written), written, value] as const))(
      'takes %s',
      (_, written, value) => expect(kind.parse(written, '/home')).toEqual(value),
    )
    test.each(bad.map((written) => [JSON.stringify(written), written] as const))('refuses %s', (_, written) =>
      expect(() => kind.parse(written, '/home')).toThrow(Rejected),
    )
    test.each(good.map(([, value]) => [JSON.stringify(value), value] as const))(
      'shows %s so that it reads the same again',
      (_, value) => {
        const shown = kind.format(value)
        expect(kind.parse(typeof shown === 'object' ? shown : String(shown), '/home')).toEqual(value)
      },
    )
  })
}

test('sizes and times are shown in the largest unit without a fraction', () => {
  expect([0, 1_024, 1_610_612_736, 20e9, 1_500].map((size) => bytes().format(size))).toEqual([
    '0B',
    '1KiB',
    '1536MiB',
    '20GB',
    '1500B',
  ])
  expect([0, 500, 5_400_000, 2_592_000_000].map((time) => duration().format(time))).toEqual([
    '0ms',
    '500ms',
    '90m',
    '30d',
  ])
})

test('the bounds stand in the words', () => {
  expect(integer({ min: 1, max: 9 }).accepts).toBe('a whole number from 1 to 9')
  expect(integer().accepts).toBe('a whole number of at least 0')
  expect(bytes({ max: '5GiB' }).accepts).toStartWith('a size of at most 5GiB, ')
})

test('a database address is shown without its passwords', () => {
  const shown = databaseUrl.mask?.('postgres://u:hunter2@h/d?sslpassword=hunter2&sslmode=require')
  expect(shown).toBe('postgres://u:****@h/d?sslpassword=****&sslmode=require')
})
