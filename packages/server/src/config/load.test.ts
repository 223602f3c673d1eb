// Loading: which source wins, what is said of mistakes, and what is never said.
import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError, loadConfig, type Sources } from './load.ts'
import { namedSettings } from './names.ts'
import { EXAMPLE_FILE } from './reference.ts'

const folder = mkdtempSync(join(tmpdir(), 'entrepot-config-'))
const empty = mkdtempSync(join(tmpdir(), 'entrepot-config-'))
afterAll(() => {
  for (const one of [folder, empty]) rmSync(one, { recursive: true })
})

function load(yaml: string, more: Partial<Sources> = {}) {
  writeFileSync(join(folder, 'entrepot.yaml'), yaml)
  return loadConfig({ env: {}, folder, ...more })
}

function mistakes(yaml: string, more: Partial<Sources> = {}): readonly string[] {
  try {
    load(yaml, more)
  } catch (error) {
    if (error instanceof ConfigError) return error.sentences
    throw error
  }
  return []
}

describe('sources', () => {
  test('without any, every setting has its default', () => {
    const { config, origins } = loadConfig({ env: {}, folder: empty })
    expect(config.http).toEqual({
      port: 5000,
      host: '127.0.0.1',
      externalUrl: undefined,
      trustedProxies: ['127.0.0.0/8', '::1/128'],
    })
    expect(config.storage).toEqual({ path: join(empty, 'data/storage'), reserve: 2 ** 30 })
    expect(config.secrets.keyFile).toBe(join(empty, 'data/secrets.key'))
    expect(config.limits.uploadAge).toBe(86_400_000)
    expect(new Set(Object.values(origins).map(({ from }) => from))).toEqual(new Set(['default']))
  })

  test('the file wins over the default, the environment over the file, a flag over the environment', () => {
    const yaml = 'http:\n  port: 1\n  host: 0.0.0.0\nlog:\n  level: debug\n'
    const env = { ENTREPOT_HTTP_PORT: '2', ENTREPOT_LOG_LEVEL: 'warn' }
    const { config, origins } = load(yaml, { env, flags: { 'http.port': '3' } })
    expect([config.http.port, config.log.level, config.http.host]).toEqual([3, 'warn', '0.0.0.0'])
    expect(origins['http.port']).toEqual({ from: 'flag', flag: '--port' })
    expect(origins['log.level']).toEqual({ from: 'environment', variable: 'ENTREPOT_LOG_LEVEL' })
    expect(origins['http.host']).toEqual({ from: 'file', file: 'entrepot.yaml', line: 3 })
  })

  test('defaults follow the setting they name', () => {
    const { config } = load('data:\n  dir: /srv/$&/e\n')
    expect(config.storage.path).toBe('/srv/$&/e/storage')
    expect(config.secrets.keyFile).toBe('/srv/$&/e/secrets.key')
  })

  test('the file is the named one, else that of ENTREPOT_CONFIG', () => {
    writeFileSync(join(folder, 'one.yaml'), 'http: { port: 1 }')
    writeFileSync(join(folder, 'two.yaml'), 'http: { port: 2 }')
    const env = { ENTREPOT_CONFIG: 'two.yaml' }
    expect(loadConfig({ env, folder }).config.http.port).toBe(2)
    expect(loadConfig({ env, folder, file: 'one.yaml' }).config.http.port).toBe(1)
  })

  test('a named file must be there', () => {
    expect(mistakes('', { file: 'absent.yaml' })).toEqual([
      'Cannot read the configuration file absent.yaml: it does not exist.',
    ])
    expect(mistakes('', { file: '.' })).toEqual(['Cannot read the configuration file .: it is a folder.'])
  })

  test('the configuration cannot be changed', () => {
    const { config } = load('')
    for (const part of [config, config.http, config.http.trustedProxies])
      expect(Object.isFrozen(part)).toBe(true)
  })
})

