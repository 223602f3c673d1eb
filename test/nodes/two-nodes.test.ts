// Two nodes on one PostgreSQL and one shared folder: any of them answers any request.
import { afterAll, beforeAll, expect } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../packages/server/src/config.ts'
import { createLog } from '../../packages/server/src/platform/log.ts'
import { type RunningServer, startServer } from '../../packages/server/src/server.ts'
import { sharedPostgres } from '../support/postgres.ts'
import { testWith } from '../support/programs.ts'
import { basic, RegistryClient, randomBlob } from '../support/registry-client.ts'

const password = 'Administrator1'
const chunkSize = 70_000

let folder: string
let nodes: RunningServer[] = []
let clients: RegistryClient[] = []

async function startNode(name: string, database: string): Promise<RunningServer> {
  const flags = {
    'data.dir': join(folder, name),
    'storage.path': join(folder, 'storage'),
    'secrets.keyFile': join(folder, 'secrets.key'),
    'storage.reserve': '0B',
    'admin.password': password,
    'http.port': '0',
    'database.url': database,
  }
  const { config } = loadConfig({ env: {}, flags, folder })
  return startServer(config, createLog('silent'))
}

beforeAll(async () => {
  if (!Bun.which('postgres') && !process.env.ENTREPOT_TEST_POSTGRES_URL) return
  folder = await mkdtemp(join(tmpdir(), 'entrepot-nodes-'))
  const database = await (await sharedPostgres()).createDatabase()
  // At once, as an orchestrator starts them: both migrate, both would make the first user and the key file.
  nodes = await Promise.all([startNode('a', database), startNode('b', database)])
  clients = nodes.map(({ port }) => new RegistryClient(`http://127.0.0.1:${port}`, basic('admin', password)))
})

afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()))
  if (folder) await rm(folder, { recursive: true, force: true })
})

testWith(['postgres'], 'each request of a chunked push goes to the other node', async () => {
  const blob = randomBlob(5 * chunkSize + 123)
  const [first, second] = clients as [RegistryClient, RegistryClient]
  const location = await first.beginUpload('library/shared')
  for (let start = 0, turn = 1; start < blob.bytes.byteLength; start += chunkSize, turn += 1) {
    const answer = await (turn % 2 ? second : first).chunk(
      location,
      blob.bytes.subarray(start, start + chunkSize),
      start,
    )
    expect(answer.status).toBe(202)
  }
  expect((await second.finish(location, blob.digest)).status).toBe(201)
  const pulled = await first.send('GET', `/v2/library/shared/blobs/${blob.digest}`)
  expect(Buffer.from(await pulled.arrayBuffer()).equals(blob.bytes)).toBe(true)
})

testWith(['postgres'], 'what one node pushes the other serves at once, by a token of either', async () => {
  const [first, second] = clients as [RegistryClient, RegistryClient]
  const digest = await first.pushImage('library/seen', 'one')
  const login = await first.send('GET', '/service/token?service=entrepot&scope=repository:library/seen:pull')
  const { token } = (await login.json()) as { token: string }
  const pulled = await fetch(`${second.url}/v2/library/seen/manifests/one`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect([pulled.status, pulled.headers.get('docker-content-digest')]).toEqual([200, digest])
  const moved = await second.pushImage('library/seen', 'one')
  const after = await first.send('HEAD', '/v2/library/seen/manifests/one')
  expect(after.headers.get('docker-content-digest')).toBe(moved)
})

testWith(
  ['postgres'],
  'a setting that is changed at one node counts at the other with the next request',
  async () => {
    const [first, second] = nodes.map(({ port }) => `http://127.0.0.1:${port}`) as [string, string]
    const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`
    const set = (settings: object) =>
      fetch(`${first}/api/v2.0/configurations`, {
        method: 'PUT',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(settings),
      })
    const begin = () =>
      fetch(`${second}/v2/library/frozen/blobs/uploads/`, { method: 'POST', headers: { authorization } })
    for (const [read_only, status] of [
      [true, 403],
      [false, 202],
      [true, 403],
      [false, 202],
    ] as const) {
      expect((await set({ read_only })).status).toBe(200)
      expect((await begin()).status).toBe(status)
    }
  },
)

testWith(
  ['postgres'],
  'what happens on either node is in the audit log once, and seen within two seconds',
  async () => {
    const pushes = 15
    await Promise.all(
      clients.flatMap((client, node) =>
        Array.from({ length: pushes }, (_, n) => client.pushImage(`library/audited-${node}-${n}`, 'v1')),
      ),
    )
    const pushed = performance.now()
    const entriesBy = async (client: RegistryClient) => {
      const answer = await client.send('GET', '/api/v2.0/auditlog-exts?page_size=100&q=operation=create')
      const entries = (await answer.json()) as { resource: string }[]
      return entries.map(({ resource }) => resource).filter((resource) => resource.includes('/audited-'))
    }
    const expected = clients.flatMap((_, node) =>
      Array.from({ length: pushes }, (_, n) => `library/audited-${node}-${n}:v1`),
    )
    const [first, second] = clients as [RegistryClient, RegistryClient]
    while ((await entriesBy(first)).length < expected.length && performance.now() - pushed < 10_000)
      await Bun.sleep(20)
    expect(performance.now() - pushed).toBeLessThan(2_000)
    for (const client of [first, second])
      expect((await entriesBy(client)).sort()).toEqual([...expected].sort())
  },
)
