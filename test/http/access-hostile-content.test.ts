// What a hostile client writes into parameters and manifests: neither a header, a page nor a fault of ours comes of it.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { rawRequest } from '../support/bare-request.ts'
import { Caller, digestOf, imageOf } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let admin: Caller

beforeAll(async () => {
  server = await startTestServer()
  admin = new Caller(server.url, new Accounts(server).admin())
  await admin.pushImage('library/app', 'v1')
})
afterAll(() => server.stop())

test.each(['a%0d%0aset-cookie:%20x', 'a%0aset-cookie: x', '%E2%98%83', '"><script>'])(
  'the namespace %s comes back harmless',
  async (namespace) => {
    const answer = await rawRequest(
      server.url,
      `/v2/library/app/manifests/v1?ns=${namespace.replace(' ', '%20')}`,
    )
    expect(answer.status).toBe(200)
    expect(answer.head).not.toMatch(/^set-cookie/m)
    expect(answer.head).toMatch(/^oci-namespace: ?[a-z0-9.:_[\]/-]*\r?$/m)
  },
)

test.each(['?n=1&last=%00', '?last=a%2500', '?x=%00'])(
  'a NUL in %s is refused alike by both databases',
  async (query) => {
    for (const path of ['/v2/_catalog', '/v2/library/app/tags/list', '/service/token']) {
      expect((await admin.get(path + query)).status).toBe(400)
    }
  },
)

describe('a manifest', () => {
  const push = async (more: object) => {
    const layer = await admin.pushBlob('library/html', 'layer')
    await admin.pushBlob('library/html', '{}')
    const body = new TextEncoder().encode(JSON.stringify(imageOf(layer, 5, more)))
    return {
      answer: await admin.send('PUT', '/v2/library/html/manifests/v1', { body }),
      digest: digestOf(body),
    }
  }

  test.each(['a/b\r\nset-cookie: x', 'a/b\0', 'a/\u00fc', 'a/\u2603', 'a/b\n'])(
    'of the type %p is refused, as no header can carry it',
    async (type) => {
      for (const more of [{ mediaType: type }, { artifactType: type }]) {
        const { answer } = await push(more)
        expect([answer.status, answer.error?.code]).toEqual([400, 'MANIFEST_INVALID'])
      }
    },
  )

  test('that calls itself a page is none to a browser', async () => {
    const { answer, digest } = await push({
      mediaType: 'text/html',
      annotations: { a: '<script>alert(1)</script>' },
    })
    expect(answer.status).toBe(201)
    const pulled = await admin.get(`/v2/library/html/manifests/${digest}`)
    expect(pulled.headers.get('content-type')).toBe('text/html')
    expect(pulled.headers.get('x-content-type-options')).toBe('nosniff')
    expect(pulled.headers.get('content-security-policy')).toBe('sandbox')
  })
})
