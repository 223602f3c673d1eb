// Lists of artifacts: what they show of each, however much somebody pushed, and the filter by type.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { basic, blobOf, imageManifest, ociManifest, RegistryClient } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const empty = blobOf(new TextEncoder().encode('{}'))

let server: TestServer
let admin: ApiCaller
let registry: RegistryClient

beforeAll(async () => {
  server = await startTestServer()
  admin = new ApiCaller(server, new Accounts(server).admin())
  registry = new RegistryClient(server.url, basic('admin', server.adminPassword))
  const repositories = ['notes', 'large', 'tagged', 'signed', 'types', 'versions']
  for (const repository of repositories) await registry.pushBlob(`library/${repository}`, empty)
})
afterAll(() => server.stop())

async function push(repository: string, reference: string, manifest: object): Promise<string> {
  const { mediaType } = manifest as { mediaType: string }
  const path = `/v2/library/${repository}/manifests/${reference}`
  const body = JSON.stringify(manifest)
  const answer = await registry.send('PUT', path, { headers: { 'content-type': mediaType }, body })
  expect(answer.status).toBe(201)
  return answer.headers.get('docker-content-digest') as string
}

const artifactsOf = (repository: string) => `/projects/library/repositories/${repository}/artifacts`

describe('what is long', () => {
  test('annotations are left out of the list, and shown with the artifact itself', async () => {
    const note = 'n'.repeat(17 * 1024)
    const brief = { note: 'n'.repeat(15 * 1024) }
    const long = await push('notes', 'long', imageManifest(empty, [], { annotations: { note } }))
    const short = await push('notes', 'short', imageManifest(empty, [], { annotations: brief }))
    const { body } = await admin.get(artifactsOf('notes'))
    const listed = new Map<string, unknown>(
      body.map((each: { digest: string; annotations?: object }) => [each.digest, each.annotations]),
    )
    expect(listed).toEqual(
      new Map<string, unknown>([
        [short, brief],
        [long, undefined],
      ]),
    )
    expect((await admin.get(`${artifactsOf('notes')}/long`)).body.annotations).toEqual({ note })
  })

  test('a page of the longest manifests stays small', async () => {
    for (let n = 0; n < 8; n++) {
      const annotations = { n: String(n), note: 'n'.repeat(1024 * 1024) }
      await push('large', `v${n}`, imageManifest(empty, [], { annotations }))
    }
    const { body } = await admin.get(`${artifactsOf('large')}?page_size=100`)
    expect(body).toHaveLength(8)
    expect(JSON.stringify(body).length).toBeLessThan(20_000)
  })

  test('of many tags the newest hundred are listed; the list of tags has all', async () => {
    const manifest = imageManifest(empty, [])
    const digest = await push('tagged', 't0', manifest)
    for (let n = 1; n <= 11; n++) {
      const query = Array.from({ length: 10 }, (_, k) => `tag=t${n}-${k}`).join('&')
      await push('tagged', `${digest}?${query}`, manifest)
    }
    const [artifact] = (await admin.get(artifactsOf('tagged'))).body
    const names = artifact.tags.map(({ name }: { name: string }) => name)
    expect(names).toHaveLength(100)
    expect(names[0]).toBe('t11-9')
    expect(names).not.toContain('t0')
    expect((await admin.get(`${artifactsOf('tagged')}/t0`)).body.tags).toHaveLength(111)
    const paged = await admin.get(`${artifactsOf('tagged')}/t0/tags?page_size=100&page=2`)
    expect(paged.headers.get('x-total-count')).toBe('111')
    expect(paged.body).toHaveLength(11)
  })

  test('of many signatures the first hundred are listed', async () => {
    const manifest = imageManifest(empty, [])
    const digest = await push('signed', 'v1', manifest)
    const size = JSON.stringify(manifest).length
    const subject = { mediaType: ociManifest, digest, size }
    const signatures = Array.from({ length: 101 }, (_, n) => {
      const signature = imageManifest(empty, [], { subject, annotations: { n: String(n) } })
      return push('signed', blobOf(new TextEncoder().encode(JSON.stringify(signature))).digest, signature)
    })
    await Promise.all(signatures)
    const path = artifactsOf('signed')
    const [artifact] = (await admin.get(`${path}?with_accessory=true`)).body
    expect(artifact.accessories).toHaveLength(100)
    expect(artifact.accessories[0]).toMatchObject({ subject_artifact_id: artifact.id })
    expect((await admin.get(`${path}/v1?with_accessory=true`)).body.accessories).toHaveLength(101)
  })
})

describe('the filter by type', () => {
  const typed = (mediaType: string) => ({
    ...imageManifest(empty, []),
    config: { mediaType, digest: empty.digest, size: 2 },
  })

  beforeAll(async () => {
    await push('types', 'image', imageManifest(empty, []))
    await push('types', 'chart', typed('application/vnd.cncf.helm.config.v1+json'))
    await push('types', 'thing', typed('application/vnd.acme.Thing.config.v1+json'))
    await push('types', 'other', typed('application/json'))
    await push('types', 'index', { schemaVersion: 2, mediaType: indexType, manifests: [] })
  })

  const indexType = 'application/vnd.oci.image.index.v1+json'

  test.each([
    ['thing', ['thing']],
    ['THING', ['thing']],
    ['Chart', ['chart']],
    ['image', ['image', 'index']],
    ['unknown', ['other']],
    ['{thing chart}', ['chart', 'thing']],
    ['thin', []],
    ['~HIN', ['thing']],
  ])('%s', async (asked, found) => {
    const { body, headers } = await admin.get(
      `${artifactsOf('types')}?q=${encodeURIComponent(`type=${asked}`)}`,
    )
    expect(body.map(({ tags }: { tags: { name: string }[] }) => tags[0]?.name).sort()).toEqual(found)
    expect(headers.get('x-total-count')).toBe(String(found.length))
  })
})

describe('the order of versions', () => {
  const named = (n: number) => imageManifest(empty, [], { annotations: { n: String(n) } })
  const tagged = ['1.9', 'latest', '1.10', '2.0-rc.1', '2.0', 'main']

  beforeAll(async () => {
    for (const [n, tag] of tagged.entries()) await push('versions', tag, named(n))
    // The newest version is an alias of what was pushed first.
    await push('versions', '3.0', named(0))
    const digest = await push('versions', 'gone', named(99))
    expect((await admin.delete(`${artifactsOf('versions')}/${digest}/tags/gone`)).status).toBe(200)
  })

  const order = async (query: string) => {
    const { body, headers } = await admin.get(`${artifactsOf('versions')}?${query}`)
    const first = body.map(({ tags }: { tags: { name: string }[] | null }) => tags?.[0]?.name ?? 'untagged')
    return { first, total: headers.get('x-total-count') }
  }

  test('the newest version first, then what names none, newest first', async () => {
    expect(await order('sort=-version')).toEqual({
      first: ['3.0', '2.0', '2.0-rc.1', '1.10', 'untagged', 'main', 'latest'],
      total: '7',
    })
  })

  test('the other way round, filtered, and page by page', async () => {
    expect((await order('sort=version&q=tags=*')).first).toEqual([
      ...['latest', 'main', '1.10', '2.0-rc.1', '2.0', '3.0'],
    ])
    expect(await order('sort=-version&q=tags=~0&page_size=2&page=2')).toEqual({
      first: ['2.0-rc.1', '1.10'],
      total: '4',
    })
    expect(await order('sort=-version&page=9')).toEqual({ first: [], total: '7' })
  })

  test('nothing is filtered by it', async () => {
    expect((await order('q=version=1')).total).toBe('7')
  })
})
