// Uploads that nobody finishes: their sessions expire, their bytes go, and nobody else's do.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { day, hour } from '../../packages/server/src/platform/clock.ts'
import { basic, RegistryClient, randomBlob } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let now = Date.now()
let server: TestServer
let client: RegistryClient

beforeAll(async () => {
  server = await startTestServer({ clock: () => now })
  client = new RegistryClient(server.url, basic('admin', server.adminPassword))
})
afterAll(() => server.stop())

const staged = () => readdir(join(server.dataDir, 'storage', 'uploads'))

/** Begins an upload with some bytes. @returns its location and the name of its file */
async function left(repository: string): Promise<{ location: string; file: string }> {
  const before = await staged()
  const location = await client.beginUpload(repository)
  expect((await client.chunk(location, randomBlob(1000).bytes, 0)).status).toBe(202)
  const file = (await staged()).find((name) => !before.includes(name))
  return { location, file: file as string }
}

async function written(file: string, at: number): Promise<void> {
  await utimes(join(server.dataDir, 'storage', 'uploads', file), at / 1000, at / 1000)
}

test('an upload that was left for a day is gone, with its file; a younger one goes on', async () => {
  const old = await left('library/old')
  now += 23 * hour
  const young = await left('library/young')
  now += 2 * hour
  await server.runDueJobs()
  expect((await client.send('GET', old.location)).status).toBe(404)
  expect((await client.send('GET', young.location)).status).toBe(204)
  const files = await staged()
  expect(files).not.toContain(old.file)
  expect(files).toContain(young.file)
})

test('an upload whose session expires while a request still writes to it is left to that request', async () => {
  const location = await client.beginUpload('library/slow')
  const blob = randomBlob(2000)
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const before = await staged()
  const request = client.send('PATCH', location, { body: readable as unknown as BodyInit })
  await writer.write(blob.bytes.subarray(0, 1000))
  while ((await staged()).length === before.length) await Bun.sleep(5)
  now += 2 * day
  await server.runDueJobs()
  await writer.write(blob.bytes.subarray(1000))
  await writer.close()
  expect((await request).status).toBe(202)
  expect((await client.finish(location, blob.digest)).status).toBe(201)
})

test('a file that a crash left without a session is swept, but only when nobody can be writing to it', async () => {
  const { location, file } = await left('library/kept')
  const files = { crashed: crypto.randomUUID(), beginning: crypto.randomUUID() }
  for (const name of Object.values(files))
    await writeFile(join(server.dataDir, 'storage', 'uploads', name), 'left')
  await written(files.crashed, Date.now() - 2 * day)
  await written(files.beginning, Date.now() - 23 * hour)
  await written(file, Date.now() - 2 * day)
  now += 12 * hour
  await server.runDueJobs()
  const kept = await staged()
  expect(kept).not.toContain(files.crashed)
  expect(kept).toContain(files.beginning)
  expect(kept).toContain(file)
  expect((await client.send('GET', location)).status).toBe(204)
})
