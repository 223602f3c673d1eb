// Finding images by the LABELs in their configs: which of them, for whom, and those that were pushed before it could.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { statements } from '../../packages/server/src/platform/database/database.ts'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller, digestOf, imageOf } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const indexType = 'application/vnd.oci.image.index.v1+json'

let server: TestServer
let ada: ApiCaller
let bob: ApiCaller
let pushes: Caller

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  const account = await accounts.user('ada')
  await accounts.project('team', account)
  ada = new ApiCaller(server, account)
  bob = new ApiCaller(server, await accounts.user('bob'))
  pushes = new Caller(server.url, account)
})
afterAll(() => server.stop())

interface Found {
  repository_name: string
  tags: string[]
  matches: { field: string; text: string; marks: { start: number; length: number }[] }[]
}
async function find(q: string, who = ada): Promise<Found[]> {
  const answer = await who.get(`/search/artifacts?q=${encodeURIComponent(q)}`)
  expect(answer.status).toBe(200)
  return answer.body
}
const names = (found: readonly Found[]) => found.map((each) => `${each.repository_name}:${each.tags}`)

/** An image with this config. @returns its manifest */
async function image(repository: string, config: string): Promise<object> {
  const layer = await pushes.pushBlob(repository, repository)
  const digest = await pushes.pushBlob(repository, config)
  const size = Buffer.byteLength(config)
  const mediaType = 'application/vnd.oci.image.config.v1+json'
  return imageOf(layer, repository.length, { config: { mediaType, digest, size } })
}
const labelled = (Labels: unknown) =>
  JSON.stringify({ architecture: 'amd64', os: 'linux', config: { Labels } })

async function pushed(repository: string, config: string): Promise<void> {
  expect((await pushes.putManifest(repository, 'v1', await image(repository, config))).status).toBe(201)
}

describe('an image is found by its LABELs', () => {
  test('by keys and by values, and what matched is marked', async () => {
    await pushed(
      'team/titled',
      labelled({ 'org.opencontainers.image.title': 'Quagga Façade', maintainer: 'Zoë' }),
    )
    for (const q of ['quagga', 'facade', 'image.title quag', 'maintainer zoe', 'team titled quagga'])
      expect([q, names(await find(q))]).toEqual([q, ['team/titled:v1']])
    const [found] = await find('quagga')
    const [match] = found?.matches ?? []
    expect([match?.field, match?.text]).toEqual([
      'image_labels',
      'org.opencontainers.image.title: Quagga Façade',
    ])
    const { start, length } = match?.marks[0] ?? { start: 0, length: 0 }
    expect(match?.text.slice(start, start + length)).toBe('Quagga')
  })

  test('also once its tag has moved to another one', async () => {
    await pushed('team/moved', labelled({ note: 'bandicoot' }))
    await pushed('team/moved', labelled({ note: 'bilby' }))
    expect(names(await find('bilby'))).toEqual(['team/moved:v1'])
    await ada.post('/projects/team/repositories/moved/artifacts/v1/tags', { name: 'v2' })
    expect(names(await find('bilby'))).toEqual(['team/moved:v2,v1'])
  })

  test('by nobody else than those who may list it', async () => {
    await pushed('team/hidden', labelled({ note: 'thylacine' }))
    expect(await find('thylacine')).toHaveLength(1)
    expect(await find('thylacine', bob)).toEqual([])
    expect(await find('thylacine', new ApiCaller(server))).toEqual([])
  })

  test('an index by those of its images, whichever came first', async () => {
    for (const indexFirst of [false, true]) {
      const repository = `team/many-${indexFirst}`
      const images = [
        await image(repository, labelled({ note: `dunnart ${indexFirst}` })),
        await image(repository, labelled({ note: `quoll ${indexFirst}`, more: 'words' })),
      ]
      const parts = images.map((each) => JSON.stringify(each))
      const index = JSON.stringify({
        schemaVersion: 2,
        mediaType: indexType,
        manifests: parts.map((text) => ({
          mediaType: 'application/vnd.oci.image.manifest.v1+json',
          digest: digestOf(text),
          size: Buffer.byteLength(text),
        })),
      })
      const putIndex = async () => {
        const put = { headers: { 'content-type': indexType }, body: index }
        expect((await pushes.send('PUT', `/v2/${repository}/manifests/all`, put)).status).toBe(201)
        await server.runDueJobs()
      }
      if (indexFirst) await putIndex()
      if (indexFirst) expect(await find(`quoll ${indexFirst}`)).toEqual([])
      for (const [n, each] of images.entries())
        expect((await pushes.putManifest(repository, digestOf(parts[n] ?? ''), each)).status).toBe(201)
      if (!indexFirst) await putIndex()
      for (const word of ['dunnart', 'quoll'])
        expect(names(await find(`${word} ${indexFirst}`))).toEqual([`${repository}:all`])
    }
  })
})

