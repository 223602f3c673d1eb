// What a hostile client writes into lines and headers: it gets no further with it than with plain words.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { type RawAnswer, rawRequest } from '../support/bare-request.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let admin: Caller
let adminBasic: string

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  admin = new Caller(server.url, accounts.admin())
  adminBasic = `Basic ${btoa(`admin:${server.adminPassword}`)}`
  await accounts.project('closed', accounts.admin())
  await admin.pushImage('closed/app', 'v1')
  await admin.pushImage('library/app', 'v1')
})
afterAll(() => server.stop())

const raw = (target: string, headers?: readonly string[], method?: string, host?: string) =>
  rawRequest(server.url, target, headers, method, host)
const authorization = (value: string) => `Authorization: ${value}`

describe('two credentials in one request', () => {
  const wrong = `Basic ${btoa('admin:wrong')}`

  test('the first one counts: a good one behind a bad one does not help', async () => {
    expect((await raw('/v2/', [authorization(wrong), authorization(adminBasic)])).status).toBe(401)
    expect((await raw('/v2/', [authorization('Bearer x'), authorization(adminBasic)])).status).toBe(401)
  })

  test('folded into one line they are none', async () => {
    expect((await raw('/v2/', [authorization(`${adminBasic}, ${adminBasic}`)])).status).toBe(401)
    expect((await raw('/v2/', [authorization(`${adminBasic} ${adminBasic}`)])).status).toBe(401)
  })
})

describe('a path', () => {
  test.each([
    '/v2/library/../closed/app/tags/list',
    '/v2/library/%2e%2e/closed/app/tags/list',
    '/v2/library/%2E./closed/app/tags/list',
    '/v2/library\\..\\closed/app/tags/list',
    '/v2/./closed/app/tags/list',
    '/v2/closed%2fapp/tags/list',
    '/v2/closed%2Fapp%2ftags/list',
    '/v2/library/..%2fclosed/app/tags/list',
    '/v2/library%2f..%2fclosed/app/tags/list',
    '/v2//closed/app/tags/list',
    '/v2/closed//app/tags/list',
    '//v2/closed/app/tags/list',
    '/V2/closed/app/tags/list',
    '/v2/CLOSED/app/tags/list',
    '/v2/closed%252fapp/tags/list',
    '/v2/library/%252e%252e/closed/app/tags/list',
    '/v2/closed/app/tags/list/',
    '/v2/closed/app%00/tags/list',
    '/v2/closed/app%0a/tags/list',
    '/v2/cl%C3%B6sed/app/tags/list',
    '/v2/closed/app;x/tags/list',
    '/v2/library/app/tags/list/../../../../closed/app/tags/list',
    '/v2/library/app/manifests/../../../closed/app/manifests/v1',
    '/v2/library/app/manifests/..%2f..%2f..%2fclosed%2fapp%2fmanifests%2fv1',
    'http://other.example/v2/closed/app/tags/list',
    '/v2/%ff/tags/list',
    '/v2/%/tags/list',
  ])('%s opens nothing that is closed', async (target) => {
    const answer = await raw(target)
    expect([400, 401, 404]).toContain(answer.status)
    expect(answer.body).not.toContain('"v1"')
  })

  test('with encoded slashes is the same repository, judged as such', async () => {
    expect((await raw('/v2/library%2fapp/tags/list')).status).toBe(200)
    const answer = await raw('/v2/library%2f..%2fclosed/app/tags/list', [authorization(adminBasic)])
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body).errors[0].code).toBe('NAME_INVALID')
  })

  test.each(['/v2/../metrics', '/v2/%2e%2e/metrics', '/service/token/../../metrics', '/livez/../metrics'])(
    '%s needs what /metrics needs',
    async (target) => expect((await raw(target)).status).toBe(401),
  )

  test.each(['blobs', 'uploads', 'manifests', 'tags', 'referrers', 'list', 'ext'])(
    'a repository may be called %s, at any place',
    async (word) => {
      for (const repository of [`library/${word}`, `library/${word}/app`, `library/app/${word}`]) {
        const { layer, manifest } = await admin.pushImage(repository, word)
        const started = await admin.send('POST', `/v2/${repository}/blobs/uploads/`)
        expect((await admin.get(started.headers.get('location') as string)).status).toBe(204)
        expect((await admin.get(`/v2/${repository}/tags/list`)).text).toBe(
          JSON.stringify({ name: repository, tags: [word] }),
        )
        for (const path of [
          `manifests/${word}`,
          `manifests/${manifest}`,
          `blobs/${layer}`,
          `referrers/${manifest}`,
        ]) {
          expect((await admin.get(`/v2/${repository}/${path}`)).status).toBe(200)
        }
      }
    },
  )
})

