// Bodies that do not arrive, and those that arrive in crumbs: the client's fault, and of no consequence to others.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Writable } from 'node:stream'
import { RawRequest } from '../support/raw-request.ts'
import { basic, RegistryClient } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let admin: RegistryClient
let lines: Record<string, unknown>[] = []
const logTo = new Writable({
  write(chunk, _encoding, done) {
    lines.push(
      ...String(chunk)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    )
    done()
  },
})

beforeAll(async () => {
  server = await startTestServer({ logTo })
  admin = new RegistryClient(server.url, basic('admin', server.adminPassword))
})
afterAll(() => server.stop())

const targets = [
  ['a manifest', 'PUT /v2/library/app/manifests/v1'],
  ['a login', 'POST /service/token'],
] as const

/** The access log's line for a request that ended. */
async function statusOf(id: string): Promise<unknown> {
  while (true) {
    const line = lines.find(({ requestId, status, method }) => requestId === id && status && method)
    if (line) return line.status
    await Bun.sleep(5)
  }
}

describe.each(targets)('%s', (_, line) => {
  const headers = () => ({ ...basic('admin', server.adminPassword), 'content-length': '1000' })

  test('whose sender vanishes is no fault of the server', async () => {
    lines = []
    const id = `gone-${line.length}`
    const request = new RawRequest(server.host).head(line, { ...headers(), 'x-request-id': id }).send('{"a":')
    await admin.send('GET', '/v2/') // by now its head has arrived
    request.close()
    expect(await statusOf(id)).toBe(408)
    expect(lines.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('with broken chunks is no fault of the server', async () => {
    lines = []
    const id = `broken-${line.length}`
    const { 'content-length': _, ...credentials } = headers()
    const chunked = { ...credentials, 'x-request-id': id, 'transfer-encoding': 'chunked' }
    const request = new RawRequest(server.host).head(line, chunked).send('1\r\n{\r\nnonsense\r\n')
    expect((await request.answer).status).toBe(400)
    expect(await statusOf(id)).toBe(408)
    expect(lines.filter(({ level }) => level === 'error')).toEqual([])
  })
})

test('a manifest in chunks of one byte arrives whole', async () => {
  const text = JSON.stringify({ schemaVersion: 2, manifests: [], annotations: { a: 'b'.repeat(20_000) } })
  const request = new RawRequest(server.host).head('PUT /v2/library/app/manifests/crumbs', {
    ...basic('admin', server.adminPassword),
    'content-type': 'application/vnd.oci.image.index.v1+json',
    'transfer-encoding': 'chunked',
  })
  for (const character of text) request.send(`1\r\n${character}\r\n`)
  expect((await request.send('0\r\n\r\n').answer).status).toBe(201)
  const pulled = await admin.send('GET', '/v2/library/app/manifests/crumbs')
  expect(await pulled.text()).toBe(text)
})
