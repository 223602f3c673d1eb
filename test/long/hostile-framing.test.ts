// Framing that lies, and bytes that are no HTTP: one refusal, and nothing that is smuggled behind it is heard.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { RawRequest } from '../support/raw-request.ts'
import type { RegistryClient } from '../support/registry-client.ts'
import { credentials, HostileProgram, layer } from './hostile-program.ts'

const authorization = `Authorization: ${credentials.authorization}\r\n`

let program: HostileProgram
let client: RegistryClient
let host: string

beforeAll(async () => {
  program = await HostileProgram.start()
  ;({ client, host } = program)
})
afterAll(() => program.stop())

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

test('after all this the server is as it was', () => program.requireCalm())
