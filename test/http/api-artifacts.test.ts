// Artifacts and tags over the management API: listed, shown, filtered, tagged, deleted.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { type ApiAnswer, ApiCaller } from '../support/api.ts'
import { Caller, digestOf, imageOf } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const never = '0001-01-01T00:00:00.000Z'

let server: TestServer
let ada: Account
let asAda: ApiCaller
let caller: Caller

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  ada = await accounts.user('ada')
  await accounts.project('team', ada)
  asAda = new ApiCaller(server, ada)
  caller = new Caller(server.url, ada)
})
afterAll(() => server.stop())

const of = (repository: string) => `/projects/team/repositories/${repository}/artifacts`
const tagsOf = ({ tags }: { tags: { name: string }[] | null }) => tags?.map(({ name }) => name) ?? null
const listed = (answer: ApiAnswer) => [answer.body.map(tagsOf), answer.headers.get('x-total-count')]

describe('an image', () => {
  const config = {
    architecture: 'amd64',
    os: 'linux',
    author: 'me',
    created: '2026-01-01T00:00:00Z',
    config: { Env: ['A=b'] },
    rootfs: { type: 'layers', diff_ids: [] },
  }
  let digest: string

  beforeAll(async () => {
    const bytes = JSON.stringify(config)
    await caller.pushBlob('team/image', bytes)
    const layer = await caller.pushBlob('team/image', 'layer')
    const document = {
      ...imageOf(layer, 5, { annotations: { k: 'v' } }),
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: digestOf(bytes),
        size: bytes.length,
      },
    }
    digest = digestOf(JSON.stringify(document))
    for (const tag of ['v1', 'v2']) await caller.putManifest('team/image', tag, document)
  })

  test('as it is listed and as it is shown', async () => {
    const [artifact] = (await asAda.get(of('image'))).body
    expect(artifact).toMatchObject({
      type: 'IMAGE',
      media_type: 'application/vnd.oci.image.config.v1+json',
      manifest_media_type: 'application/vnd.oci.image.manifest.v1+json',
      artifact_type: 'application/vnd.oci.image.config.v1+json',
      repository_name: 'team/image',
      digest,
      pull_time: never,
      annotations: { k: 'v' },
      extra_attrs: { architecture: 'amd64', os: 'linux', author: 'me', config: { Env: ['A=b'] } },
      references: null,
      labels: null,
      accessories: null,
    })
    expect(artifact.extra_attrs).not.toHaveProperty('rootfs')
    expect(tagsOf(artifact)).toEqual(['v2', 'v1'])
    expect(artifact.tags[0]).toMatchObject({ artifact_id: artifact.id, immutable: false, pull_time: never })
    for (const reference of ['v1', 'v2', digest]) {
      expect((await asAda.get(`${of('image')}/${reference}`)).body).toEqual(artifact)
    }
  })

  test('without tags where they are not asked for', async () => {
    expect((await asAda.get(`${of('image')}?with_tag=false`)).body[0].tags).toBeNull()
    expect((await asAda.get(`${of('image')}/v1?with_tag=false`)).body.tags).toBeNull()
  })

  test('a pull shows', async () => {
    await caller.get('/v2/team/image/manifests/v1')
    await server.restart()
    const { body } = await asAda.get(`${of('image')}/v1`)
    expect(body.pull_time).not.toBe(never)
    expect((await asAda.get('/projects/team/repositories/image')).body.pull_count).toBe(1)
  })
})

