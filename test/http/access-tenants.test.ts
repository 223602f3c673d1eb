// Two tenants on one registry: nothing of one can be learned by the other, not even that it exists.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { type Ask, Caller, digestOf, type Heard, imageOf, type PushedImage } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

// Alice's names and bytes all have one word in them that Bob must never read. Names are equally long, as lengths tell.
const secretRepository = 'alpha/sesame-app'
const absentDigest = digestOf('nobody pushed this')

let server: TestServer
let alice: Caller
let bob: Caller
let bobsAccount: Account
let secret: PushedImage
let own: PushedImage
const statements: string[] = []

beforeAll(async () => {
  // Where everyone may create projects, a free name is told from a taken one by creating it: not here.
  const settings = { 'projects.creation': 'adminonly', 'limits.uploadsPerUser': '1000' } as const
  server = await startTestServer({ settings, onStatement: (sql) => statements.push(sql) })
  const accounts = new Accounts(server)
  const alicesAccount = await accounts.user('alice')
  bobsAccount = await accounts.user('bob')
  await accounts.project('alpha', alicesAccount)
  await accounts.project('beta', bobsAccount)
  await accounts.project('plaza', alicesAccount, true)
  alice = new Caller(server.url, alicesAccount)
  bob = new Caller(server.url, bobsAccount)
  secret = await alice.pushImage(secretRepository, 'sesame-tag', 'the bytes of sesame')
  own = await bob.pushImage('beta/app', 'v1', 'the bytes of bob')
})
afterAll(() => server.stop())

/** What an answer tells, apart from ids, times, and the names and digests that were asked for. */
function told(answer: Heard, asked: readonly string[]): unknown {
  const neutral = (text: string) =>
    asked
      .reduce((sum, word) => sum.replaceAll(word, '<asked>'), text)
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
  const headers = [...answer.headers].filter(([name]) => name !== 'date' && name !== 'x-request-id')
  return {
    status: answer.status,
    body: neutral(answer.text),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, neutral(value)])),
  }
}

/** The index of words follows the pushes of before by itself. */
const ofTheIndex = /"search_|as "indexed"/

/** The statements of a request. Work in the background may add some, so the shortest of ten tries counts. */
async function statementsOf(ask: () => Promise<Heard>): Promise<string[]> {
  let shortest: string[] | undefined
  for (let tries = 0; tries < 10; tries += 1) {
    statements.length = 0
    await ask()
    const asked = statements.filter((sql) => !ofTheIndex.test(sql))
    if (!shortest || asked.length < shortest.length) shortest = asked
  }
  return shortest as string[]
}

interface Question {
  readonly method: string
  readonly path: string
  readonly ask?: Ask
}

/** Every question about a repository, with a tag and a digest. */
function questions(repository: string, tag: string, digest: string): Question[] {
  const at = (path: string) => `/v2/${repository}/${path}`
  const upload = at('blobs/uploads/00000000-0000-4000-8000-000000000000')
  return [
    { method: 'GET', path: at(`manifests/${tag}`) },
    { method: 'HEAD', path: at(`manifests/${tag}`) },
    { method: 'GET', path: at(`manifests/${digest}`) },
    { method: 'GET', path: at(`blobs/${digest}`) },
    { method: 'HEAD', path: at(`blobs/${digest}`) },
    { method: 'GET', path: at('tags/list') },
    { method: 'GET', path: at('tags/list?n=1&last=a') },
    { method: 'GET', path: at(`referrers/${digest}`) },
    { method: 'GET', path: at('_oci/ext/discover') },
    { method: 'POST', path: at('blobs/uploads/') },
    { method: 'POST', path: at(`blobs/uploads/?digest=${digest}`), ask: { body: 'x' } },
    { method: 'POST', path: at(`blobs/uploads/?mount=${digest}&from=beta/app`) },
    { method: 'GET', path: upload },
    { method: 'PATCH', path: upload, ask: { body: 'x' } },
    { method: 'PUT', path: `${upload}?digest=${digest}` },
    { method: 'DELETE', path: upload },
    { method: 'PUT', path: at(`manifests/${tag}`), ask: { body: '{}' } },
    { method: 'DELETE', path: at(`manifests/${tag}`) },
    { method: 'DELETE', path: at(`manifests/${digest}`) },
    { method: 'DELETE', path: at(`blobs/${digest}`) },
  ]
}

