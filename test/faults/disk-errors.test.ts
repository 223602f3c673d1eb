// A disk that answers with errors, or takes no writes: clear answers meanwhile, and all is well after, without a restart.
import { afterAll, beforeAll, expect } from 'bun:test'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testWith } from '../support/programs.ts'
import { type Blob, blobOf, type RegistryClient, randomBlob } from '../support/registry-client.ts'
import { failing, reading, syncing, whileFailing, writing } from './injection.ts'
import { testWithMounts } from './mounts.ts'
import { Program } from './program.ts'
import { verify } from './verify.ts'
import { smallVolume } from './volume.ts'
import { pushers } from './workload.ts'

const repository = 'library/errors'
const half = 50_000

let folder: string
let program: Program
let client: RegistryClient

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entrepot-errors-'))
  program = await Program.prepare({ folder })
  client = program.client
  await program.start()
})

afterAll(async () => {
  await program.kill()
  await rm(folder, { recursive: true, force: true })
})

async function expectUnavailable(answer: Response, words: string): Promise<void> {
  const { errors } = (await answer.json()) as { errors: { code: string; message: string }[] }
  expect([answer.status, errors[0]?.code]).toEqual([503, 'UNAVAILABLE'])
  expect(errors[0]?.message).toContain(words)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
}

async function expectServed({ digest, bytes }: Blob, from = client): Promise<void> {
  const answer = await from.send('GET', `/v2/${repository}/blobs/${digest}`)
  expect(answer.status).toBe(200)
  expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
}

/** A session of which the first half was acknowledged. */
async function halfAnUpload(): Promise<{ blob: Blob; location: string; file: string }> {
  const before = new Set(await readdir(join(program.storageDir, 'uploads')))
  const blob = randomBlob(2 * half)
  const location = await client.beginUpload(repository)
  expect((await client.chunk(location, blob.bytes.subarray(0, half), 0)).status).toBe(202)
  const [name] = (await readdir(join(program.storageDir, 'uploads'))).filter((each) => !before.has(each))
  return { blob, location, file: join(program.storageDir, 'uploads', name as string) }
}

async function goOn({ blob, location }: { blob: Blob; location: string }): Promise<void> {
  expect((await client.send('GET', location)).headers.get('range')).toBe(`0-${half - 1}`)
  expect((await client.chunk(location, blob.bytes.subarray(half), half)).status).toBe(202)
  expect((await client.finish(location, blob.digest)).status).toBe(201)
  await expectServed(blob)
}

for (const [what, calls] of [
  ['written', writing],
  ['made safe', syncing],
] as const) {
  testWith(['strace'], `EIO while an upload is ${what}`, async () => {
    const upload = await halfAnUpload()
    const files = [upload.file]
    await whileFailing({ pid: program.pid, files, calls, error: 'EIO' }, async () => {
      const rest = upload.blob.bytes.subarray(half)
      await expectUnavailable(await client.chunk(upload.location, rest, half), 'storage')
    })
    await goOn(upload)
  })
}

testWith(['strace'], 'EIO while a blob takes its name', async () => {
  const upload = await halfAnUpload()
  const { blob, location, file } = upload
  await whileFailing({ pid: program.pid, files: [file], calls: syncing, error: 'EIO' }, async () => {
    const closing = await client.send('PUT', `${location}?digest=${blob.digest}`, {
      body: blob.bytes.subarray(half) as Uint8Array<ArrayBuffer>,
    })
    await expectUnavailable(closing, 'storage')
    expect((await client.send('HEAD', `/v2/${repository}/blobs/${blob.digest}`)).status).toBe(404)
  })
  await goOn(upload)
})

