// Requests that no client sends: framing that lies, sizes beyond all bounds, bytes that are no text. A refusal each, never a fault.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { gzipSync } from 'node:zlib'
import { openDescriptors, residentBytes } from '../support/process-figures.ts'
import { programPassword, type RunningProgram, startProgram, temporaryFolder } from '../support/program.ts'
import { RawRequest } from '../support/raw-request.ts'
import { basic, blobOf, imageManifest, RegistryClient, randomBlob } from '../support/registry-client.ts'

const megabyte = 1_000_000
const credentials = basic('admin', programPassword)
const authorization = `Authorization: ${credentials.authorization}\r\n`
const folder = temporaryFolder()
const layer = randomBlob(10_000)
const config = blobOf(new TextEncoder().encode('{}'))
const indexType = 'application/vnd.oci.image.index.v1+json'
let server: RunningProgram
let client: RegistryClient
let host: string
let before: { descriptors: number; resident: number }

beforeAll(async () => {
  server = await startProgram({
    settings: {
      'data.dir': folder.path,
      'log.level': 'error',
      'limits.requestTimeout': '3s',
      'limits.idleTimeout': '3s',
    },
  })
  host = new URL(server.url).host
  client = new RegistryClient(server.url, credentials)
  await client.pushBlob('library/app', config)
  await client.pushBlob('library/app', layer)
  await client.pushManifest('library/app', 'v1', imageManifest(config, [layer]))
  for (let turn = 0; turn < 100; turn++)
    await (await client.send('GET', '/v2/library/app/manifests/v1')).arrayBuffer()
  before = { descriptors: openDescriptors(server.pid), resident: residentBytes(server.pid) }
})

afterAll(async () => {
  try {
    const startedAt = performance.now()
    expect((await client.send('GET', '/v2/library/app/manifests/v1')).status).toBe(200)
    expect(performance.now() - startedAt).toBeLessThan(250)
    expect(server.log()).toEqual([])
    expect(openDescriptors(server.pid)).toBeLessThan(before.descriptors + 20)
    expect(residentBytes(server.pid)).toBeLessThan(before.resident + 150 * megabyte)
  } finally {
    server.signal('SIGTERM')
    await server.exited
    folder.remove()
  }
}, 30_000)

/** All status lines that bytes sent to the server bring back, until it closes. */
async function answersTo(...parts: (string | Uint8Array)[]): Promise<number[]> {
  const request = new RawRequest(host)
  for (const part of parts) request.send(typeof part === 'string' ? Buffer.from(part, 'latin1') : part)
  const { text } = await request.answer
  return [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status))
}

/** One refusal, or a closed connection: nothing of what is smuggled behind is answered. */
async function refused(...parts: (string | Uint8Array)[]): Promise<void> {
  const answers = await answersTo(...parts)
  expect(answers.length).toBeLessThanOrEqual(1)
  for (const status of answers) expect(status === 505 || (status >= 400 && status < 500)).toBe(true)
}

const smuggled = 'GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const post = (headers: string, body: string) =>
  `POST /service/token HTTP/1.1\r\nHost: a\r\n${headers}\r\n\r\n${body}`
const chunked = 'Transfer-Encoding: chunked'

