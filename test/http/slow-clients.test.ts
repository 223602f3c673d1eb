// Clients that are slow are served; those that stall, or never say what they want, are let go.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { RawRequest } from '../support/raw-request.ts'
import { basic, blobOf, RegistryClient, randomBlob } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
const megabyte = 1024 * 1024
// More than the sockets between take up, so that a reader who stops is noticed.
const large = randomBlob(32 * megabyte)

beforeAll(async () => {
  const settings = { 'limits.idleTimeout': '5s', 'limits.keepAliveTimeout': '1s' } as const
  server = await startTestServer({ settings })
  await new RegistryClient(server.url, admin()).pushBlob('library/slow', large)
})
afterAll(() => server.stop())

function admin(): Record<string, string> {
  return basic('admin', server.adminPassword)
}

/** Pulls the large blob, stopping for `pause` ms after each megabyte `times` times. @returns the bytes that came */
function pull(pause: number, times: number): Promise<number> {
  return new Promise((resolve) => {
    let [bytes, pauses] = [0, 0]
    const [name, port] = server.host.split(':')
    const socket = connect(Number(port), name)
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength
      if (pauses >= times || bytes < (pauses + 1) * megabyte) return
      pauses += 1
      socket.pause()
      setTimeout(() => socket.resume(), pause)
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(bytes))
    const head = `GET /v2/library/slow/blobs/${large.digest} HTTP/1.1\r\nHost: registry\r\nConnection: close\r\n`
    socket.write(`${head}Authorization: ${admin().authorization}\r\n\r\n`)
  })
}

// All at once: each waits most of its time.
test.concurrent('1 kB every 3 s is a push that goes on', async () => {
  const blob = blobOf(randomBytes(4096))
  const request = new RawRequest(server.host).head(
    `POST /v2/library/slow/blobs/uploads/?digest=${blob.digest}`,
    { ...admin(), 'content-length': '4096' },
  )
  for (let sent = 0; sent < 4096; sent += 1024) {
    if (sent > 0) await Bun.sleep(3000)
    request.send(blob.bytes.subarray(sent, sent + 1024))
  }
  expect((await request.answer).status).toBe(201)
})

// The systems' buffers hide some megabytes from the server: it sees that bytes move only when those have room again.
test.concurrent('a reader that pauses again and again gets all of a blob', async () => {
  expect(await pull(400, 32)).toBeGreaterThan(large.bytes.byteLength)
})

test.concurrent('a reader that stops is cut', async () => {
  expect(await pull(20_000, 1)).toBeLessThan(large.bytes.byteLength)
})

test.concurrent('a head that does not end is let go', async () => {
  const request = new RawRequest(server.host).send('GET /v2/ HTTP/1.1\r\nHost: registry\r\nX-Half: ')
  const { ms } = await request.answer
  expect(ms).toBeLessThan(20_000)
})
