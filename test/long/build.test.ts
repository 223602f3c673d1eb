// The one-file programs: built twice to the same bytes, and run with nothing around them.
import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { programPassword, projectRoot, temporaryFolder } from '../support/program.ts'
import { testWith } from '../support/programs.ts'
import { basic, RegistryClient, randomBlob } from '../support/registry-client.ts'
import { type BuiltPrograms, buildPrograms } from './built-programs.ts'
import { endStarted, started } from './started.ts'

const minute = 60_000
/** Where Debian puts the C library of the other architecture. */
const ARM64_LIBRARIES = '/usr/aarch64-linux-gnu'

const folder = temporaryFolder()
let built: BuiltPrograms
beforeAll(async () => {
  built = await buildPrograms()
}, 5 * minute)
afterAll(() => {
  endStarted()
  built?.remove()
  folder.remove()
})

/** Runs the program to its end with an empty environment, but for `env`. */
function run(program: readonly string[], env: Record<string, string> = {}) {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...program], { cwd: folder.path, env, stderr: 'pipe' })
  return { exitCode, stdout: stdout.toString(), stderr: stderr.toString() }
}

describe('the build', () => {
  test('makes two programs and nothing else', () => {
    expect(readdirSync(built.folder).sort()).toEqual(['entrepot-linux-arm64', 'entrepot-linux-x64'])
  })

  test(
    'makes the same bytes again, without the name of the folder that it was made in',
    async () => {
      const again = await buildPrograms()
      try {
        for (const name of ['x64', 'arm64'] as const) {
          const bytes = readFileSync(built[name])
          expect(bytes.equals(readFileSync(again[name]))).toBe(true)
          expect(bytes.includes(`${projectRoot}/`)).toBe(false)
        }
      } finally {
        again.remove()
      }
    },
    minute,
  )
})

describe('the program', () => {
  test('says version, commit and runtime', () => {
    const commit = /^commit ([0-9a-f]{40}(\+changes)?|unknown)$/m
    for (const words of [run([built.native, 'version']).stdout, run([built.native, '--version']).stdout]) {
      expect(words).toStartWith(`entrepot ${packageJson.version}\n`)
      expect(words).toMatch(commit)
      expect(words).toContain(`runtime Bun ${packageJson.dependencies.bun} on linux ${process.arch}`)
    }
  })

  test('teaches each command by examples', () => {
    const commands = [
      ...run([built.native, '--help']).stdout.matchAll(/^ {2}([a-z]+)(?: \[options\])? {2,}/gm),
    ]
    const names = commands.map(([, name]) => name!).filter((name) => name !== 'help')
    expect(names).toContain('serve')
    for (const name of names) {
      expect(run([built.native, name, '--help']).stdout).toMatch(new RegExp(`^  entrepot ${name}`, 'm'))
    }
  })

  test('carries the notices of its libraries and its runtime', () => {
    const { stdout } = run([built.native, 'notices'])
    expect(stdout).toBe(readFileSync(join(projectRoot, 'NOTICES.md'), 'utf8'))
    expect(stdout).toContain(`The runtime, bun ${packageJson.dependencies.bun}`)
  })

  testWith(['qemu-aarch64-static'], 'runs on arm64 too', async ({ 'qemu-aarch64-static': qemu }) => {
    const { exitCode, stdout, stderr } = run([qemu!, '-L', ARM64_LIBRARIES, built.arm64, 'version'])
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toEndWith('on linux arm64\n')
  })
})

describe('the server, with HOME and PATH empty, in a folder with settings of other programs', () => {
  const place = join(folder.path, 'place')

  async function serve(data: string) {
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, '.env'), 'ENTREPOT_HTTP_PORT=nonsense\n')
    writeFileSync(join(place, 'bunfig.toml'), 'preload = ["./absent.ts"]\n')
    return started({
      settings: { 'data.dir': join(folder.path, data) },
      through: ['/bin/sh', '-c', 'cd "$0" && exec "$@"', place],
      command: [built.native, 'serve'],
      env: { HOME: '', PATH: '' },
    })
  }

  test(
    'takes a push, keeps it over a restart, gives it back, and stops',
    async () => {
      const layer = randomBlob(3_000_000)
      let server = await serve('data')
      let client = new RegistryClient(server.url, basic('admin', programPassword))
      const digest = await client.pushImage('library/one-file', '1', layer)
      server.signal('SIGTERM')
      expect(await server.exited).toBe(0)

      server = await serve('data')
      client = new RegistryClient(server.url, basic('admin', programPassword))
      const manifest = await client.send('GET', '/v2/library/one-file/manifests/1')
      expect(manifest.headers.get('docker-content-digest')).toBe(digest)
      const blob = await client.send('GET', `/v2/library/one-file/blobs/${layer.digest}`)
      expect(Buffer.from(await blob.arrayBuffer()).equals(layer.bytes)).toBe(true)
      server.signal('SIGINT')
      expect(await server.exited).toBe(0)
      expect(server.stderr()).toBe('')
    },
    minute,
  )

  test(
    '`entrepot health` tells whether it is ready, and no proxy is asked',
    async () => {
      const server = await serve('health')
      const env = { ENTREPOT_HTTP_PORT: String(server.port), http_proxy: 'http://127.0.0.1:1' }
      expect(run([built.native, 'health'], env)).toEqual({ exitCode: 0, stdout: 'ready\n', stderr: '' })
      server.signal('SIGTERM')
      await server.exited
      const after = run([built.native, 'health'], env)
      expect([after.exitCode, after.stdout]).toEqual([1, ''])
      expect(after.stderr).toStartWith('entrepot: the server cannot be reached: http://127.0.0.1:')
    },
    minute,
  )

  test(
    'a stack trace in the log tells the file and the line of the source',
    async () => {
      const server = await serve('broken')
      const client = new RegistryClient(server.url, basic('admin', programPassword))
      const database = new Database(join(folder.path, 'broken', 'entrepot.sqlite'))
      database.run('PRAGMA busy_timeout = 5000')
      database.run('DROP TABLE repositories')
      database.close()
      expect((await client.send('GET', '/v2/library/none/manifests/1')).status).toBe(500)
      await server.said('no such table')
      const errors = server.log().filter(({ level }) => level === 'error')
      expect(JSON.stringify(errors)).toMatch(
        /at admit \(packages\/server\/src\/features\/distribution\/access\.ts:\d+/,
      )
      server.signal('SIGTERM')
      await server.exited
    },
    minute,
  )
})