test.each([
  ['a length and chunks', post(`Content-Length: 5\r\n${chunked}`, `0\r\n\r\n${smuggled}`)],
  ['chunks and a length', post(`${chunked}\r\nContent-Length: 5`, `0\r\n\r\n${smuggled}`)],
  ['two lengths', post('Content-Length: 5\r\nContent-Length: 6', `abcde${smuggled}`)],
  ['a list of lengths', post('Content-Length: 5, 6', `abcde${smuggled}`)],
  ['a length with a sign', post('Content-Length: +5', `abcde${smuggled}`)],
  ['a length in hexadecimal', post('Content-Length: 0x5', `abcde${smuggled}`)],
  ['a length beyond all numbers', post(`Content-Length: ${'9'.repeat(40)}`, `abcde${smuggled}`)],
  ['a folded header', post('Content-Length: 5\r\n folded: x', `abcde${smuggled}`)],
  ['a folded encoding', post('Transfer-Encoding:\r\n chunked', `0\r\n\r\n${smuggled}`)],
  ['a space before the colon', post('Transfer-Encoding : chunked', `0\r\n\r\n${smuggled}`)],
  ['an encoding nobody knows', post('Transfer-Encoding: xchunked', `0\r\n\r\n${smuggled}`)],
  ['chunks twice', post('Transfer-Encoding: chunked, chunked', `0\r\n\r\n${smuggled}`)],
  ['chunks that are no chunks', post(`${chunked}\r\nTransfer-Encoding: identity`, `0\r\n\r\n${smuggled}`)],
  ['gzip and chunks', post('Transfer-Encoding: gzip, chunked', `0\r\n\r\n${smuggled}`)],
  ['chunks with bare line feeds', post(chunked, `3\nabc\n0\n\n${smuggled}`)],
  ['a chunk of a negative size', post(chunked, `-1\r\nabc\r\n0\r\n\r\n${smuggled}`)],
  ['a chunk size in 0x', post(chunked, `0x3\r\nabc\r\n0\r\n\r\n${smuggled}`)],
  ['a chunk size beyond 64 bits', post(chunked, `fffffffffffffffff\r\nabc\r\n0\r\n\r\n${smuggled}`)],
  ['a chunk longer than it says', post(chunked, `3\r\nabcdef\r\n0\r\n\r\n${smuggled}`)],
  ['chunks in HTTP/1.0', `POST /service/token HTTP/1.0\r\nHost: a\r\n${chunked}\r\n\r\n0\r\n\r\n${smuggled}`],
  ['bare line feeds', 'GET /v2/ HTTP/1.1\nHost: a\n\n'],
  ['a NUL in the line', `GET /v2/\0 HTTP/1.1\r\nHost: a\r\n\r\n${smuggled}`],
  ['a NUL in a header', `GET /v2/ HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n${smuggled}`],
  ['no Host', `GET /v2/ HTTP/1.1\r\n\r\n${smuggled}`],
  ['HTTP/0.9', 'GET /v2/\r\n'],
  ['HTTP/3.0', `GET /v2/ HTTP/3.0\r\nHost: a\r\n\r\n${smuggled}`],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a TLS handshake', `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03${'a'.repeat(500)}`],
  ['noise', String.fromCharCode(...Array.from({ length: 4096 }, (_, at) => (at * 167 + 13) % 256))],
  ['a method nobody knows', `FROB /v2/ HTTP/1.1\r\nHost: a\r\n\r\n${smuggled}`],
  ['a method of 5,000 letters', `${'X'.repeat(5000)} /v2/ HTTP/1.1\r\nHost: a\r\n\r\n${smuggled}`],
  ['no path', `GET livez HTTP/1.1\r\nHost: a\r\n\r\n${smuggled}`],
])('%s: refused, and nothing behind it is heard', (_, text) => refused(text))

