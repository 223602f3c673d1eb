// What one artifact is made of, what of it others need, its manifest byte for byte, and how its tags have moved.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller, digestOf, imageOf, imageType } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const indexType = 'application/vnd.oci.image.index.v1+json'

let server: TestServer
let ada: Account
let asAda: ApiCaller
let anonymous: ApiCaller
let caller: Caller

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  ada = await accounts.user('ada')
  await accounts.project('team', ada, true)
  await accounts.project('other', ada)
  asAda = new ApiCaller(server, ada)
  anonymous = new ApiCaller(server)
  caller = new Caller(server.url, ada)
})
afterAll(() => server.stop())

const at = (repository: string) => `/projects/team/repositories/${repository}`
const usageOf = async (repository: string, reference: string) =>
  (await asAda.get(`${at(repository)}/artifacts/${reference}/usage`)).body
interface UsedPart {
  digest: string
  kind: string
  used_here: number
  used_elsewhere: number
}
const usersOf = (usage: { parts: UsedPart[] }, digest: string) => {
  const part = usage.parts.find((each) => each.digest === digest)
  return part && [part.kind, part.used_here, part.used_elsewhere]
}

/** An image of these layers. */
async function push(repository: string, tag: string, layers: readonly string[], config = '{}') {
  for (const layer of [...layers, config]) await caller.pushBlob(repository, layer)
  const document = {
    schemaVersion: 2,
    mediaType: imageType,
    config: {
      ...{ mediaType: 'application/vnd.oci.image.config.v1+json' },
      ...{ digest: digestOf(config), size: config.length },
    },
    layers: layers.map((layer) => ({
      ...{ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digestOf(layer), size: layer.length },
    })),
  }
  expect((await caller.putManifest(repository, tag, document)).status).toBe(201)
  return digestOf(JSON.stringify(document))
}

async function pushIndex(repository: string, tag: string, parts: readonly string[]) {
  const manifests = parts.map((digest) => ({ mediaType: imageType, digest, size: 400 }))
  const body = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests })
  const headers = { 'content-type': indexType }
  const answer = await caller.send('PUT', `/v2/${repository}/manifests/${tag}`, { body, headers })
  expect(answer.status).toBe(201)
  return digestOf(body)
}

describe('usage', () => {
  test('counts who else needs a layer, within the project only', async () => {
    const own = await push('team/app', 'v1', ['base', 'own of v1'], '{"v":1}')
    await push('team/app', 'v2', ['base', 'own of v2'], '{"v":2}')
    await push('team/sibling', 'v1', ['base', 'own of v1'], '{"v":3}')
    await push('other/app', 'v1', ['own of v1'], '{"v":1}')
    const usage = await usageOf('app', 'v1')
    expect(usersOf(usage, digestOf('base'))).toEqual(['layer', 1, 1])
    expect(usersOf(usage, digestOf('own of v1'))).toEqual(['layer', 0, 1])
    // That another project has the same config is nobody's to learn.
    expect(usersOf(usage, digestOf('{"v":1}'))).toEqual(['config', 0, 0])
    const manifest = usage.parts[0]
    expect(manifest).toMatchObject({ kind: 'manifest', digest: own, used_here: 0 })
    expect(usage).toMatchObject({
      digest: own,
      total: manifest.size + 4 + 9 + 7,
      shared: 4 + 9,
      freed: manifest.size + 7,
      complete: true,
    })
    expect(usage.artifacts).toMatchObject([
      { role: 'self', digest: own, tags: ['v1'], pushed_by: 'ada', type: 'IMAGE' },
    ])
  })

  test('what was deleted needs nothing', async () => {
    const digest = await push('team/gone', 'v1', ['once shared'])
    await push('team/gone', 'v2', ['once shared', 'more'])
    expect(usersOf(await usageOf('gone', 'v1'), digestOf('once shared'))).toEqual(['layer', 1, 0])
    expect((await asAda.delete(`${at('gone')}/artifacts/v2`)).status).toBe(200)
    expect(usersOf(await usageOf('gone', digest), digestOf('once shared'))).toEqual(['layer', 0, 0])
  })

  test('an index brings its parts and what refers to them; what is tagged outlives it', async () => {
    const repository = 'team/multi'
    const amd = await push(repository, 'amd', ['shared by both', 'amd64'], '{"a":1}')
    const arm = await push(repository, 'arm', ['shared by both', 'arm64'], '{"a":2}')
    const index = await pushIndex(repository, 'all', [amd, arm])
    await asAda.delete(`${at('multi')}/artifacts/amd/tags/amd`)
    const subject = { mediaType: imageType, digest: amd, size: 400 }
    const layer = await caller.pushBlob(repository, 'signature')
    const signing = imageOf(layer, 9, { subject, artifactType: 'application/vnd.cncf.notary.signature' })
    const signature = digestOf(JSON.stringify(signing))
    await caller.pushBlob(repository, '{}')
    await caller.putManifest(repository, signature, signing)
    const usage = await usageOf('multi', 'all')
    expect(usage.artifacts).toMatchObject([
      { role: 'self', digest: index },
      { role: 'part', digest: amd, of: index, tags: [] },
      { role: 'part', digest: arm, of: index, tags: ['arm'], kept: 'tagged' },
      { role: 'referrer', digest: signature, of: amd, accessory_type: 'signature.notation' },
    ])
    expect(usage.artifacts[1].kept).toBeUndefined()
    // The config of the signature is what half of the project's images have too.
    const shared = usage.parts.filter((each: { shared: boolean }) => each.shared)
    expect(shared.map((each: UsedPart) => each.digest).sort()).toEqual(
      [arm, digestOf('shared by both'), digestOf('arm64'), digestOf('{"a":2}'), digestOf('{}')].sort(),
    )
    expect(usage.total).toBe(usage.shared + usage.freed)
  })

  test('a part of another index stays, with what belongs to it', async () => {
    const repository = 'team/nested'
    const part = await push(repository, 'part', ['part'])
    await asAda.get(`${at('nested')}/artifacts/part`)
    await pushIndex(repository, 'one', [part])
    const manifests = [{ mediaType: imageType, digest: part, size: 401 }]
    const body = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests })
    await caller.send('PUT', `/v2/${repository}/manifests/two`, {
      ...{ body, headers: { 'content-type': indexType } },
    })
    await asAda.delete(`${at('nested')}/artifacts/part/tags/part`)
    const subject = { mediaType: imageType, digest: part, size: 400 }
    const layer = await caller.pushBlob(repository, 'bill')
    await caller.putManifest(repository, 'sbom', imageOf(layer, 4, { subject }))
    const { artifacts } = await usageOf('nested', 'one')
    expect(artifacts.map(({ role, kept }: { role: string; kept?: string }) => [role, kept])).toEqual([
      ['self', undefined],
      ['part', 'part-of-another'],
      ['referrer', 'of-kept'],
    ])
  })

  test('names nobody to strangers', async () => {
    const path = `${at('app')}/artifacts/v1/usage`
    expect((await anonymous.get(path)).body.artifacts[0].pushed_by).toBeUndefined()
  })
})

