// Uploads that do not go straight through: restarts, vanished clients, retries that overtake, cancels.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { basic, RegistryClient, randomBlob } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let client: RegistryClient

beforeAll(async () => {
  server = await startTestServer()
  client = new RegistryClient(server.url, basic('admin', server.adminPassword))
})
afterAll(() => server.stop())

/** A PATCH of `announced` bytes that sends only `bytes` and stays connected. @returns what hangs up */
async function halfPatch(location: string, bytes: Uint8Array, announced: number): Promise<() => void> {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  const { authorization } = basic('admin', server.adminPassword)
  const head =
    `PATCH ${location} HTTP/1.1\r\nHost: ${server.host}\r\nAuthorization: ${authorization}\r\n` +
    `Content-Type: application/octet-stream\r\nContent-Length: ${announced}\r\n\r\n`
  await new Promise<void>((resolve) =>
    socket.write(Buffer.concat([Buffer.from(head), bytes]), () => resolve()),
  )
  socket.on('error', () => {})
  return () => socket.destroy()
}

/** Asks until the session stands at `offset`: the server notices a hang-up in its own time. */
async function reachesOffset(location: string, offset: number): Promise<boolean> {
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await client.send('GET', location)
    if (answer.headers.get('range') === `0-${Math.max(0, offset - 1)}`) return true
    await Bun.sleep(25)
  }
  return false
}

function stagedFiles(): Promise<string[]> {
  return readdir(join(server.dataDir, 'storage/uploads'))
}

/** Whether some staged file gets to this size: the server has taken what was sent. */
async function stagedReach(size: number): Promise<boolean> {
  for (let tries = 0; tries < 200; tries += 1) {
    const sizes = (await stagedFiles()).map(
      (name) => Bun.file(join(server.dataDir, 'storage/uploads', name)).size,
    )
    if (sizes.includes(size)) return true
    await Bun.sleep(25)
  }
  return false
}

test('an upload goes on after the server was restarted between its chunks', async () => {
  const blob = randomBlob(300_000)
  const location = await client.beginUpload('library/restarted')
  expect((await client.chunk(location, blob.bytes.subarray(0, 100_000), 0)).status).toBe(202)
  await server.restart()
  const status = await client.send('GET', location)
  expect([status.status, status.headers.get('range')]).toEqual([204, '0-99999'])
  expect((await client.chunk(location, blob.bytes.subarray(100_000, 200_000), 100_000)).status).toBe(202)
  await server.restart()
  expect((await client.chunk(location, blob.bytes.subarray(200_000), 200_000)).status).toBe(202)
  expect((await client.finish(location, blob.digest)).status).toBe(201)
  const pulled = await client.send('GET', `/v2/library/restarted/blobs/${blob.digest}`)
  expect(Buffer.from(await pulled.arrayBuffer()).equals(blob.bytes)).toBe(true)
})

test('what arrived before a client vanished is kept, and the upload goes on from there', async () => {
  const blob = randomBlob(200_000)
  const location = await client.beginUpload('library/vanished')
  const hangUp = await halfPatch(location, blob.bytes.subarray(0, 120_000), blob.bytes.byteLength)
  expect(await stagedReach(120_000)).toBe(true)
  hangUp()
  expect(await reachesOffset(location, 120_000)).toBe(true)
  expect((await client.chunk(location, blob.bytes.subarray(120_000), 120_000)).status).toBe(202)
  expect((await client.finish(location, blob.digest)).status).toBe(201)
})

test('a retry takes over from the same client’s earlier request that still hangs', async () => {
  const blob = randomBlob(150_000)
  const location = await client.beginUpload('library/overtaken')
  const hangUp = await halfPatch(location, blob.bytes.subarray(0, 50_000), blob.bytes.byteLength)
  try {
    expect(await stagedReach(50_000)).toBe(true)
    // What the hanging request brought is kept, so a client that asks where to go on is right.
    const first = await client.send('PATCH', location, { body: new Uint8Array(0) })
    const kept = Number(first.headers.get('range')?.split('-')[1]) + 1
    expect([first.status, kept]).toEqual([202, 50_000])
    expect((await client.chunk(location, blob.bytes.subarray(kept), kept)).status).toBe(202)
    expect((await client.finish(location, blob.digest)).status).toBe(201)
  } finally {
    hangUp()
  }
})

test('a cancelled upload is gone, with its bytes', async () => {
  const location = await client.beginUpload('library/cancelled')
  await client.chunk(location, randomBlob(1000).bytes, 0)
  const before = await stagedFiles()
  expect((await client.send('DELETE', location)).status).toBe(204)
  expect((await client.send('GET', location)).status).toBe(404)
  expect((await stagedFiles()).length).toBe(before.length - 1)
})

test('a wrong digest ends the upload, and leaves nothing behind', async () => {
  const before = await stagedFiles()
  const location = await client.beginUpload('library/wrong')
  await client.chunk(location, randomBlob(1000).bytes, 0)
  const answer = await client.finish(location, randomBlob(10).digest)
  expect(answer.status).toBe(400)
  const { errors } = (await answer.json()) as { errors: { code: string; message: string }[] }
  expect(errors[0]?.code).toBe('DIGEST_INVALID')
  expect((await stagedFiles()).length).toBe(before.length)
})

test('an upload belongs to its repository', async () => {
  const location = await client.beginUpload('library/mine')
  const elsewhere = location.replace('library/mine', 'library/other')
  expect((await client.send('GET', elsewhere)).status).toBe(404)
  expect((await client.finish(elsewhere, randomBlob(1).digest)).status).toBe(404)
  expect((await client.send('GET', location)).status).toBe(204)
})
