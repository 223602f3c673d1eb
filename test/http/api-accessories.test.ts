// Accessories: what belongs to an artifact is listed with it, and in no list of artifacts; and a whole project's list.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller, digestOf, imageOf, imageType } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

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
const tagsOf = (list: { tags: { name: string }[] | null }[]) =>
  list.map(({ tags }) => tags?.[0]?.name ?? null)

async function sign(repository: string, subject: string, more: object): Promise<string> {
  const layer = await caller.pushBlob(`team/${repository}`, 'signature')
  const document = imageOf(layer, 9, { subject: { mediaType: imageType, digest: subject, size: 1 }, ...more })
  const digest = digestOf(JSON.stringify(document))
  expect((await caller.putManifest(`team/${repository}`, digest, document)).status).toBe(201)
  return digest
}

describe('accessories', () => {
  let image: string

  beforeAll(async () => {
    image = (await caller.pushImage('team/app', 'v1')).manifest
    await sign('app', image, { artifactType: 'application/vnd.cncf.notary.signature' })
    await sign('app', image, { artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json' })
    await sign('app', image, { artifactType: 'application/vnd.goharbor.harbor.sbom.v1' })
    await sign('app', image, { artifactType: 'application/vnd.example' })
  })
  const types = ['signature.notation', 'signature.cosign', 'sbom.harbor', 'subject.accessory']

  test('are listed with their types, the oldest first', async () => {
    const { body, headers } = await asAda.get(`${of('app')}/v1/accessories`)
    expect(body.map(({ type }: { type: string }) => type)).toEqual(types)
    expect(headers.get('x-total-count')).toBe('4')
    const { id } = (await asAda.get(`${of('app')}/v1`)).body
    expect(body[0]).toMatchObject({
      subject_artifact_id: id,
      subject_artifact_digest: image,
      subject_artifact_repo: 'team/app',
      icon: expect.stringMatching(/^sha256:/),
    })
    expect(body[3].icon).toBe('')
  })

  test('are filtered, sorted and paged', async () => {
    const list = async (query: string) => {
      const { body, headers } = await asAda.get(`${of('app')}/v1/accessories?${query}`)
      return [body.map(({ type }: { type: string }) => type), headers.get('x-total-count')]
    }
    expect(await list('q=type%3Dsbom.harbor')).toEqual([['sbom.harbor'], '1'])
    expect(await list('q=type%3D~signature')).toEqual([types.slice(0, 2), '2'])
    expect(await list('sort=-id&page_size=2')).toEqual([['subject.accessory', 'sbom.harbor'], '4'])
    expect(await list('page_size=3&page=2')).toEqual([['subject.accessory'], '4'])
  })

  test('of an artifact that has none are none', async () => {
    const { body } = await asAda.get(`${of('app')}/v1/accessories`)
    expect((await asAda.get(`${of('app')}/${body[0].digest}/accessories`)).body).toEqual([])
    expect((await asAda.get(`${of('app')}/nosuch/accessories`)).status).toBe(404)
  })

  test('are no artifacts of a list, tagged or not', async () => {
    const { body } = await asAda.get(`${of('app')}/v1/accessories`)
    expect((await asAda.post(`${of('app')}/${body[0].digest}/tags`, { name: 'signature' })).status).toBe(201)
    const list = await asAda.get(of('app'))
    expect([tagsOf(list.body), list.headers.get('x-total-count')]).toEqual([['v1'], '1'])
    expect((await asAda.get('/projects/team/repositories/app')).body.artifact_count).toBe(1)
    expect((await asAda.get(`${of('app')}/signature`)).status).toBe(200)
  })
})

describe('signers that know no subject', () => {
  const attached = async (suffix: string, mediaType: string) => {
    const { manifest } = await caller.pushImage('team/scheme', 'v1')
    const layer = await caller.pushBlob('team/scheme', suffix)
    await caller.pushBlob('team/scheme', '{}')
    const layers = [{ mediaType, digest: layer, size: suffix.length }]
    const tag = `${manifest.replace(':', '-')}.${suffix}`
    expect((await caller.putManifest('team/scheme', tag, { ...imageOf(layer, 1), layers })).status).toBe(201)
    return tag
  }

  test.each([
    ['sig', 'application/vnd.dev.cosign.simplesigning.v1+json', 'signature.cosign'],
    ['att', 'application/vnd.dsse.envelope.v1+json', 'subject.accessory'],
    ['sbom', 'text/spdx+json', 'subject.accessory'],
  ])('name it in the tag: .%s', async (suffix, mediaType, type) => {
    const tag = await attached(suffix, mediaType)
    const { body } = await asAda.get(`${of('scheme')}/v1/accessories`)
    expect(body.at(-1).type).toBe(type)
    expect(tagsOf((await asAda.get(of('scheme'))).body)).toEqual(['v1'])
    expect((await caller.get(`/v2/team/scheme/manifests/${tag}`, { accept: imageType })).status).toBe(200)
  })

  test('an ordinary image does not hide behind such a tag', async () => {
    const tag = `sha256-${'0'.repeat(64)}.sig`
    await caller.pushImage('team/hidden', tag)
    expect(tagsOf((await asAda.get(of('hidden'))).body)).toEqual([tag])
  })
})

describe('a project’s artifacts', () => {
  beforeAll(async () => {
    for (const [repository, tag] of [
      ['one', 'old'],
      ['two', 'only'],
      ['one', 'new'],
    ] as const) {
      await caller.pushImage(`team/${repository}`, tag)
    }
  })
  const list = async (query: string) => {
    const { body, headers } = await asAda.get(`/projects/team/artifacts${query}`)
    return [
      body.map(({ repository_name }: { repository_name: string }) => repository_name),
      tagsOf(body),
      headers.get('x-total-count'),
    ]
  }

  test('are those of all its repositories, the newest first', async () => {
    const [repositories, tags, total] = await list('?page_size=3')
    expect([repositories, tags]).toEqual([
      ['team/one', 'team/two', 'team/one'],
      ['new', 'only', 'old'],
    ])
    const summary = (await asAda.get('/projects/team/repositories?page_size=100')).body
    const counts = summary.map(({ artifact_count }: { artifact_count?: number }) => artifact_count ?? 0)
    expect(total).toBe(String(counts.reduce((sum: number, each: number) => sum + each, 0)))
    expect((await list('?q=tags%3Donly'))[1]).toEqual(['only'])
  })

  test('of each repository the newest', async () => {
    const type = 'application/vnd.oci.image.config.v1+json'
    const [repositories, tags, total] = await list(
      `?latest_in_repository=true&page_size=2&q=media_type%3D${encodeURIComponent(type)}`,
    )
    expect([repositories, tags]).toEqual([
      ['team/one', 'team/two'],
      ['new', 'only'],
    ])
    expect(Number(total)).toBeGreaterThan(2)
    for (const q of ['', '&q=media_type%3Da,artifact_type%3Db']) {
      expect((await asAda.get(`/projects/team/artifacts?latest_in_repository=true${q}`)).status).toBe(400)
    }
  })
})