describe('what is unknown, private or forbidden gives one answer, by the same statements', () => {
  const scope = (repository: string) => `repository:${repository}:pull,push,delete`

  test.each([
    ['with a password', async () => bob],
    [
      'with a token',
      async () =>
        bob.withToken(scope(secretRepository), scope('alpha/nosuch-app'), scope('omega/nosuch-app')),
    ],
    ['with no credential', async () => new Caller(server.url)],
    ['with an anonymous token', async () => new Caller(server.url).withToken(scope(secretRepository))],
  ])('%s', async (_, as) => {
    const caller = await as()
    const known = questions(secretRepository, 'sesame-tag', secret.manifest)
    const missing = questions('alpha/nosuch-app', 'v1', absentDigest)
    const unknown = questions('omega/nosuch-app', 'v1', absentDigest)
    for (const [index, question] of known.entries()) {
      const ask = ({ method, path, ask: more }: Question) => caller.send(method, path, more)
      const here = question
      const there = [missing[index] as Question, unknown[index] as Question]
      const answer = told(await ask(here), [secretRepository, 'sesame-tag', secret.manifest])
      const asked = await statementsOf(() => ask(here))
      for (const other of there) {
        const names = ['alpha/nosuch-app', 'omega/nosuch-app', absentDigest]
        expect(told(await ask(other), names)).toEqual(answer)
        expect(await statementsOf(() => ask(other))).toEqual(asked)
      }
    }
  })

  test('a push that a public project forbids, too', async () => {
    const push = (repository: string) => bob.send('POST', `/v2/${repository}/blobs/uploads/`)
    const answer = told(await push('plaza/nosuch-app'), ['plaza/nosuch-app'])
    expect(told(await push(secretRepository), [secretRepository])).toEqual(answer)
    expect(await statementsOf(() => push('plaza/nosuch-app'))).toEqual(
      await statementsOf(() => push('omega/nosuch-app')),
    )
  })

  test('the token service grants nothing for either, in the same words', async () => {
    const ask = async (repository: string) => {
      const answer = await bob.askToken([scope(repository)])
      const { token, access_token, issued_at, ...rest } = JSON.parse(answer.text) as Record<string, string>
      return { rest, access: JSON.parse(atob(token?.split('.')[1] as string)).access }
    }
    const answer = await ask(secretRepository)
    expect(answer.access).toEqual([])
    expect(await ask('omega/nosuch-app')).toEqual(answer)
    expect(await statementsOf(() => bob.askToken([scope(secretRepository)]))).toEqual(
      await statementsOf(() => bob.askToken([scope('omega/nosuch-app')])),
    )
  })
})

test('no answer to Bob has a word of Alice’s', async () => {
  const catalog = await bob.get('/v2/_catalog')
  expect(JSON.parse(catalog.text)).toEqual({ repositories: ['beta/app'] })
  const firstPage = await bob.get('/v2/_catalog?n=1')
  expect(firstPage.text).toBe(catalog.text)
  expect(firstPage.headers.get('link')).toBeNull()
  const paths = [
    ...questions('beta/app', 'v1', own.manifest),
    ...questions('beta/app', 'v1', secret.manifest),
    ...questions('alpha/nosuch-app', 'v1', secret.manifest),
  ]
  for (const { method, path, ask } of paths.filter((each) => each.method !== 'DELETE')) {
    const answer = await bob.send(method, path, ask)
    expect(JSON.stringify([answer.text, [...answer.headers]])).not.toContain('sesame')
  }
})