describe('what is not there', () => {
  test('an artifact', async () => {
    await caller.pushImage('team/some', 'v1')
    const absent = digestOf('absent')
    for (const [reference, name] of [
      ['nosuch', 'team/some:nosuch'],
      [absent, `team/some@${absent}`],
      ['bad!', 'team/some:bad!'],
    ] as const) {
      for (const [method, path] of [
        ['GET', `${of('some')}/${reference}`],
        ['DELETE', `${of('some')}/${reference}`],
        ['GET', `${of('some')}/${reference}/tags`],
        ['DELETE', `${of('some')}/${reference}/tags/v1`],
      ] as const) {
        const answer = await asAda.send(method, path)
        expect(answer).toMatchObject({ status: 404, message: `artifact ${name} not found` })
      }
    }
  })

  test('a repository has no artifacts, and that is no failure', async () => {
    const answer = await asAda.get(of('nosuch'))
    expect(answer.body).toEqual([])
    expect(answer.headers.get('x-total-count')).toBe('0')
    expect((await asAda.get(`${of('nosuch')}/v1`)).status).toBe(404)
  })
})

describe('a list of many', () => {
  beforeAll(async () => {
    for (let n = 1; n <= 12; n += 1) await caller.pushImage('team/many', `v${n}`)
    await caller.send('DELETE', '/v2/team/many/manifests/v12')
  })

  test('newest first, in pages that neither overlap nor miss one', async () => {
    const pages = await Promise.all(
      [1, 2, 3, 4].map((page) => asAda.get(`${of('many')}?page_size=5&page=${page}`)),
    )
    expect(pages.map((each) => each.body.length)).toEqual([5, 5, 2, 0])
    expect(pages.flatMap((each) => each.body.map(tagsOf)).flat()).toEqual([null, ...range(11)])
    expect(pages[0]?.headers.get('link')).toBe(`</api/v2.0${of('many')}?page=2&page_size=5>; rel="next"`)
    expect(pages[1]?.headers.get('link')).toBe(
      `</api/v2.0${of('many')}?page=1&page_size=5>; rel="prev" , ` +
        `</api/v2.0${of('many')}?page=3&page_size=5>; rel="next"`,
    )
    expect(pages[2]?.headers.get('link')).toBe(`</api/v2.0${of('many')}?page=2&page_size=5>; rel="prev"`)
    expect((await asAda.get(of('many'))).body).toHaveLength(10)
    expect((await asAda.get(`${of('many')}?page_size=0`)).body).toHaveLength(12)
    expect((await asAda.get(`${of('many')}?page=0&page_size=2`)).body).toHaveLength(2)
  })

  test.each([
    ['tags=v3', [['v3']], '1'],
    ['tags=~v1', [['v11'], ['v10'], ['v1']], '3'],
    ['tags=nil', [null], '1'],
    ['tags={v1 v2}', [['v2'], ['v1']], '2'],
    ['tags=(v1 v2)', [], '0'],
    ['tags=(v2)', [['v2']], '1'],
    ['tags=nosuch', [], '0'],
    ['labels=(1)', [], '0'],
    ['type=CHART', [], '0'],
    ['type=IMAGE,tags=v4', [['v4']], '1'],
    ['push_time=[2020-01-01T00:00:00~2020-02-01T00:00:00]', [], '0'],
    ['push_time=[2020-01-01~],tags=v4', [['v4']], '1'],
    ['media_type=application/vnd.oci.image.config.v1+json,tags=v5', [['v5']], '1'],
    ['manifest_media_type=nosuch', [], '0'],
    ['nosuch=1,tags=v6', [['v6']], '1'],
  ])('q=%s', async (q, tags, total) => {
    expect(listed(await asAda.get(`${of('many')}?q=${encodeURIComponent(q)}`))).toEqual([tags, total])
  })

  test('q encoded twice, as some clients send it', async () => {
    expect(listed(await asAda.get(`${of('many')}?q=tags%253Dv7`))).toEqual([[['v7']], '1'])
  })

  test('by digest', async () => {
    const { digest } = (await asAda.get(`${of('many')}/v8`)).body
    expect(listed(await asAda.get(`${of('many')}?q=digest%3D${digest}`))).toEqual([[['v8']], '1'])
  })

  test('tags=* names those with one', async () => {
    expect((await asAda.get(`${of('many')}?q=tags%3D*`)).headers.get('x-total-count')).toBe('11')
  })

  test('sorted', async () => {
    const oldest = await asAda.get(`${of('many')}?sort=push_time&page_size=2`)
    expect(oldest.body.map(tagsOf)).toEqual([['v1'], ['v2']])
    expect((await asAda.get(`${of('many')}?sort=-id&page_size=1`)).body[0].tags).toBeNull()
    expect((await asAda.get(`${of('many')}?sort=nosuch&page_size=1`)).body[0].tags).toBeNull()
  })

  test.each(['tags', 'tags=', '=v1', 'tags={v1', 'push_time=[~]', 'push_time=yesterday', 'size=big'])(
    'q=%s is a bad request',
    async (q) => {
      const answer = await asAda.get(`${of('many')}?q=${encodeURIComponent(q)}`)
      expect(answer).toMatchObject({ status: 400, code: 'BAD_REQUEST' })
    },
  )

  function range(from: number): string[] {
    return Array.from({ length: from }, (_, index) => `v${from - index}`)
  }
})