describe('a header', () => {
  test.each(['X-HTTP-Method-Override', 'X-Method-Override', 'X-HTTP-Method', '_method'])(
    '%s changes no method',
    async (name) => {
      const headers = [authorization(adminBasic), `${name}: DELETE`]
      expect((await raw('/v2/closed/app/manifests/v1?_method=DELETE', headers)).status).toBe(200)
      expect((await raw('/v2/closed/app/manifests/v1', headers, 'POST')).status).toBe(405)
      expect((await admin.get('/v2/closed/app/manifests/v1')).status).toBe(200)
    },
  )

  test.each(['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Uri', 'X-Forwarded-Prefix'])(
    '%s changes no path',
    async (name) => {
      const answer = await raw('/v2/closed/app/tags/list', [`${name}: /v2/library/app/tags/list`])
      expect(answer.status).toBe(401)
    },
  )

  test.each(['X-Forwarded-User: admin', 'X-Remote-User: admin', 'Remote-User: admin', 'From: admin'])(
    '%s logs nobody in',
    async (line) => expect((await raw('/v2/', [line])).status).toBe(401),
  )

  test.each(['TRACE', 'CONNECT', 'OPTIONS', 'PROPFIND'])('the method %s does nothing', async (method) => {
    const answer = await raw(
      '/v2/closed/app/manifests/v1',
      [authorization(adminBasic), 'X-Secret: sesame'],
      method,
    )
    expect([400, 405, 501]).toContain(answer.status)
    expect(answer.body).not.toContain('sesame')
  })

  test('as long as you like ends in a refusal', async () => {
    expect((await raw('/v2/', [authorization(`Bearer ${'a'.repeat(15_000)}`)])).status).toBe(401)
    expect((await raw('/v2/', [authorization(`Bearer ${'a'.repeat(100_000)}`)])).status).toBe(431)
  })
})

describe('the challenge', () => {
  const challengeOf = ({ head }: RawAnswer) => /^www-authenticate: (.*)$/m.exec(head)?.[1]?.trim()
  const plain = /^bearer realm="https?:\/\/[a-z0-9.:[\]-]+\/service\/token",service="entrepot"$/

  test.each([
    'evil"example',
    'evil.example", error="x',
    'evil.example/path',
    'evil.example?query',
    'evil.example#fragment',
    'user:password@evil.example',
    'evil example',
    'evil.example,other.example',
    'evil.example:port',
    'evil.example:99999999',
    '\xe9vil.example',
    '<script>',
    '',
  ])('with the Host %p keeps its form', async (host) => {
    const answer = await raw('/v2/', [], 'GET', host)
    expect([400, 401]).toContain(answer.status)
    if (answer.status === 401) expect(challengeOf(answer)).toMatch(plain)
    expect(challengeOf(answer) ?? '').not.toContain('evil')
  })

  test.each(['evil"example', 'a/b', 'a b', 'x@y', '[::1', 'evil.example, '])(
    'with the X-Forwarded-Host %p keeps to the Host',
    async (host) => {
      const answer = await raw('/v2/', [`X-Forwarded-Host: ${host}`])
      expect(challengeOf(answer)).toBe(
        'bearer realm="http://registry.example/service/token",service="entrepot"',
      )
    },
  )

  test('takes no scheme but the two', async () => {
    for (const scheme of ['javascript', 'https"', 'https://x', 'gopher', '']) {
      expect(challengeOf(await raw('/v2/', [`X-Forwarded-Proto: ${scheme}`]))).toStartWith(
        'bearer realm="http://reg',
      )
    }
    expect(challengeOf(await raw('/v2/', ['X-Forwarded-Proto: https']))).toStartWith(
      'bearer realm="https://reg',
    )
  })

  test.each(['a"b', 'a%22b', 'a%0d%0aset-cookie:%20x', 'a%20b', 'a,b'])(
    'takes no name like %s',
    async (name) => {
      const answer = await raw(`/v2/library/${name}/tags/list`)
      expect(answer.status).toBe(400)
      expect(answer.head).not.toContain('set-cookie')
    },
  )
})

describe('forwarding headers of somebody who is no trusted proxy', () => {
  test('are ignored', async () => {
    const strict = await startTestServer({ settings: { 'http.trustedProxies': '192.0.2.1' } })
    try {
      const headers = {
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'https',
        'x-forwarded-for': '1.2.3.4',
      }
      const answer = await new Caller(strict.url).get('/v2/', headers)
      expect(answer.headers.get('www-authenticate')).toBe(
        `Bearer realm="${strict.url}/service/token",service="entrepot"`,
      )
    } finally {
      await strict.stop()
    }
  })

  test('nor do they or the Host move an address that is configured', async () => {
    const fixed = await startTestServer({ settings: { 'http.externalUrl': 'https://registry.example' } })
    try {
      const answer = await new Caller(fixed.url).get('/v2/', { 'x-forwarded-host': 'evil.example' })
      expect(answer.headers.get('www-authenticate')).toStartWith(
        'Bearer realm="https://registry.example/service',
      )
    } finally {
      await fixed.stop()
    }
  })
})

test('a request id of the client’s comes back only if it is one', async () => {
  const idOf = async (id: string) => (await raw('/v2/', [`X-Request-Id: ${id}`])).head
  expect(await idOf('abc-1')).toMatch(/^x-request-id: abc-1\r?$/m)
  for (const id of ['a b', '<script>', 'x'.repeat(200), 'a"b']) expect(await idOf(id)).not.toContain(id)
})
