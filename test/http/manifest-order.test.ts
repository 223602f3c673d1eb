// An index and its child, pushed in any order, deleted and pushed again: the index knows its child.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { basic, blobOf, imageManifest, RegistryClient, randomBlob } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const indexType = 'application/vnd.oci.image.index.v1+json'

let server: TestServer
let client: RegistryClient

beforeAll(async () => {
  server = await startTestServer()
  client = new RegistryClient(server.url, basic('admin', server.adminPassword))
})
afterAll(() => server.stop())

interface Pair {
  readonly child: string
  pushChild(): Promise<number>
  pushIndex(): Promise<number>
}

async function pair(repository: string): Promise<Pair> {
  const config = blobOf(new TextEncoder().encode('{}'))
  const layer = randomBlob(100)
  await client.pushBlob(repository, config)
  await client.pushBlob(repository, layer)
  const image = imageManifest(config, [layer])
  const bytes = new TextEncoder().encode(JSON.stringify(image))
  const { digest: child } = blobOf(bytes)
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  const index = {
    schemaVersion: 2,
    mediaType: indexType,
    manifests: [{ mediaType, digest: child, size: bytes.length }],
  }
  return {
    child,
    pushChild: async () => (await client.pushManifest(repository, child, image)).status,
    pushIndex: async () => (await client.pushManifest(repository, 'index', index, indexType)).status,
  }
}

/** The ids of the children that the index's references lead to, as the management API shows them. */
async function childIds(repository: string): Promise<number[]> {
  const answer = await client.send(
    'GET',
    `/api/v2.0/projects/library/repositories/${repository}/artifacts/index`,
  )
  const { references } = (await answer.json()) as { references: { child_id: number }[] }
  return references.map((reference) => reference.child_id)
}

test('a child that was deleted before its index came is found when it is pushed again', async () => {
  const { child, pushChild, pushIndex } = await pair('library/again')
  expect(await pushChild()).toBe(201)
  expect((await client.send('DELETE', `/v2/library/again/manifests/${child}`)).status).toBe(202)
  expect(await pushIndex()).toBe(201)
  expect(await pushChild()).toBe(201)
  const [id] = await childIds('again')
  expect(id).toBeGreaterThan(0)
})

test('an index and its child that are pushed at the same moment find each other', async () => {
  for (let round = 0; round < 20; round += 1) {
    const { pushChild, pushIndex } = await pair(`library/race${round}`)
    expect(await Promise.all([pushChild(), pushIndex()])).toEqual([201, 201])
    const [id] = await childIds(`race${round}`)
    expect(id).toBeGreaterThan(0)
  }
})

test('a tag that is moved while it is deleted was there to be deleted', async () => {
  await client.pushImage('library/moving', 'latest')
  const { pushChild } = await pair('library/moving')
  await pushChild()
  for (let round = 0; round < 20; round += 1) {
    const [, deleted] = await Promise.all([
      client.pushImage('library/moving', 'latest'),
      client.send('DELETE', '/v2/library/moving/manifests/latest'),
    ])
    expect(deleted.status).toBe(202)
    await client.pushImage('library/moving', 'latest')
  }
})
