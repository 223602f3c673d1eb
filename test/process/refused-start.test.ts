// Starts that cannot work: each tells in one sentence what is wrong and which setting it is, and ends with 1.

import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeAuthority, writeKeyPair, writeServerCertificate } from '../support/certificates.ts'
import { startPostgres } from '../support/postgres.ts'
import { endOf, type RunningProgram, startProgram, temporaryFolder } from '../support/program.ts'
import { testWith } from '../support/programs.ts'
import type { TestSettings } from '../support/server.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())
let counter = 0
const fresh = () => join(folder.path, `data-${counter++}`)
const isRoot = process.getuid?.() === 0
/** An ordinary user's rights: root may write everywhere. */
const asNobody = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'] : []

/** The one sentence of a start that fails. */
async function refusal(settings: TestSettings, through: readonly string[] = []): Promise<string> {
  const { exitCode, stdout, stderr } = await endOf({
    settings: { 'data.dir': fresh(), ...settings },
    through,
  })
  expect({ exitCode, stdout, lines: stderr.trimEnd().split('\n').length, stderr }).toEqual({
    exitCode: 1,
    stdout: '',
    lines: 1,
    stderr: expect.stringMatching(/^entrepot: /),
  })
  return stderr.trimEnd().replace(/^entrepot: /, '')
}

describe('an address', () => {
  let first: RunningProgram
  beforeAll(async () => {
    first = await startProgram({ settings: { 'data.dir': fresh() } })
  })
  afterAll(async () => {
    first.signal('SIGTERM')
    await first.exited
  })

  test.each(['127.0.0.1', '0.0.0.0', '::', 'localhost'])(
    'taken by another server, asked for as %s',
    async (host) => {
      const words = await refusal({ 'http.port': String(first.port), 'http.host': host })
      expect(words).toBe(
        `the address is taken by another program (http.host ${host}, http.port ${first.port}): stop it or choose another port`,
      )
    },
  )

  test('that is not this machine', async () => {
    const words = await refusal({ 'http.host': '192.0.2.77' })
    expect(words).toStartWith('this machine has no such address (http.host 192.0.2.77')
  })

  test('that is no name', async () => {
    const words = await refusal({ 'http.host': 'nowhere.invalid' })
    expect(words).toContain('http.host nowhere.invalid')
  })

  test('a taken one does not use up the first start, which alone shows the password', async () => {
    const settings: TestSettings = { 'data.dir': fresh(), 'admin.password': '' }
    await refusal({ ...settings, 'http.port': String(first.port) })
    const second = await startProgram({ settings })
    second.signal('SIGTERM')
    await second.exited
    expect(second.stdout()).toMatch(/password {2}\S{20,}/)
  })
})

test('a taken address over TLS, where listeners could share it', async () => {
  const settings = (): TestSettings => ({ 'data.dir': fresh(), 'tls.self': 'true' })
  const first = await startProgram({ settings: settings() })
  try {
    const words = await refusal({ ...settings(), 'http.port': String(first.port) })
    expect(words).toStartWith('the address is taken by another program')
    const plain = await refusal({ 'http.port': String(first.port) })
    expect(plain).toStartWith('the address is taken by another program')
  } finally {
    first.signal('SIGTERM')
    await first.exited
  }
})

describe('the data folder', () => {
  test('in use by another server', async () => {
    const data = fresh()
    const first = await startProgram({ settings: { 'data.dir': data } })
    const words = await refusal({ 'data.dir': data })
    expect(words).toBe(
      `the data folder ${data} (data.dir) is in use by another process (pid ${first.pid}): stop it or choose another folder`,
    )
    first.signal('SIGTERM')
    await first.exited
  })

  test('that is a file', async () => {
    const file = fresh()
    writeFileSync(file, '')
    expect(await refusal({ 'data.dir': file })).toBe(
      `cannot write to the data folder ${file} (data.dir): it is not a folder`,
    )
  })

  test.skipIf(!isRoot)(
    'without the right to write, as an ordinary user (skipped: needs root to become one)',
    async () => {
      chmodSync(folder.path, 0o755)
      const closed = fresh()
      mkdirSync(closed, { mode: 0o755 })
      expect(await refusal({ 'data.dir': closed }, asNobody)).toBe(
        `cannot write to the data folder ${closed} (data.dir): this user has no right to`,
      )
      expect(await refusal({ 'data.dir': join(closed, 'below') }, asNobody)).toContain(
        'this user has no right to',
      )
    },
  )

  test('with a database that a newer program made', async () => {
    const data = fresh()
    const first = await startProgram({ settings: { 'data.dir': data } })
    first.signal('SIGTERM')
    await first.exited
    const database = new Database(join(data, 'entrepot.sqlite'))
    database.run("INSERT INTO schema_migrations (version, name, applied_at) VALUES (999, 'of tomorrow', 0)")
    database.close()
    const words = await refusal({ 'data.dir': data })
    expect(words).toContain(
      '(data.dir): the database is at version 999 (of tomorrow) and this program knows only',
    )
  })

  test('with a database that is none', async () => {
    const data = fresh()
    mkdirSync(data)
    writeFileSync(join(data, 'entrepot.sqlite'), 'not a database at all, but a long text'.repeat(100))
    expect(await refusal({ 'data.dir': data })).toContain(`${data}/entrepot.sqlite (data.dir): `)
  })
})

