// Large copies of artifacts, and manifests of many tags: nobody else is kept waiting.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { basic, blobOf, imageManifest, RegistryClient } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const empty = blobOf(new TextEncoder().encode('{}'))
const ociIndex = 'application/vnd.oci.image.index.v1+json'

let server: TestServer
let admin: ApiCaller
let registry: RegistryClient
let told = 0

beforeAll(async () => {
  server = await startTestServer({
    onStatement: (sql) => {
      if (/^insert into "events"/.test(sql)) told++
    },
  })
  admin = new ApiCaller(server, new Accounts(server).admin())
  registry = new RegistryClient(server.url, basic('admin', server.adminPassword))
  for (const name of ['app', 'many']) await registry.pushBlob(`library/${name}`, empty)
})
afterAll(() => server.stop())

interface Pushed {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

async function push(name: string, manifest: object, tag?: string): Promise<Pushed> {
  const { mediaType } = manifest as { mediaType: string }
  const bytes = new TextEncoder().encode(JSON.stringify(manifest))
  const { digest } = blobOf(bytes)
  const path = `/v2/library/${name}/manifests/${tag ?? digest}`
  const answer = await registry.send('PUT', path, { headers: { 'content-type': mediaType }, body: bytes })
  expect(answer.status).toBe(201)
  return { mediaType, digest, size: bytes.byteLength }
}

const copyOf = (from: string, into: string) =>
  admin.post(`/projects/library/repositories/${into}/artifacts?from=${encodeURIComponent(from)}`)

test('an index with its parts and their signatures, each told of once', async () => {
  const part = await push('app', imageManifest(empty, []))
  const signature = await push('app', imageManifest(empty, [], { subject: part }))
  const index = await push('app', { schemaVersion: 2, mediaType: ociIndex, manifests: [part] }, 'v1')
  const ofIndex = await push('app', imageManifest(empty, [], { subject: index }))
  told = 0
  expect((await copyOf('library/app:v1', 'copy')).status).toBe(201)
  expect(told).toBe(4)
  for (const { digest } of [part, signature, index, ofIndex]) {
    expect((await registry.send('GET', `/v2/library/copy/manifests/${digest}`)).status).toBe(200)
  }
  const [artifact, ...others] = (
    await admin.get('/projects/library/repositories/copy/artifacts?with_accessory=true')
  ).body
  expect(others).toEqual([])
  expect(artifact).toMatchObject({ digest: index.digest, tags: [{ name: 'v1' }] })
  expect(artifact.references).toMatchObject([{ child_digest: part.digest }])
  expect(artifact.references[0].child_id).toBeGreaterThan(0)
  expect(artifact.accessories).toMatchObject([{ digest: ofIndex.digest }])
})

test('with more than belongs to an artifact the copy is refused, and nothing is copied', async () => {
  const subject = await push('many', imageManifest(empty, []), 'v1')
  for (let start = 0; start < 500; start += 50) {
    const some = Array.from({ length: 50 }, (_, n) =>
      push('many', imageManifest(empty, [], { subject, annotations: { n: String(start + n) } })),
    )
    await Promise.all(some)
  }
  const refused = await copyOf('library/many:v1', 'refused')
  expect(refused.status).toBe(422)
  expect(refused.message).toContain('more than 500 manifests')
  expect((await admin.get('/projects/library/repositories/refused')).status).toBe(404)
})

test('tags that go with their manifest are all remembered', async () => {
  const manifest = imageManifest(empty, [], { annotations: { tagged: 'often' } })
  const { digest } = await push('app', manifest, 'often')
  const names = Array.from({ length: 30 }, (_, n) => `often-${n}`)
  for (let start = 0; start < names.length; start += 10) {
    const query = names.slice(start, start + 10).map((name) => `tag=${name}`)
    const answer = await registry.pushManifest('library/app', `${digest}?${query.join('&')}`, manifest)
    expect(answer.status).toBe(201)
  }
  expect((await registry.send('DELETE', `/v2/library/app/manifests/${digest}`)).status).toBe(202)
  const left = (await (await registry.send('GET', '/v2/library/app/tags/list')).json()) as { tags: string[] }
  expect(left.tags).toEqual(['v1'])
  const history = await queries(server.database)
    .selectFrom('tag_history')
    .select(['name', 'new_digest'])
    .where('old_digest', '=', digest)
    .orderBy('name')
    .execute()
  expect(history).toEqual(['often', ...names].sort().map((name) => ({ name, new_digest: null })))
})
