// What deploy/ holds: the systemd unit checked and its confinement tried, nginx before two nodes, compose run.
import { afterAll, beforeAll, describe, expect } from 'bun:test'
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startPostgres } from '../support/postgres.ts'
import { programPassword, projectRoot, type RunningProgram, temporaryFolder } from '../support/program.ts'
import { testWith } from '../support/programs.ts'
import { basic, RegistryClient, randomBlob } from '../support/registry-client.ts'
import { answered } from './answered.ts'
import { type BuiltPrograms, buildPrograms } from './built-programs.ts'
import { command } from './command.ts'
import { freePort } from './free-port.ts'
import { rootOnly } from './root-only.ts'
import { endStarted, started } from './started.ts'

const minute = 60_000
const nobody = 65534
const deploy = join(projectRoot, 'deploy')
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

const clientOf = (url: string) => new RegistryClient(url, basic('admin', programPassword))

describe('the systemd unit', () => {
  const unit = readFileSync(join(deploy, 'entrepot.service'), 'utf8')

  testWith(
    ['systemd-analyze'],
    'is understood whole, and confines more than most',
    async ({ 'systemd-analyze': analyze }) => {
      const file = join(folder.path, 'entrepot.service')
      writeFileSync(file, unit.replace('/usr/local/bin/entrepot', built.native))
      expect(await command([analyze!, 'verify', '--man=no', file])).toBe('')
      // Tenths: 0 is locked away, 100 is not confined at all; most services have over 90.
      await command([analyze!, 'security', '--offline=yes', '--no-pager', '--threshold=15', file])
    },
  )

  rootOnly(
    ['systemd-analyze', 'strace', 'setpriv', 'unshare'],
    'leaves the server all that it needs',
    async ({ 'systemd-analyze': analyze, strace, setpriv }) => {
      const data = join(folder.path, 'confined')
      mkdirSync(data)
      chownSync(data, nobody, nobody)
      for (const path of [folder.path, built.folder]) chmodSync(path, 0o711)
      const trace = join(data, 'trace')
      const server = await started({
        settings: { 'data.dir': data },
        through: [
          // As ProcSubset=pid and ProtectProc=invisible show it, without rights.
          ...[
            'unshare',
            '--mount',
            '/bin/sh',
            '-c',
            'mount -t proc -o subset=pid,hidepid=invisible proc /proc && exec "$@"',
            'sh',
          ],
          ...[
            setpriv!,
            `--reuid=${nobody}`,
            `--regid=${nobody}`,
            '--clear-groups',
            '--no-new-privs',
            '--bounding-set=-all',
          ],
          ...[strace!, '--follow-forks', '--quiet=all', '--signal=none', '--output', trace],
        ],
        command: [built.native, 'serve'],
      })
      await clientOf(server.url).pushImage('library/confined', '1', randomBlob(2_000_000))
      expect((await clientOf(server.url).send('GET', '/v2/library/confined/manifests/1')).status).toBe(200)
      await endOfTraced(server.pid)
      expect(await server.exited).toBe(0)
      const calls = new Set(
        readFileSync(trace, 'utf8')
          .matchAll(/^\d+ +([a-z_0-9]+)\(/gm)
          .map(([, name]) => name!),
      )
      expect(calls).toContain('accept4')
      const allowed = await allowedCalls(analyze!, unit)
      expect([...calls].filter((name) => !allowed.has(name))).toEqual([])
    },
    minute,
  )
})

/** strace takes signals for itself: what it runs is asked to end. */
async function endOfTraced(strace: number): Promise<void> {
  const children = await Bun.file(`/proc/${strace}/task/${strace}/children`).text()
  process.kill(Number(children.trim().split(' ')[0]), 'SIGTERM')
}

/** The system calls that the unit's filter lets pass. */
async function allowedCalls(analyze: string, unit: string): Promise<Set<string>> {
  const setOf = async (name: string): Promise<string[]> => {
    const lines = (await command([analyze, 'syscall-filter', '--no-pager', name])).split('\n').slice(1)
    const entries = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
    const nested = await Promise.all(entries.map((entry) => (entry.startsWith('@') ? setOf(entry) : [entry])))
    return nested.flat()
  }
  const allowed = new Set<string>()
  for (const [, deny, names] of unit.matchAll(/^SystemCallFilter=(~?)(.*)$/gm)) {
    for (const call of (await Promise.all(names!.split(' ').map(setOf))).flat()) {
      if (deny) allowed.delete(call)
      else allowed.add(call)
    }
  }
  return allowed
}

describe('nginx.conf', () => {
  const endings: (() => unknown)[] = []
  afterAll(async () => {
    for (const end of endings.reverse()) await end()
  }, minute)

  async function startNodes(): Promise<RunningProgram[]> {
    const postgres = await startPostgres()
    endings.push(() => postgres.stop())
    mkdirSync(join(folder.path, 'shared'))
    const settings = {
      'database.url': await postgres.createDatabase(),
      'storage.path': join(folder.path, 'shared/storage'),
      'secrets.keyFile': join(folder.path, 'shared/secrets.key'),
    }
    const nodes: RunningProgram[] = []
    for (const name of ['node-1', 'node-2']) {
      const node = await started({ settings: { ...settings, 'data.dir': join(folder.path, name) } })
      endings.push(async () => {
        node.signal('SIGTERM')
        await node.exited
      })
      nodes.push(node)
    }
    return nodes
  }

  /** @returns where nginx listens; only addresses differ from the file in deploy/ */
  async function startNginx(nginx: string, nodes: readonly RunningProgram[]): Promise<string> {
    const address = `127.0.0.1:${await freePort()}`
    let text = readFileSync(join(deploy, 'nginx.conf'), 'utf8')
    text = text.replace('listen 8080', `listen ${address}`).replace('/tmp/nginx.pid', `${folder.path}/pid`)
    for (const [i, { port }] of nodes.entries())
      text = text.replace(`node-${i + 1}:5000`, `127.0.0.1:${port}`)
    const file = join(folder.path, 'nginx.conf')
    writeFileSync(file, text)
    await command([nginx, '-t', '-q', '-c', file])
    const proxy = Bun.spawn([nginx, '-c', file, '-g', 'daemon off;'], { stdout: 'ignore', stderr: 'ignore' })
    endings.push(() => {
      proxy.kill()
      return proxy.exited
    })
    const url = `http://${address}`
    await answered(() => fetch(`${url}/livez`))
    return url
  }

  testWith(
    ['nginx', 'postgres'],
    'puts two nodes on one PostgreSQL behind one address',
    async ({ nginx }) => {
      const nodes = await startNodes()
      const url = await startNginx(nginx!, nodes)
      const challenge = (await fetch(`${url}/v2/`)).headers.get('www-authenticate')
      expect(challenge).toContain(`realm="${url}/`)
      const client = clientOf(url)
      const layer = randomBlob(3_000_000)
      const half = layer.bytes.length / 2
      const location = await client.beginUpload('library/proxied')
      const next = await client.chunk(location, layer.bytes.slice(0, half), 0)
      await client.chunk(next.headers.get('location')!, layer.bytes.slice(half), half)
      expect((await client.finish(location, layer.digest)).status).toBe(201)
      for (const node of nodes) {
        const blob = await clientOf(node.url).send('GET', `/v2/library/proxied/blobs/${layer.digest}`)
        expect(Buffer.from(await blob.arrayBuffer()).equals(layer.bytes)).toBe(true)
      }
    },
    2 * minute,
  )
})