describe('within bounds', () => {
  test('a label that is too long is left out, and those after it are found', async () => {
    const long = `potoroo ${'x'.repeat(9_000)}`
    await pushed('team/long', labelled({ first: 'kowari', metadata: long, last: 'mulgara' }))
    for (const q of ['kowari', 'mulgara']) expect(names(await find(q))).toEqual(['team/long:v1'])
    expect(await find('potoroo')).toEqual([])
  })

  test('of very many labels the first hundred count', async () => {
    const labels = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`k${n}`, `ningaui${n}`]))
    await pushed('team/many', labelled(labels))
    expect(names(await find('"ningaui99"'))).toEqual(['team/many:v1'])
    expect(await find('"ningaui100"')).toEqual([])
  })

  test('a config that is too large is not read', async () => {
    const config = labelled({ note: 'phascogale', more: 'x'.repeat(300 * 1024) })
    await pushed('team/large', config)
    expect(await find('phascogale')).toEqual([])
    expect(names(await find('team large'))).toContain('team/large:v1')
  })

  test.each([
    ['no JSON', '{"config":{"Labels":{"note":"wallaroo"'],
    ['a list', labelled(['wallaroo'])],
    ['a text', labelled('wallaroo')],
    ['no texts', labelled({ note: { wallaroo: 1 }, number: 7, nothing: null })],
    ['no config', '["wallaroo"]'],
  ])('%s for labels is no label, and the image is found by its name', async (what, config) => {
    const repository = `team/odd-${what.replace(' ', '-').toLowerCase()}`
    await pushed(repository, config)
    expect(await find('wallaroo')).toEqual([])
    expect(names(await find(repository))).toContain(`${repository}:v1`)
  })

  test('signs that engines mind are words’ ends', async () => {
    const config = labelled({ 'a\u0000b': 'numbat\u0000\ud800 euro', __proto__x: "'); drop" })
    await pushed('team/signs', config)
    for (const q of ['numbat', 'euro', 'drop']) expect(names(await find(q))).toEqual(['team/signs:v1'])
  })
})

describe('a config that nests very deeply', () => {
  const nested = (depth: number) =>
    `{"config":{"Labels":{"note":"wombat"},"x":${'['.repeat(depth)}${']'.repeat(depth)}},"history":[]}`
  test.each([45_000, 120_000, 8_000])(
    '%p levels keep no list, no page and no search from its answer',
    async (depth) => {
      const repository = `team/deep-${depth}`
      await pushed(repository, nested(depth))
      const path = `/projects/team/repositories/deep-${depth}/artifacts`
      const list = await ada.get(path)
      expect([list.status, list.body.length]).toEqual([200, 1])
      expect((await ada.get(`${path}/v1`)).status).toBe(200)
      expect((await ada.get('/projects/team/artifacts')).status).toBe(200)
      expect([200, 422]).toContain((await ada.get(`${path}/v1/additions/build_history`)).status)
      expect(names(await find(repository))).toContain(`${repository}:v1`)
      await pushed(`${repository}-after`, labelled({ note: `cuscus${depth}` }))
      expect(names(await find(`cuscus${depth}`))).toEqual([`${repository}-after:v1`])
    },
  )
})

test('what was pushed before LABELs were indexed is found once the job has gone through it', async () => {
  await pushed('team/old', labelled({ note: 'pademelon' }))
  expect(await find('pademelon')).toHaveLength(1)
  await server.database.transaction(async (tx) => {
    // As an index of an earlier version stands there: done, without these words.
    if (tx.engine === 'sqlite') await tx[statements].execute('delete from search_words', [])
    await tx[statements].execute('delete from search_documents', [])
    await tx[statements].execute("delete from installation where name like 'search.%'", [])
    for (const what of ['repositories', 'artifacts'])
      await tx[statements].execute(
        `insert into installation (name, value) values ('search.filled.${what}', 'done')`,
        [],
      )
  })
  await server.restart()
  await server.runDueJobs()
  expect(names(await find('pademelon'))).toEqual(['team/old:v1'])
})
