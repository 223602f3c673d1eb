// Sizes beyond all bounds, and JSON that is none or too much of it: a refusal each, never a fault.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { gzipSync } from 'node:zlib'
import { residentBytes } from '../support/process-figures.ts'
import { programPassword } from '../support/program.ts'
import { RawRequest } from '../support/raw-request.ts'
import { blobOf, imageManifest, type RegistryClient } from '../support/registry-client.ts'
import { credentials, HostileProgram, layer } from './hostile-program.ts'

const megabyte = 1_000_000
const config = blobOf(new TextEncoder().encode('{}'))
const indexType = 'application/vnd.oci.image.index.v1+json'

let program: HostileProgram
let client: RegistryClient
let host: string

beforeAll(async () => {
  program = await HostileProgram.start()
  ;({ client, host } = program)
})
afterAll(() => program.stop())

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
  const resident = residentBytes(program.server.pid)
  const request = new RawRequest(host).head('PUT /v2/library/app/manifests/crumbs', {
    ...credentials,
    'transfer-encoding': 'chunked',
  })
  for (let round = 0; round < 200; round++) request.send('1\r\n \r\n'.repeat(10_000))
  let most = resident
  const watch = setInterval(() => {
    most = Math.max(most, residentBytes(program.server.pid))
  }, 20)
  const { status } = await request.send('0\r\n\r\n').answer
  clearInterval(watch)
  expect([400, 408]).toContain(status)
  expect(most).toBeLessThan(resident + 120 * megabyte)
}, 30_000)

test('after all this the server is as it was', () => program.requireCalm())
