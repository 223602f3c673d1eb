// A scrub beside a running server: what it finds, what it sets aside, how a push heals it, and where it goes on.
import { afterEach, beforeEach, expect, test } from 'bun:test'
import { chmod, mkdir, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openFilesystemStorage } from '../../packages/server/src/drivers/storage/filesystem/filesystem-storage.ts'
import { type Finding, Scrub, type ScrubReport } from '../../packages/server/src/features/content/index.ts'
import { day } from '../../packages/server/src/platform/clock.ts'
import { type Blob, basic, imageManifest, RegistryClient, randomBlob } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const repository = 'library/scrubbed'
const size = 5000
let server: TestServer
let client: RegistryClient
let blobs: Blob[]

beforeEach(async () => {
  server = await startTestServer()
  client = new RegistryClient(server.url, basic('admin', server.adminPassword))
  blobs = Array.from({ length: 6 }, () => randomBlob(size))
  for (const blob of blobs) await client.pushBlob(repository, blob)
})
afterEach(() => server.stop())

const storageDir = () => join(server.dataDir, 'storage')

function keyOf({ digest }: Blob): string {
  const hex = digest.slice('sha256:'.length)
  return `blobs/sha256/${hex.slice(0, 2)}/${hex}`
}

async function fileOf(blob: Blob): Promise<string> {
  const path = join(storageDir(), keyOf(blob))
  await chmod(path, 0o640)
  return path
}

interface Run {
  readonly removeOlder?: number
  readonly rate?: number
  readonly later?: number
  readonly stop?: AbortController
  readonly onProgress?: () => void
}

async function scrub({ removeOlder, rate, later = 0, stop = new AbortController(), onProgress }: Run = {}) {
  const findings: Finding[] = []
  const storage = await openFilesystemStorage(storageDir())
  const options = {
    ...{ rate, removeOlder, restart: false, signal: stop.signal },
    found: (finding: Finding) => void findings.push(finding),
    progress: () => onProgress?.(),
  }
  const parts = { db: server.database, storage, clock: () => Date.now() + later }
  const report: ScrubReport = await new Scrub(parts, options).run()
  return { ...report, findings: findings.map(({ kind, key }) => `${kind} ${key}`).sort() }
}

const status = async (blob: Blob) =>
  (await client.send('HEAD', `/v2/${repository}/blobs/${blob.digest}`)).status

test('what is corrupt, cut or missing is reported, no longer promised to clients, and healed by a push', async () => {
  const [rotten, cut, gone, ...whole] = blobs as [Blob, Blob, Blob, ...Blob[]]
  await writeFile(await fileOf(rotten), randomBlob(size).bytes)
  await truncate(await fileOf(cut), 10)
  await rm(await fileOf(gone))
  const { findings, counts, finished } = await scrub()
  expect(findings).toEqual(
    [`corrupt ${keyOf(rotten)}`, `missing ${keyOf(gone)}`, `truncated ${keyOf(cut)}`].sort(),
  )
  expect([finished, counts.blobs, counts.bytes]).toEqual([true, 6, 6 * size])
  expect(await readdir(join(storageDir(), 'quarantine'))).toHaveLength(2)
  for (const blob of [rotten, cut, gone]) expect(await status(blob)).toBe(404)
  for (const blob of whole) expect(await status(blob)).toBe(200)
  const manifest = imageManifest(rotten, [cut])
  expect((await client.pushManifest(repository, 'latest', manifest)).status).toBe(404)
  for (const blob of [rotten, cut, gone]) await client.pushBlob(repository, blob)
  expect((await client.pushManifest(repository, 'latest', manifest)).status).toBe(201)
  expect((await scrub()).findings).toEqual([])
  const pulled = await client.send('GET', `/v2/${repository}/blobs/${rotten.digest}`)
  expect(Buffer.from(await pulled.arrayBuffer()).equals(rotten.bytes)).toBe(true)
})

test('what an operator puts back is whole again', async () => {
  const [blob] = blobs as [Blob]
  const file = await fileOf(blob)
  await rename(file, join(server.dataDir, 'elsewhere'))
  expect((await scrub()).findings).toEqual([`missing ${keyOf(blob)}`])
  expect((await scrub()).findings).toEqual([`missing ${keyOf(blob)}`])
  await rename(join(server.dataDir, 'elsewhere'), file)
  const { findings, counts } = await scrub()
  expect([findings, counts.healed]).toEqual([[], 1])
  expect(await status(blob)).toBe(200)
})

test('a blob that is pushed again while the scrub reads the rotten one is neither lost nor reported', async () => {
  const [blob] = blobs as [Blob]
  await writeFile(await fileOf(blob), randomBlob(size).bytes)
  let push: Promise<void> | undefined
  const { findings } = await scrub({
    // Slow enough for the push to end while the first blob is being read.
    rate: 20_000,
    onProgress: () => {
      push ??= client.pushBlob(repository, blob)
    },
  })
  await push
  expect(findings).toEqual([])
  expect(await status(blob)).toBe(200)
  expect((await scrub()).findings).toEqual([])
})

test('files that no blob names are reported once they are not new, and removed when they are old and it is asked for', async () => {
  const orphan = randomBlob(size)
  const path = join(storageDir(), keyOf(orphan))
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, orphan.bytes)
  expect((await scrub()).findings).toEqual([])
  expect((await scrub({ later: day / 2 })).findings).toEqual([`unnamed ${keyOf(orphan)}`])
  expect((await scrub({ later: day / 2, removeOlder: day })).counts.removed).toBe(0)
  expect(await Bun.file(path).exists()).toBe(true)
  expect((await scrub({ later: 2 * day, removeOlder: day })).counts.removed).toBe(1)
  expect(await Bun.file(path).exists()).toBe(false)
  expect((await scrub({ later: 2 * day })).findings).toEqual([])
  for (const blob of blobs) expect(await status(blob)).toBe(200)
})

test('a scrub that is stopped says so, and the next one goes on from there', async () => {
  await rm(await fileOf(blobs[0] as Blob))
  const stop = new AbortController()
  let looks = 0
  const first = await scrub({ stop, onProgress: () => ++looks === 6 && stop.abort() })
  expect(first.finished).toBe(false)
  expect(first.counts.blobs).toBeLessThan(blobs.length)
  expect(first.findings).toEqual([`missing ${keyOf(blobs[0] as Blob)}`])
  const second = await scrub()
  expect(second.findings).toEqual([])
  // Its sums are those of both.
  expect(second.counts).toMatchObject({ blobs: 6, bytes: 6 * size, found: { missing: 1 } })
  expect((await scrub()).findings).toEqual([`missing ${keyOf(blobs[0] as Blob)}`])
})

test('a scrub keeps to its rate', async () => {
  const before = performance.now()
  await scrub({ rate: 40_000 })
  // 30,000 bytes, of which it may read a quarter of a second's at once.
  expect(performance.now() - before).toBeGreaterThan(450)
})

test('an empty storage is taken for a disk that is not mounted: nothing is marked', async () => {
  await rename(storageDir(), `${storageDir()}-unmounted`)
  await expect(scrub()).rejects.toThrow('is its disk mounted (storage.path)?')
  await rm(storageDir(), { recursive: true })
  await rename(`${storageDir()}-unmounted`, storageDir())
  for (const blob of blobs) expect(await status(blob)).toBe(200)
})
