// Parts of indexes, and what refers to others: shown with what they belong to, and listed when they stand alone.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { type ApiAnswer, ApiCaller } from '../support/api.ts'
import { Caller, digestOf, imageOf } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const indexType = 'application/vnd.oci.image.index.v1+json'

let server: TestServer
let asAda: ApiCaller
let caller: Caller

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  const ada = await accounts.user('ada')
  await accounts.project('team', ada)
  asAda = new ApiCaller(server, ada)
  caller = new Caller(server.url, ada)
})
afterAll(() => server.stop())

const of = (repository: string) => `/projects/team/repositories/${repository}/artifacts`
const tagsOf = ({ tags }: { tags: { name: string }[] | null }) => tags?.map(({ name }) => name) ?? null
const listed = (answer: ApiAnswer) => [answer.body.map(tagsOf), answer.headers.get('x-total-count')]

let index: string
let parts: string[]
let signature: string

beforeAll(async () => {
  parts = []
  for (const arch of ['amd64', 'arm64']) {
    const { manifest } = await caller.pushImage('team/multi', `only-${arch}`)
    await caller.send('DELETE', `/v2/team/multi/manifests/only-${arch}`)
    parts.push(manifest)
  }
  expect(await count()).toBe(2)
  const document = {
    schemaVersion: 2,
    mediaType: indexType,
    manifests: parts.map((digest, n) => ({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest,
      size: 400,
      platform: { os: 'linux', architecture: ['amd64', 'arm64'][n] },
    })),
  }
  index = digestOf(JSON.stringify(document))
  const headers = { 'content-type': indexType }
  await caller.send('PUT', '/v2/team/multi/manifests/all', { body: JSON.stringify(document), headers })
  const subject = { mediaType: indexType, digest: index, size: 1 }
  const layer = await caller.pushBlob('team/multi', 'signature')
  const more = { subject, artifactType: 'application/vnd.cncf.notary.signature' }
  const signing = imageOf(layer, 9, more)
  signature = digestOf(JSON.stringify(signing))
  await caller.putManifest('team/multi', signature, signing)
})

const count = async () => (await asAda.get('/projects/team/repositories/multi')).body.artifact_count
const digests = async () => (await asAda.get(of('multi'))).body.map((each: { digest: string }) => each.digest)

test('the list shows the index only, and counts it only', async () => {
  const answer = await asAda.get(of('multi'))
  expect(answer.headers.get('x-total-count')).toBe('1')
  expect(await count()).toBe(1)
  expect(answer.body[0]).toMatchObject({ type: 'IMAGE', media_type: indexType, digest: index })
  expect(answer.body[0].references).toEqual(
    ['amd64', 'arm64'].map((architecture, n) => ({
      parent_id: answer.body[0].id,
      child_id: expect.any(Number),
      child_digest: parts[n],
      platform: { os: 'linux', architecture },
      urls: null,
    })),
  )
})

test('what refers to it is named where it is asked for, and inherited by its parts', async () => {
  expect((await asAda.get(`${of('multi')}/all`)).body.accessories).toBeNull()
  const { accessories } = (await asAda.get(`${of('multi')}/all?with_accessory=true`)).body
  expect(accessories).toMatchObject([
    {
      digest: signature,
      type: 'signature.notation',
      subject_artifact_digest: index,
      subject_artifact_repo: 'team/multi',
    },
  ])
  const part = await asAda.get(`${of('multi')}/${parts[0]}?with_inherited_accessory=true`)
  expect(part.body.accessories).toBeNull()
  expect(part.body.inherited_accessories).toEqual(accessories)
})

test('a tag makes a part an artifact of its own; without it, it is a part again', async () => {
  expect((await asAda.post(`${of('multi')}/${parts[0]}/tags`, { name: 'amd64' })).status).toBe(201)
  expect((await digests()).sort()).toEqual([parts[0] as string, index].sort())
  expect(await count()).toBe(2)
  expect((await asAda.delete(`${of('multi')}/${parts[0]}/tags/amd64`)).status).toBe(200)
  expect(await digests()).toEqual([index])
  expect(await count()).toBe(1)
})

test('a deleted index leaves its parts behind; its push takes them back', async () => {
  const body = await caller.get('/v2/team/multi/manifests/all')
  expect((await asAda.delete(`${of('multi')}/all`)).status).toBe(200)
  expect((await digests()).sort()).toEqual([...parts].sort())
  expect(await count()).toBe(2)
  const headers = { 'content-type': indexType }
  await caller.send('PUT', '/v2/team/multi/manifests/all', { body: body.text, headers })
  expect(await digests()).toEqual([index])
  expect(await count()).toBe(1)
})

test('a moved tag leaves what it named untagged, and listed as such', async () => {
  await caller.pushImage('team/moved', 'latest', 'one')
  await caller.pushImage('team/moved', 'latest', 'two')
  expect(listed(await asAda.get(of('moved')))).toEqual([[['latest'], null], '2'])
})
