// Content that the disk or the database has damaged: the pull fails in words, the log is loud, a new push heals it.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { chmod, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import {
  type Blob,
  basic,
  blobOf,
  imageManifest,
  RegistryClient,
  randomBlob,
} from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const repository = 'library/damaged'
const logLines: string[] = []
let server: TestServer
let client: RegistryClient

beforeAll(async () => {
  const logTo = new Writable({
    write(chunk, _, done) {
      logLines.push(String(chunk))
      done()
    },
  })
  server = await startTestServer({ logTo })
  client = new RegistryClient(server.url, basic('admin', server.adminPassword))
})
afterAll(() => server.stop())

async function fileOf({ digest }: Blob): Promise<string> {
  const hex = digest.slice('sha256:'.length)
  const path = join(server.dataDir, 'storage/blobs/sha256', hex.slice(0, 2), hex)
  await chmod(path, 0o640)
  return path
}

const errorsAbout = (digest: string) =>
  logLines.filter((line) => line.includes(digest) && line.includes('"level":"error"'))

async function expectDamaged(path: string, digest: string, headers = {}): Promise<void> {
  const answer = await client.send('GET', path, { headers })
  const { errors } = (await answer.json()) as { errors: { code: string; message: string }[] }
  expect([answer.status, errors[0]?.code]).toEqual([500, 'INTERNAL'])
  expect(errors[0]?.message).toContain('damaged')
  expect(errorsAbout(digest).join()).toContain('damaged')
}

async function expectServed(blob: Blob): Promise<void> {
  const answer = await client.send('GET', `/v2/${repository}/blobs/${blob.digest}`)
  expect(answer.status).toBe(200)
  expect(Buffer.from(await answer.arrayBuffer()).equals(blob.bytes)).toBe(true)
}

const damages: [what: string, damage: (path: string) => Promise<void>][] = [
  ['cut short', (path) => truncate(path, 100)],
  ['missing', (path) => rm(path)],
]
test.each(damages)(
  'a blob whose file is %s fails the pull, whole and in ranges, until it is pushed again',
  async (_, damage) => {
    const blob = randomBlob(5000)
    await client.pushBlob(repository, blob)
    await damage(await fileOf(blob))
    const path = `/v2/${repository}/blobs/${blob.digest}`
    await expectDamaged(path, blob.digest)
    await expectDamaged(path, blob.digest, { range: 'bytes=0-9' })
    await expectDamaged(path, blob.digest, { range: 'bytes=0-9,20-29' })
    await client.pushBlob(repository, blob)
    await expectServed(blob)
  },
)

test('a blob that rotted at the same size is healed by the next push, which leaves no file behind', async () => {
  const blob = randomBlob(5000)
  await client.pushBlob(repository, blob)
  await writeFile(await fileOf(blob), randomBlob(5000).bytes)
  await client.pushBlob(repository, blob)
  await expectServed(blob)
  expect(await readdir(join(server.dataDir, 'storage/uploads'))).toEqual([])
})

test('a manifest that rotted in the database is not served, and is healed by the next push', async () => {
  const [config, layer] = [blobOf(new TextEncoder().encode('{}')), randomBlob(100)]
  await client.pushBlob(repository, config)
  await client.pushBlob(repository, layer)
  const manifest = imageManifest(config, [layer])
  const push = () => client.pushManifest(repository, 'rotten', manifest)
  const digest = (await push()).headers.get('docker-content-digest') as string
  const body = Buffer.from(JSON.stringify(manifest))
  body[body.length - 3] = (body[body.length - 3] as number) ^ 1
  await server.database.transaction(async (tx) => {
    await queries(tx).updateTable('manifests').set({ body }).where('digest', '=', digest).execute()
  })
  await expectDamaged(`/v2/${repository}/manifests/rotten`, digest)
  await expectDamaged(`/v2/${repository}/manifests/${digest}`, digest)
  expect((await client.send('HEAD', `/v2/${repository}/manifests/rotten`)).status).toBe(500)
  expect((await push()).status).toBe(201)
  const healed = await client.send('GET', `/v2/${repository}/manifests/${digest}`)
  expect([healed.status, await healed.text()]).toEqual([200, JSON.stringify(manifest)])
})