testWith(['strace'], 'EIO while a blob is read ends the pull, never with other bytes', async () => {
  const blob = randomBlob(300_000)
  await client.pushBlob(repository, blob)
  const hex = blob.digest.slice('sha256:'.length)
  const file = join(program.storageDir, 'blobs/sha256', hex.slice(0, 2), hex)
  await whileFailing({ pid: program.pid, files: [file], calls: reading, error: 'EIO' }, async () => {
    const pull = async () => {
      const answer = await client.send('GET', `/v2/${repository}/blobs/${blob.digest}`)
      const bytes = await answer.arrayBuffer()
      return answer.status === 200 ? `${bytes.byteLength} bytes` : 'refused'
    }
    expect(await pull().catch(() => 'refused')).toBe('refused')
  })
  await expectServed(blob)
})

for (const [what, calls, error] of [
  ['EIO while the database is written', [...writing, ...syncing], 'EIO'],
  ['a database that became read-only', [...writing, ...syncing], 'EROFS'],
  ['EIO while the database is read', reading, 'EIO'],
] as const) {
  testWith(['strace'], what, async () => {
    const files = ['entrepot.sqlite', 'entrepot.sqlite-wal'].map((name) => join(program.dataDir, name))
    // Repositories of this test alone: what others left in theirs is in no ledger.
    const name = what.toLowerCase().replaceAll(' ', '-')
    const [first, second] = [pushers(client, `${name}-before`, 2), pushers(client, `${name}-meanwhile`, 2)]
    let over = false
    const before = Promise.all(first.map((pusher) => pusher.run(() => over)))
    await Bun.sleep(200)
    over = true
    await before
    await whileFailing({ pid: program.pid, files, calls, error }, async () => {
      const until = performance.now() + 1000
      await Promise.all(second.map((pusher) => pusher.run(() => performance.now() > until)))
    })
    const refusals = second.flatMap((pusher) => pusher.refusals)
    expect(refusals.length).toBeGreaterThan(0)
    // Some follow from an earlier refusal, as a manifest whose layer could not be recorded.
    expect(
      refusals.filter(({ status, retryAfter }) => status >= 500 && !(status === 503 && retryAfter)),
    ).toEqual([])
    await client.pushImage(repository, 'after')
    const ledgers = [...first, ...second].map(({ ledger }) => ledger)
    for (const ledger of ledgers) expect(await verify(client, ledger, { finishUploads: true })).toEqual([])
    await program.kill()
    await program.start()
    for (const ledger of ledgers) expect(await verify(client, ledger, { finishUploads: true })).toEqual([])
  })
}

testWith(
  ['strace'],
  'EIO while a scrub reads: it says so, leaves the file where it is, and goes on',
  async () => {
    const blob = randomBlob(1000)
    await client.pushBlob(repository, blob)
    await program.kill()
    const hex = blob.digest.slice('sha256:'.length)
    const key = `blobs/sha256/${hex.slice(0, 2)}/${hex}`
    const tracer = failing({ files: [join(program.storageDir, key)], calls: reading, error: 'EIO' })
    const { code, output } = await program.command(['scrub'], tracer)
    expect(output.split('\n')[0]).toStartWith(`unreadable: ${key} `)
    expect([code, output]).toEqual([1, expect.stringContaining(': 1 unreadable')])
    expect((await program.command(['scrub'])).code).toBe(0)
    await program.start()
    await expectServed(blob)
  },
)

testWithMounts('a storage that becomes read-only', async () => {
  const volume = smallVolume(folder, 16 * 1024 * 1024)
  const other = await Program.prepare({
    folder: join(folder, 'other'),
    storage: join(volume.path, 'storage'),
  })
  try {
    await other.start()
    const layer = randomBlob(1000)
    await other.client.pushImage(repository, 'kept', layer)
    volume.readOnly(true)
    const lone = blobOf(new TextEncoder().encode('lone'))
    const push = () =>
      other.client.send('POST', `/v2/${repository}/blobs/uploads/?digest=${lone.digest}`, { body: 'lone' })
    await expectUnavailable(await push(), 'cannot write to its storage')
    await expectServed(layer, other.client)
    expect(await other.ready()).toBe(true)
    volume.readOnly(false)
    expect((await push()).status).toBe(201)
    await expectServed(lone, other.client)
  } finally {
    await other.kill()
    volume.remove()
  }
})