describe('the file', () => {
  test('the example in the docs can be used', () => {
    const { config } = load(EXAMPLE_FILE)
    expect(config.http.trustedProxies).toEqual(['10.20.0.0/16'])
    expect(config.limits.uploadAge).toBe(43_200_000)
  })

  test.each(['', '# nothing\n', 'http:\n', '{}', '---\n'])('%j sets nothing', (yaml) => {
    expect(mistakes(yaml)).toEqual([])
  })

  test('values are taken as they are written', () => {
    expect(load('admin:\n  password: 0123\n').config.admin.password).toBe('0123')
    expect(load("'admin':\n  \"password\": 'a: #b'\n").config.admin.password).toBe('a: #b')
  })

  test('lists stand in either form, and aliases are followed', () => {
    expect(load('http:\n  trustedProxies: []\n').config.http.trustedProxies).toEqual([])
    expect(load('http:\n  trustedProxies: 10.0.0.1, ::1\n').config.http.trustedProxies).toHaveLength(2)
    expect(load('limits:\n  idleTimeout: &t 5s\n  requestTimeout: *t\n').config.limits.requestTimeout).toBe(
      5_000,
    )
  })

  test('unknown names are told with their line and the nearest name', () => {
    const yaml = 'htpp:\n  port: 1\nhttp:\n  prot: 1\n  certificate: x\nport: 1\nhttp.port: 1\n'
    expect(mistakes(yaml)).toEqual([
      'entrepot.yaml:1: there is no setting htpp; the nearest name is http.',
      'entrepot.yaml:4: there is no setting http.prot; the nearest name is http.port.',
      'entrepot.yaml:5: there is no setting http.certificate; the nearest name is tls.certificate.',
      'entrepot.yaml:6: there is no setting port; the nearest name is http.port.',
      'entrepot.yaml:7: write http.port as `port:` on a line of its own, indented, below `http:`.',
    ])
  })

  test.each([
    ['http:\n  port: 1\n  port: 2\n', '3:3: this name stands twice in the same place.'],
    ['http:\n  port: 1\nhttp:\n  host: a\n', '3:1: this name stands twice in the same place.'],
    ['http:\n\tport: 1\n', '2:1: lines are indented with spaces, not tabs.'],
    ['http:\n  host: "a\n', '3:1: a closing quote, bracket, comma or colon is missing here.'],
    ['http:\n  port: 1\n---\nlog:\n', '3:1: the file must hold one document, without a second `---`.'],
    ['- http\n', '1: the file must consist of groups such as `http:`.'],
    ['\nhttp: 5000\n', '2: http is a group: its settings stand below it, indented, one on each line.'],
    ['http:\n  host:\n', '2: http.host has no value; give it one, or remove the line.'],
    [
      'http:\n  port:\n    number: 1\n',
      '2: http.port has a structure as its value; it must be a whole number from 0 to 65535.',
    ],
  ])('%j is refused at its place', (yaml, sentence) => {
    expect(mistakes(yaml)).toEqual([`entrepot.yaml:${sentence}`])
  })
})

describe('the environment', () => {
  test.each(namedSettings.map(({ path, variable }) => [variable, path] as const))(
    '%s sets %s',
    (variable, path) => {
      expect(load('', { env: { [variable]: '' } }).origins[path]).toEqual({ from: 'default' })
      const sentences = mistakes('', { env: { [variable]: '\u0000' } })
      expect(sentences[0]).toStartWith(`${variable}: ${path} is `)
    },
  )

  test('lists are parted by commas', () => {
    const { config } = load('', { env: { ENTREPOT_HTTP_TRUSTED_PROXIES: '10.0.0.1, fd00::/8' } })
    expect(config.http.trustedProxies).toEqual(['10.0.0.1/32', 'fd00::/8'])
  })

  test('an unknown variable is told with the nearest', () => {
    expect(mistakes('', { env: { ENTREPOT_HTTP_EXTERNALURL: 'x', PATH: '/bin' } })).toEqual([
      'ENTREPOT_HTTP_EXTERNALURL: there is no such variable; the nearest name is ENTREPOT_HTTP_EXTERNAL_URL.',
    ])
  })

  test('variables of the tools, and those that Kubernetes adds for Services, are let through', () => {
    const env = {
      ENTREPOT_INSTALL: 'all',
      ENTREPOT_TOOLS: '/opt',
      ENTREPOT_TEST_DATABASE: 'x',
      ENTREPOT_CONFORMANCE_PATH: 'x',
      ENTREPOT_SERVICE_HOST: '10.0.0.1',
      ENTREPOT_SERVICE_PORT_HTTP: '80',
      ENTREPOT_PORT: 'tcp://10.0.0.1:80',
      ENTREPOT_PORT_80_TCP_ADDR: '10.0.0.1',
      ENTREPOT_HTTP_PORT: 'tcp://10.0.0.1:80',
    }
    expect(load('', { env }).origins['http.port']).toEqual({ from: 'default' })
    expect(mistakes('', { env: { ENTREPOT_PORT: '8080' } })).toEqual([
      'ENTREPOT_PORT: there is no such variable; the nearest name is ENTREPOT_HTTP_PORT.',
    ])
  })

  test('a secret can stand in a file of its own', () => {
    writeFileSync(join(folder, 'password'), 'hunter2\n')
    const env = { ENTREPOT_ADMIN_PASSWORD_FILE: 'password' }
    const { config, origins } = load('', { env })
    expect(config.admin.password).toBe('hunter2')
    expect(origins['admin.password']).toEqual({
      from: 'environment',
      variable: 'ENTREPOT_ADMIN_PASSWORD_FILE',
    })
    expect(mistakes('', { env: { ...env, ENTREPOT_ADMIN_PASSWORD: 'other' } })).toEqual([
      'ENTREPOT_ADMIN_PASSWORD_FILE: ENTREPOT_ADMIN_PASSWORD is set too; only one of them can hold admin.password.',
    ])
    expect(mistakes('', { env: { ENTREPOT_METRICS_TOKEN_FILE: 'absent' } })).toEqual([
      'ENTREPOT_METRICS_TOKEN_FILE: the file absent for metrics.token cannot be read.',
    ])
    expect(mistakes('', { env: { ENTREPOT_HTTP_PORT_FILE: 'password' } })).toHaveLength(1)
  })
})

