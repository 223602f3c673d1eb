// `entrepot config check` and `config show`, run as a program.
import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'entrepot-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

const program = join(folder, 'program.ts')
writeFileSync(
  program,
  `import { configCommand } from ${JSON.stringify(join(import.meta.dir, 'config.ts'))}\nawait configCommand().parseAsync()\n`,
)
writeFileSync(
  join(folder, 'good.yaml'),
  'http:\n  port: 8080\n  trustedProxies: []\nadmin:\n  password: hunter2\n',
)
writeFileSync(join(folder, 'bad.yaml'), 'http:\n  port: x\n  prot: 1\n')

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, program, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    stderr: 'pipe',
  })
  return { exitCode, stdout: stdout.toString(), stderr: stderr.toString() }
}

const DATABASE = { ENTREPOT_DATABASE_URL: 'postgres://u:hunter2@h/d?password=hunter2' }

describe('check', () => {
  test('says in one sentence that all is well, and what was read', () => {
    expect(run(['check', '--config', 'good.yaml'], DATABASE)).toEqual({
      exitCode: 0,
      stdout:
        'The configuration is OK: 3 from good.yaml, 1 from the environment; the rest have their defaults.\n',
      stderr: '',
    })
    expect(run(['check']).stdout).toBe('The configuration is OK: all settings have their defaults.\n')
  })

  test('tells each mistake on a line and ends with 1', () => {
    const { exitCode, stdout, stderr } = run(['check', '-c', 'bad.yaml'])
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr.trimEnd().split('\n')).toEqual([
      'bad.yaml:3: there is no setting http.prot; the nearest name is http.port.',
      'bad.yaml:2: http.port is "x", but must be a whole number from 0 to 65535.',
    ])
  })
})

describe('show', () => {
  test('shows value and origin of each setting', () => {
    const { exitCode, stdout } = run(['show', '-c', 'good.yaml', '--host', '::', '--tls-self'], DATABASE)
    const rows = stdout.split('\n').map((line) => line.split(/ {2,}/))
    expect(exitCode).toBe(0)
    expect(rows).toContainEqual(['http.port', '8080', 'good.yaml:2'])
    expect(rows).toContainEqual(['http.host', '::', '--host'])
    expect(rows).toContainEqual(['http.externalUrl', '(not set)', 'default'])
    expect(rows).toContainEqual(['http.trustedProxies', 'none', 'good.yaml:3'])
    expect(rows).toContainEqual(['tls.self', 'true', '--tls-self'])
    expect(rows).toContainEqual(['admin.password', '(hidden)', 'good.yaml:5'])
    expect(rows).toContainEqual(['storage.reserve', '1GiB', 'default'])
  })

  test('shows the same as JSON', () => {
    const shown = JSON.parse(run(['show', '-c', 'good.yaml', '--json'], DATABASE).stdout)
    expect(shown['http.port']).toEqual({ value: 8080, origin: 'good.yaml:2' })
    expect(shown['http.trustedProxies']).toEqual({ value: [], origin: 'good.yaml:3' })
    expect(shown['database.url']).toEqual({
      value: 'postgres://u:****@h/d?password=****',
      origin: 'ENTREPOT_DATABASE_URL',
    })
    expect(shown['tls.key']).toEqual({ value: null, origin: 'default' })
  })

  test.each([[[]], [['--json']]])('shows no secret with %j', (more) => {
    expect(run(['show', '-c', 'good.yaml', ...more], DATABASE).stdout).not.toContain('hunter2')
  })

  test('tells mistakes instead, and ends with 1', () => {
    const { exitCode, stdout, stderr } = run(['show', '--port', 'x'])
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toStartWith('--port: http.port is "x"')
  })
})

test.each([[['--help']], [['check', '--help']], [['show', '--help']]])('%j teaches by example', (args) => {
  expect(run(args).stdout).toContain('Examples:\n  entrepot config ')
})
