// Copies of artifacts over the management API: all that an artifact names, and all that refers to it, and no more.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller, digestOf, imageOf } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const indexType = 'application/vnd.oci.image.index.v1+json'

let server: TestServer
let accounts: Accounts
let ada: Account
let asAda: ApiCaller
let caller: Caller

beforeAll(async () => {
  server = await startTestServer()
  accounts = new Accounts(server)
  ada = await accounts.user('ada')
  await accounts.project('from', ada)
  await accounts.project('into', ada)
  asAda = new ApiCaller(server, ada)
  caller = new Caller(server.url, ada)
})
afterAll(() => server.stop())

const copy = (who: ApiCaller, from: string, into = 'copy') =>
  who.post(`/projects/into/repositories/${into}/artifacts?from=${encodeURIComponent(from)}`)

test('an index comes with its parts, their layers, and signatures of each, byte for byte', async () => {
  const one = await caller.pushImage('from/app', 'one')
  const two = await caller.pushImage('from/app', 'two')
  const document = JSON.stringify({
    schemaVersion: 2,
    mediaType: indexType,
    manifests: [one, two].map(({ manifest, document: part }) => ({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: manifest,
      size: JSON.stringify(part).length,
    })),
  })
  const headers = { 'content-type': indexType }
  await caller.send('PUT', '/v2/from/app/manifests/all', { body: document, headers })
  const layer = await caller.pushBlob('from/app', 'signature')
  const subject = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: one.manifest,
    size: JSON.stringify(one.document).length,
  }
  const signing = imageOf(layer, 9, { subject })
  const signature = digestOf(JSON.stringify(signing))
  await caller.putManifest('from/app', signature, signing)

  for (let again = 0; again < 2; again += 1) {
    const answer = await copy(asAda, 'from/app:all')
    expect(answer.status).toBe(201)
    expect(answer.headers.get('location')).toBe('/api/v2.0/projects/into/repositories/copy/artifacts/all')
  }
  for (const reference of ['all', one.manifest, two.manifest, signature]) {
    const [from, into] = [
      await caller.get(`/v2/from/app/manifests/${reference}`),
      await caller.get(`/v2/into/copy/manifests/${reference}`),
    ]
    expect(into.status).toBe(200)
    expect(into.text).toBe(from.text)
    expect(into.headers.get('content-type')).toBe(from.headers.get('content-type'))
  }
  for (const blob of [one.layer, two.layer, layer, digestOf('{}')]) {
    expect((await caller.get(`/v2/into/copy/blobs/${blob}`)).status).toBe(200)
  }
  const referrers = await caller.get(`/v2/into/copy/referrers/${one.manifest}`)
  expect(JSON.parse(referrers.text).manifests).toMatchObject([{ digest: signature }])
  // Tags of the parts are none of the index's.
  expect(JSON.parse((await caller.get('/v2/into/copy/tags/list')).text).tags).toEqual(['all'])
  expect((await asAda.get('/projects/into/repositories/copy')).body.artifact_count).toBe(1)
})

test('by digest there is no tag; what the source does later does not matter', async () => {
  const { manifest, layer } = await caller.pushImage('from/later', 'v1')
  expect((await copy(asAda, `from/later@${manifest}`, 'later')).status).toBe(201)
  expect((await asAda.delete('/projects/from/repositories/later')).status).toBe(200)
  expect((await caller.get(`/v2/into/later/manifests/${manifest}`)).status).toBe(200)
  expect((await caller.get(`/v2/into/later/blobs/${layer}`)).status).toBe(200)
  expect((await caller.get('/v2/into/later/manifests/v1')).status).toBe(404)
})

test('into a repository whose name has a slash', async () => {
  await caller.pushImage('from/deep/er', 'v1')
  const answer = await copy(asAda, 'from/deep/er:v1', 'a%252Fb')
  const location = answer.headers.get('location')?.replace('/api/v2.0', '') as string
  expect(location).toBe('/projects/into/repositories/a%252Fb/artifacts/v1')
  expect((await asAda.get(location)).body.repository_name).toBe('into/a/b')
})

test.each([
  'from/app:nosuch',
  'from/nosuch:v1',
  'bad',
  'from/app',
  'from/app@bad',
  `from/app@${digestOf('x')}`,
])('a source that is not there: %s', async (from) => {
  await caller.pushImage('from/app', 'there')
  expect(await copy(asAda, from)).toMatchObject({
    status: 400,
    code: 'BAD_REQUEST',
    message: `artifact ${from} not found`,
  })
})

test('no source at all, and a target that cannot be', async () => {
  await caller.pushImage('from/app', 'there')
  expect((await asAda.post('/projects/into/repositories/copy/artifacts')).status).toBe(422)
  expect(await copy(asAda, 'from/app:there', 'UPPER')).toMatchObject({
    status: 400,
    message: 'bad request: invalid repository name: into/UPPER',
  })
})

test('needs the right to pull there and to push here', async () => {
  await caller.pushImage('from/app', 'there')
  const guest = await accounts.user('guest')
  const developer = await accounts.user('developer')
  const { project_id: into } = (await asAda.get('/projects/into')).body
  const { project_id: from } = (await asAda.get('/projects/from')).body
  await accounts.member(into, guest, 'guest')
  await accounts.member(from, guest, 'developer')
  await accounts.member(into, developer, 'developer')
  expect((await copy(new ApiCaller(server, guest), 'from/app:there', 'x')).status).toBe(403)
  const asDeveloper = new ApiCaller(server, developer)
  const hidden = await copy(asDeveloper, 'from/app:there', 'x')
  const absent = await copy(asDeveloper, 'nosuch/app:there', 'x')
  expect(hidden).toMatchObject({ status: 403, message: 'forbidden' })
  expect({ ...absent, headers: undefined }).toEqual({ ...hidden, headers: undefined })
  expect((await copy(new ApiCaller(server), 'from/app:there', 'x')).status).toBe(401)
})