test('the manifest comes byte for byte', async () => {
  const layer = await caller.pushBlob('team/raw', 'layer')
  await caller.pushBlob('team/raw', '{}')
  const body = `${JSON.stringify(imageOf(layer, 5, { annotations: { note: 'ü 制品' } }), null, 3)}\n`
  const headers = { 'content-type': imageType }
  await caller.send('PUT', '/v2/team/raw/manifests/v1', { body, headers })
  const { status, headers: said } = await anonymous.get(`${at('raw')}/artifacts/v1/manifest`)
  expect([status, said.get('docker-content-digest')]).toEqual([200, digestOf(body)])
  const path = `/api/v2.0${at('raw')}/artifacts/${digestOf(body)}/manifest`
  expect(await (await fetch(server.url + path)).text()).toBe(body)
})

describe('the history of a tag', () => {
  const history = async (query = '', who = asAda) => who.get(`${at('moving')}/tags/latest/history${query}`)
  const move = (body: object) => asAda.put(`${at('moving')}/tags/latest`, body)
  let first: string
  let second: string

  beforeAll(async () => {
    first = await push('team/moving', 'latest', ['first'])
    second = await push('team/moving', 'latest', ['second'])
  })

  test('says who moved it, newest first', async () => {
    const { body, headers } = await history()
    expect(headers.get('x-total-count')).toBe('2')
    expect(body).toMatchObject([
      { user: 'ada', old_digest: first, new_digest: second, exists: true },
      { user: 'ada', new_digest: first, exists: true },
    ])
    expect((await history('?page=2&page_size=1')).body).toMatchObject([{ new_digest: first }])
    expect((await history('', anonymous)).body[0].user).toBeUndefined()
  })

  test('puts the tag back, once what was seen still holds', async () => {
    expect(await move({ digest: first, expected: first })).toMatchObject({ status: 409 })
    expect((await move({ digest: first, expected: second })).status).toBe(200)
    expect((await asAda.get(`${at('moving')}/artifacts/latest`)).body.digest).toBe(first)
    expect((await history()).body[0]).toMatchObject({ old_digest: second, new_digest: first })
    await server.deliverEvents()
    const logged = (await asAda.get('/projects/team/logs')).body
    expect(logged).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ operation: 'update', resource: 'team/moving:latest' }),
      ]),
    )
  })

  test('to where it is already, it changes nothing but is no failure', async () => {
    const before = (await history()).headers.get('x-total-count')
    expect((await move({ digest: first })).status).toBe(200)
    expect((await history()).headers.get('x-total-count')).toBe(before)
  })

  test('what is gone is told, of a tag that is gone too', async () => {
    await asAda.delete(`${at('moving')}/artifacts/${second}`)
    expect(await move({ digest: second })).toMatchObject({ status: 404 })
    await asAda.delete(`${at('moving')}/artifacts/${first}/tags/latest`)
    const { body } = await history()
    expect(body[0]).toMatchObject({ old_digest: first, exists: true })
    expect(body[0].new_digest).toBeUndefined()
    expect(body.find((each: { new_digest?: string }) => each.new_digest === second).exists).toBe(false)
    expect((await move({ digest: first })).status).toBe(200)
  })

  test('what makes no sense is refused', async () => {
    expect((await move({ digest: 'latest' })).status).toBe(400)
    expect((await asAda.get(`${at('moving')}/tags/nosuch/history`)).status).toBe(404)
    expect((await asAda.get(`${at('nosuch')}/tags/latest/history`)).status).toBe(404)
  })
})