describe('that a blob exists elsewhere shows', () => {
  test('in no look by its digest', async () => {
    for (const method of ['GET', 'HEAD', 'DELETE']) {
      const ask = (digest: string) => bob.send(method, `/v2/beta/app/blobs/${digest}`)
      expect(told(await ask(secret.layer), [secret.layer])).toEqual(
        told(await ask(absentDigest), [absentDigest]),
      )
      expect(await statementsOf(() => ask(secret.layer))).toEqual(await statementsOf(() => ask(absentDigest)))
    }
  })

  test.each([
    ['from its own repository', `&from=${secretRepository}`],
    ['from a repository that lacks it', '&from=beta/other'],
    ['from an unknown repository', '&from=omega/nosuch-app'],
    ['from anywhere', ''],
  ])('in no mount %s', async (_, from) => {
    const scope = `repository:${secretRepository}:pull`
    const withToken = await bob.withToken('repository:beta/app:pull,push', scope)
    for (const caller of [bob, withToken]) {
      const mount = (digest: string) =>
        caller.send('POST', `/v2/beta/app/blobs/uploads/?mount=${digest}${from}`)
      const answer = await mount(secret.layer)
      expect(answer.status).toBe(202)
      expect(told(answer, [])).toEqual(told(await mount(absentDigest), []))
      expect(await statementsOf(() => mount(secret.layer))).toEqual(
        await statementsOf(() => mount(absentDigest)),
      )
    }
    expect((await bob.send('HEAD', `/v2/beta/app/blobs/${secret.layer}`)).status).toBe(404)
  })

  test('in no push of a manifest that names it', async () => {
    const push = (layer: string) => bob.putManifest('beta/app', 'v2', imageOf(layer, 19))
    const answer = await push(secret.layer)
    expect([answer.status, answer.error?.code]).toEqual([404, 'MANIFEST_BLOB_UNKNOWN'])
    expect(told(answer, [secret.layer])).toEqual(told(await push(absentDigest), [absentDigest]))
    expect(await statementsOf(() => push(secret.layer))).toEqual(await statementsOf(() => push(absentDigest)))
  })

  test('in no push of its bytes, which have to come whole', async () => {
    const push = (digest: string) =>
      bob.send('POST', `/v2/beta/app/blobs/uploads/?digest=${digest}`, { body: 'other bytes' })
    const answer = await push(secret.layer)
    expect([answer.status, answer.error?.code]).toEqual([400, 'DIGEST_INVALID'])
    expect(told(answer, [secret.layer])).toEqual(told(await push(absentDigest), [absentDigest]))
    const known = await bob.send('POST', `/v2/beta/copy/blobs/uploads/?digest=${secret.layer}`, {
      body: 'the bytes of sesame',
    })
    const fresh = digestOf('the bytes of nobody')
    const unknown = await bob.send('POST', `/v2/beta/copy/blobs/uploads/?digest=${fresh}`, {
      body: 'the bytes of nobody',
    })
    expect(told(known, [secret.layer])).toEqual(told(unknown, [fresh]))
  })

  test('in no child or subject that names a manifest', async () => {
    const child = {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: secret.manifest,
      size: 400,
    }
    const index = {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [child],
    }
    const body = JSON.stringify({ ...index, subject: child })
    const headers = { 'content-type': index.mediaType }
    const answer = await bob.send('PUT', '/v2/beta/app/manifests/list', { body, headers })
    expect([answer.status, answer.headers.get('oci-subject')]).toEqual([201, secret.manifest])
    expect((await bob.get(`/v2/beta/app/manifests/${secret.manifest}`)).status).toBe(404)
    const referrers = await alice.get(`/v2/${secretRepository}/referrers/${secret.manifest}`)
    expect((JSON.parse(referrers.text) as { manifests: unknown[] }).manifests).toEqual([])
  })
})