describe('mistakes', () => {
  test('are told all together, each in one sentence', () => {
    const env = { ENTREPOT_LIMITS_UPLOAD_AGE: '30', ENTREPOT_NOPE: '1' }
    expect(mistakes('http:\n  port: 99999\n  nope: 1\n', { env, flags: { 'http.host': 'a b' } })).toEqual([
      'entrepot.yaml:3: there is no setting http.nope; the nearest name is http.port.',
      'ENTREPOT_NOPE: there is no such variable; the nearest name is ENTREPOT_TLS_KEY.',
      'entrepot.yaml:2: http.port is "99999", but must be a whole number from 0 to 65535.',
      'ENTREPOT_LIMITS_UPLOAD_AGE: limits.uploadAge is "30", but must be a time with its unit from 1m to 30d, such as 500ms, 30s, 15m, 6h or 30d.',
      '--host: http.host is "a b", but must be an address or a host name, such as 127.0.0.1, 0.0.0.0, :: or localhost.',
    ])
  })

  test('a wrong item of a list is told by itself', () => {
    expect(mistakes('http:\n  trustedProxies: [10.0.0.1, 10.0.0.0/40]\n')).toEqual([
      'entrepot.yaml:2: http.trustedProxies holds "10.0.0.0/40", but each item must be an address or a range, such as 192.0.2.7, 10.0.0.0/8 or fd00::/8.',
    ])
  })

  test('a certificate needs its key, and a key its certificate', () => {
    expect(mistakes('tls:\n  certificate: a\n')).toEqual([
      'entrepot.yaml:2: tls.certificate is set but tls.key is not; set both or neither.',
    ])
    expect(mistakes('', { env: { ENTREPOT_TLS_KEY: 'a' } })).toEqual([
      'ENTREPOT_TLS_KEY: tls.key is set but tls.certificate is not; set both or neither.',
    ])
    expect(mistakes('tls: { certificate: a, key: b }')).toEqual([])
    expect(mistakes('tls: { certificate: a, key: ~/b }')).toHaveLength(1)
    expect(mistakes('tls: { certificate: a, key: b }', { flags: { 'tls.self': 'true' } })).toEqual([
      '--tls-self: tls.self generates a certificate, but tls.certificate and tls.key name one; choose.',
    ])
  })

  test('a token does not outlive the refresh token that renews it', () => {
    expect(mistakes('auth:\n  tokenLifetime: 2h\n  refreshTokenLifetime: 1h\n')).toEqual([
      'entrepot.yaml:3: auth.refreshTokenLifetime makes tokens outlive the refresh tokens that renew them.',
    ])
  })
})

describe('secrets', () => {
  const bad = [
    '*hunter2',
    '!hunter2 x',
    '@hunter2',
    '&hunter2 &b x',
    '%hunter2',
    '"hunter2',
    '"\\hunter2"',
    'hunter2: x',
    '[hunter2]',
    '{hunter2: x}',
    '|\n    hunter2\n    hunter2',
    '- hunter2',
  ]
  test.each(bad)('a password written as %j is refused without being told', (text) => {
    const sentences = mistakes(`admin:\n  password: ${text}\n`)
    expect(sentences.length).toBeGreaterThan(0)
    expect(sentences.join('\n')).not.toContain('hunter2')
  })

  test.each(['mysql://u:hunter2@h/d', 'postgres://u:hunter2#@h/d', 'postgres://u:hunter2@x@h/d'])(
    'nor is that in the database address %s',
    (url) => {
      const sentences = mistakes('', { env: { ENTREPOT_DATABASE_URL: url } })
      expect(sentences).toHaveLength(1)
      expect(sentences[0]).not.toContain('hunter2')
    },
  )

  test('nor one in an address that has no place for it', () => {
    const sentences = mistakes('', { env: { ENTREPOT_HTTP_EXTERNAL_URL: 'https://u:hunter2@h' } })
    expect(sentences[0]).toStartWith('ENTREPOT_HTTP_EXTERNAL_URL: http.externalUrl is "https://(hidden)@h"')
  })
})