describe('tags', () => {
  let digest: string
  beforeAll(async () => {
    digest = (await caller.pushImage('team/tagged', 'v1')).manifest
  })

  test('come, are listed newest first, and go', async () => {
    const path = `${of('tagged')}/${digest}/tags`
    const made = await asAda.post(`${of('tagged')}/v1/tags`, { name: 'v3' })
    expect(made.status).toBe(201)
    expect(made.headers.get('location')).toBeNull()
    const list = await asAda.get(path)
    expect(list.body.map(({ name }: { name: string }) => name)).toEqual(['v3', 'v1'])
    expect(list.headers.get('x-total-count')).toBe('2')
    expect((await asAda.get(`${path}?q=name%3D~3`)).body).toHaveLength(1)
    expect((await asAda.get(`${path}?sort=name&page_size=1`)).body[0].name).toBe('v1')
    expect((await caller.get('/v2/team/tagged/manifests/v3')).status).toBe(200)
    expect((await asAda.delete(`${path}/v3`)).status).toBe(200)
    expect((await asAda.delete(`${path}/v3`)).status).toBe(404)
    expect((await caller.get('/v2/team/tagged/manifests/v3')).status).toBe(404)
  })

  test('a taken, a malformed and an empty name', async () => {
    const other = (await caller.pushImage('team/tagged', 'other')).manifest
    const path = `${of('tagged')}/${other}/tags`
    expect(await asAda.post(path, { name: 'v1' })).toMatchObject({
      status: 409,
      message: 'tag v1 already exists',
    })
    expect(await asAda.post(path, { name: 'bad tag!' })).toMatchObject({
      status: 400,
      message: 'bad request: invalid tag name: bad tag!',
    })
    expect(await asAda.post(path, { name: '' })).toMatchObject({
      status: 422,
      message: 'validation failure list:\nvalidation failure list:\nname in body is required',
    })
    expect((await asAda.post(path, {})).status).toBe(422)
    expect((await asAda.post(`${of('tagged')}/nosuch/tags`, { name: 'x' })).status).toBe(404)
  })

  test('of another artifact is not taken', async () => {
    await caller.pushImage('team/tagged', 'mine')
    expect(await asAda.delete(`${of('tagged')}/v1/tags/mine`)).toMatchObject({
      status: 404,
      message: 'tag team/tagged:mine not found',
    })
    expect((await caller.get('/v2/team/tagged/manifests/mine')).status).toBe(200)
  })
})

test('deleting an artifact by a tag takes all its tags', async () => {
  const { manifest } = await caller.pushImage('team/deleted', 'v1')
  await asAda.post(`${of('deleted')}/v1/tags`, { name: 'v2' })
  expect((await asAda.delete(`${of('deleted')}/v2`)).status).toBe(200)
  for (const reference of ['v1', 'v2', manifest]) {
    expect((await caller.get(`/v2/team/deleted/manifests/${reference}`)).status).toBe(404)
    expect((await asAda.get(`${of('deleted')}/${reference}`)).status).toBe(404)
  }
  expect((await asAda.get('/projects/team/repositories/deleted')).body.artifact_count).toBe(0)
})