test.each([
  [
    'a body with GET',
    `GET /v2/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
    401,
  ],
  ['HTTP/1.0 without a Host', 'GET /v2/ HTTP/1.0\r\n\r\n', 401],
  ['a Host that is none', 'GET /v2/ HTTP/1.1\r\nHost: a b<>\r\nConnection: close\r\n\r\n', 401],
  [
    'an expectation nobody knows',
    'GET /v2/ HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\nConnection: close\r\n\r\n',
    401,
  ],
  [
    'an upgrade to HTTP/2',
    'GET /v2/ HTTP/1.1\r\nHost: a\r\nConnection: close, Upgrade\r\nUpgrade: h2c\r\n\r\n',
    401,
  ],
  [
    'a WebSocket',
    'GET /v2/ HTTP/1.1\r\nHost: a\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    401,
  ],
  [
    'bytes that are no UTF-8',
    'GET /v2/ HTTP/1.1\r\nHost: a\r\nAuthorization: Basic \xff\xfe\r\nConnection: close\r\n\r\n',
    401,
  ],
  [
    'a path that is no UTF-8',
    `GET /v2/%ff%fe/tags/list HTTP/1.1\r\nHost: a\r\n${authorization}Connection: close\r\n\r\n`,
    400,
  ],
])('%s gets one plain answer', async (_, text, status) => {
  expect((await answersTo(text)).filter((each) => each !== 100)).toEqual([status])
})

test('a pipelined request gets its own answer, or none', async () => {
  const answers = await answersTo('GET /livez HTTP/1.1\r\nHost: a\r\n\r\n', smuggled)
  expect(answers.length >= 1 && answers.every((status) => status === 200)).toBe(true)
})

describe('a body that lies about its length', () => {
  const put = (headers: string) =>
    `POST /v2/library/app/blobs/uploads/?digest=${layer.digest} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${authorization}${headers}\r\n\r\n`

  test('too short: the server waits no longer than its limit', async () => {
    expect(await answersTo(put('Content-Length: 10001'), layer.bytes)).toEqual([408])
    const manifest = `PUT /v2/library/app/manifests/x HTTP/1.1\r\nHost: a\r\n${authorization}Content-Length: 99\r\n\r\n{}`
    expect(await answersTo(manifest)).toEqual([408])
  }, 20_000)

  test('too long: what is beyond is no request', async () => {
    expect(await answersTo(put('Content-Length: 9999'), layer.bytes)).toEqual([400])
  })

  test.each([
    ['0-9998', 400],
    ['0-10000', 400],
    ['1-10000', 416],
    ['9999-0', 416],
    [`0-${'9'.repeat(30)}`, 416],
    ['bytes 0-9999/10000', 416],
  ])('a chunk that calls itself %s', async (range, status) => {
    const location = await client.beginUpload('library/app')
    const answer = await client.send('PATCH', location, {
      headers: { 'content-range': range },
      body: layer.bytes as Uint8Array<ArrayBuffer>,
    })
    expect(answer.status).toBe(status)
    expect((await client.send('DELETE', location)).status).toBe(204)
  })
})

describe('too large', () => {
  test.each([
    ['a header', 'GET', '/v2/', { 'x-long': 'a'.repeat(40_000) }, 431],
    [
      'many headers',
      'GET',
      '/v2/',
      Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`x-${at}`, 'a'])),
      431,
    ],
    ['a URL', 'GET', `/v2/${'a'.repeat(40_000)}/tags/list`, {}, 431],
    ['a name', 'GET', `/v2/library/${'a'.repeat(300)}/tags/list`, {}, 400],
    ['a name of many parts', 'GET', `/v2/${'a/'.repeat(5_000)}a/tags/list`, {}, 400],
    ['a tag', 'PUT', `/v2/library/app/manifests/${'a'.repeat(200)}`, {}, 400],
    ['a page', 'GET', `/v2/library/app/tags/list?n=${'9'.repeat(400)}`, {}, 400],
    ['a page of a number', 'GET', '/v2/library/app/tags/list?n=999999999', {}, 200],
    ['a position', 'GET', `/v2/library/app/tags/list?last=${'z'.repeat(10_000)}`, {}, 200],
    [
      'the tags of a push',
      'PUT',
      `/v2/library/app/manifests/${layer.digest}?${'tag=a&'.repeat(2_000)}`,
      {},
      414,
    ],
    ['the scopes of a token', 'GET', `/service/token?${'scope=a:b:c&'.repeat(1_000)}`, {}, 400],
    ['a scope', 'GET', `/service/token?scope=${'a'.repeat(15_000)}`, {}, 400],
    [
      'the ranges of a pull',
      'GET',
      `/v2/library/app/blobs/${layer.digest}`,
      { range: `bytes=${'0-1,'.repeat(3_000)}0-1` },
      200,
    ],
    [
      'overlapping ranges',
      'GET',
      `/v2/library/app/blobs/${layer.digest}`,
      { range: `bytes=${'0-,'.repeat(63)}0-` },
      200,
    ],
  ])('%s', async (_, method, path, headers, status) => {
    const answer = await client.send(method, path, { headers })
    expect([answer.status, (await answer.text()).length < 20_000]).toEqual([status, true])
  })

  test('a manifest, whether it says so or not', async () => {
    const bytes = Buffer.alloc(5 * 1024 * 1024, 0x20)
    const path = '/v2/library/app/manifests/large'
    expect((await client.send('PUT', path, { body: bytes })).status).toBe(413)
    const stream = new Blob([bytes]).stream()
    expect(
      await client.send('PUT', path, { body: stream }).then(
        ({ status }) => status,
        () => 413,
      ),
    ).toBe(413)
  })

  test('a login', async () => {
    expect((await client.send('POST', '/service/token', { body: 'scope=a&'.repeat(300_000) })).status).toBe(
      413,
    )
    expect(
      (
        await client.send('POST', '/service/token', {
          body: `grant_type=password&username=admin&password=${programPassword}&scope=${'a+'.repeat(400_000)}`,
        })
      ).status,
    ).toBe(400)
  })
})

describe('JSON', () => {
  const put = (text: string | Uint8Array<ArrayBuffer>) =>
    client.send('PUT', '/v2/library/app/manifests/odd', {
      body: text,
      headers: { 'content-type': indexType },
    })
  const index = (more: string) => `{"schemaVersion":2,"mediaType":"${indexType}","manifests":[]${more}}`
  const deep = 100_000

  test.each([
    ['lists in lists', '['.repeat(deep) + ']'.repeat(deep)],
    ['objects in objects', `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`],
    ['lists in an index', index(`,"x":${'['.repeat(deep)}${']'.repeat(deep)}`)],
    ['lists that never end', '['.repeat(4_000_000)],
    ['annotations in annotations', index(`,"annotations":${'{"a":'.repeat(deep)}"b"${'}'.repeat(deep)}`)],
    [
      'a size beyond all numbers',
      index('').replace('[]', `[{"mediaType":"a/b","digest":"${layer.digest}","size":1e400}]`),
    ],
    [
      'a size with a fraction',
      index('').replace('[]', `[{"mediaType":"a/b","digest":"${layer.digest}","size":1.5}]`),
    ],
    [
      'sizes beyond 64 bits',
      index('').replace(
        '[]',
        `[${Array(2000).fill(`{"mediaType":"a/b","digest":"${layer.digest}","size":9007199254740991}`).join()}]`,
      ),
    ],
    ['a NUL in a type', index(',"artifactType":"a/\\u0000"')],
    ['half a surrogate in a type', index(',"artifactType":"a/\\ud800"')],
    ['a list of half a million entries', index('').replace('[]', `[${'0,'.repeat(500_000)}0]`)],
  ])('of %s is no manifest, and takes no time', async (_, text) => {
    const startedAt = performance.now()
    const answer = await put(text)
    expect([answer.status, (await answer.text()).length < 2_000]).toEqual([400, true])
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })

  test('that is no UTF-8, or packed, is no manifest', async () => {
    expect((await put(Buffer.from('{"a":"\xff"}', 'latin1'))).status).toBe(400)
    const bomb = gzipSync(Buffer.alloc(50 * megabyte, 0x20))
    const path = '/v2/library/app/manifests/bomb'
    const packed = { 'content-type': indexType, 'content-encoding': 'gzip' }
    expect((await client.send('PUT', path, { body: bomb, headers: packed })).status).toBe(400)
  })

  test('may hold a NUL, or half a surrogate, where any text may stand', async () => {
    expect((await put(index(',"annotations":{"a\\u0000":"b\\ud800","__proto__":"c"}'))).status).toBe(201)
    const pulled = await client.send('GET', '/v2/library/app/manifests/odd')
    expect(await pulled.text()).toBe(index(',"annotations":{"a\\u0000":"b\\ud800","__proto__":"c"}'))
  })

  test('with thousands of layers that are not there is answered with the first of them', async () => {
    const layers = Array.from({ length: 5_000 }, (_, at) => blobOf(new TextEncoder().encode(String(at))))
    const answer = await client.pushManifest('library/app', 'many', imageManifest(config, layers))
    const { errors } = (await answer.json()) as { errors: { detail: unknown[] }[] }
    expect([answer.status, errors[0]?.detail.length]).toEqual([404, 100])
  })
})

test('a blob in 10,000 chunks of one byte arrives, and so it does in 200 requests', async () => {
  const request = new RawRequest(host).head(`POST /v2/library/app/blobs/uploads/?digest=${layer.digest}`, {
    ...credentials,
    'transfer-encoding': 'chunked',
  })
  for (const byte of layer.bytes) request.send('1\r\n').send(Uint8Array.of(byte)).send('\r\n')
  expect((await request.send('0\r\n\r\n').answer).status).toBe(201)

  let location = await client.beginUpload('library/app')
  for (let at = 0; at < layer.bytes.length; at += 50) {
    const answer = await client.chunk(location, layer.bytes.subarray(at, at + 50), at)
    expect(answer.status).toBe(202)
    location = answer.headers.get('location') as string
  }
  expect((await client.finish(location, layer.digest)).status).toBe(201)
}, 60_000)

test('two million crumbs of a manifest take no more memory than the manifest', async () => {
  const resident = residentBytes(server.pid)
  const request = new RawRequest(host).head('PUT /v2/library/app/manifests/crumbs', {
    ...credentials,
    'transfer-encoding': 'chunked',
  })
  for (let round = 0; round < 200; round++) request.send('1\r\n \r\n'.repeat(10_000))
  let most = resident
  const watch = setInterval(() => {
    most = Math.max(most, residentBytes(server.pid))
  }, 20)
  const { status } = await request.send('0\r\n\r\n').answer
  clearInterval(watch)
  expect([400, 408]).toContain(status)
  expect(most).toBeLessThan(resident + 120 * megabyte)
}, 30_000)