describe('the storage folder', () => {
  test('that is a file', async () => {
    const file = fresh()
    writeFileSync(file, '')
    expect(await refusal({ 'storage.path': file })).toBe(
      `cannot use the storage folder ${file} (storage.path): a part of the path is not a folder`,
    )
  })

  test.skipIf(!isRoot)(
    'without the right to write, as an ordinary user (skipped: needs root to become one)',
    async () => {
      chmodSync(folder.path, 0o755)
      const data = fresh()
      mkdirSync(data)
      chownSync(data, 65534, 65534)
      const closed = fresh()
      mkdirSync(closed, { mode: 0o755 })
      expect(await refusal({ 'data.dir': data, 'storage.path': closed }, asNobody)).toBe(
        `cannot use the storage folder ${closed} (storage.path): this user has no right to`,
      )
    },
  )
})

describe('the key file', () => {
  test('that holds something else', async () => {
    const file = fresh()
    writeFileSync(file, 'hunter2 is no key\n')
    const words = await refusal({ 'secrets.keyFile': file })
    expect(words).toBe(
      `the key file ${file} (secrets.keyFile) has a line that is not <version>:<32 bytes in base64>`,
    )
  })

  test('of another installation', async () => {
    const data = fresh()
    for (const settings of [
      { 'data.dir': data },
      { 'data.dir': fresh(), 'secrets.keyFile': join(data, 'other') },
    ]) {
      const server = await startProgram({ settings })
      server.signal('SIGTERM')
      await server.exited
    }
    const words = await refusal({ 'data.dir': data, 'secrets.keyFile': join(data, 'other') })
    expect(words).toStartWith('the key file (secrets.keyFile) does not open what the database holds')
  })

  test('in a folder that is not there', async () => {
    const words = await refusal({ 'secrets.keyFile': '/nowhere/at/all' })
    expect(words).toBe(
      'cannot read or make the key file /nowhere/at/all (secrets.keyFile): it does not exist',
    )
  })
})

describe('PostgreSQL', () => {
  test('that nobody runs; the password stays hidden', async () => {
    const words = await refusal({ 'database.url': 'postgres://registry:hunter2@127.0.0.1:1/registry' })
    expect(words).toBe(
      'cannot use the database postgres://registry:****@127.0.0.1:1/registry (database.url): ' +
        'PostgreSQL at 127.0.0.1:1: Failed to connect',
    )
  })

  testWith(
    ['initdb'],
    'without such a database or user',
    async () => {
      const server = await startPostgres()
      try {
        const url = new URL(server.url)
        url.pathname = '/absent'
        url.password = 'hunter2'
        const words = await refusal({ 'database.url': url.href })
        expect(words).toContain('database "absent" does not exist')
        expect(words).not.toContain('hunter2')
      } finally {
        await server.stop()
      }
    },
    60_000,
  )
})

describe('certificate files', () => {
  let good: { certificate: string; key: string }
  let other: { certificate: string; key: string }
  beforeAll(async () => {
    good = await writeServerCertificate(folder.path)
    other = await writeKeyPair(folder.path, 'other', await makeAuthority('Other'))
  })
  const written = (text: string) => {
    const file = fresh()
    writeFileSync(file, text)
    return file
  }
  const tls = (certificate: string, key: string) =>
    refusal({ 'tls.certificate': certificate, 'tls.key': key })

  test('that are not there', async () => {
    expect(await tls('/nowhere.pem', good.key)).toBe(
      'tls.certificate: cannot read /nowhere.pem: it does not exist',
    )
    expect(await tls(good.certificate, '/nowhere.key')).toBe(
      'tls.key: cannot read /nowhere.key: it does not exist',
    )
  })

  test('that hold something else', async () => {
    const text = written('hello')
    expect(await tls(text, good.key)).toBe(
      `tls.certificate: ${text} does not begin with a whole certificate in PEM`,
    )
    expect(await tls(good.certificate, text)).toBe(
      `tls.key: ${text} does not hold a whole private key in PEM`,
    )
  })

  test('that do not belong together', async () => {
    expect(await tls(good.certificate, other.key)).toBe(
      `tls.key: ${other.key} is not the key of the certificate in ${good.certificate} (tls.certificate)`,
    )
  })

  test('with half an intermediate certificate', async () => {
    const pem = readFileSync(good.certificate, 'utf8')
    const cut = written(`${pem}\n${pem.slice(0, 200)}`)
    expect(await tls(cut, good.key)).toBe(
      `tls.certificate: ${cut} holds a damaged certificate after the first`,
    )
  })

  test('with a key under a passphrase', async () => {
    const locked = written(
      '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGrMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAg=\n-----END ENCRYPTED PRIVATE KEY-----\n',
    )
    expect(await tls(good.certificate, locked)).toStartWith('tls.key: ')
  })
})

test('a wrong setting', async () => {
  const { exitCode, stderr } = await endOf({ settings: { 'data.dir': fresh() }, args: ['--port', 'many'] })
  expect([exitCode, stderr]).toEqual([
    1,
    'entrepot: --port: http.port is "many", but must be a whole number from 0 to 65535.\n',
  ])
})
