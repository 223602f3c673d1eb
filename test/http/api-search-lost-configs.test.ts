// Word searches while the storage cannot give the configs that images' LABELs are read from.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { rename, symlink, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { openFilesystemStorage } from '../../packages/server/src/drivers/storage/filesystem/filesystem-storage.ts'
import { ConfigAttributes, ImageLabels } from '../../packages/server/src/features/artifacts/index.ts'
import { Content } from '../../packages/server/src/features/content/index.ts'
import { SearchIndex } from '../../packages/server/src/features/search/index.ts'
import { Jobs } from '../../packages/server/src/platform/jobs/jobs.ts'
import { createLog } from '../../packages/server/src/platform/log.ts'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller, digestOf, imageOf, imageType } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const indexType = 'application/vnd.oci.image.index.v1+json'

let now = Date.now()
const lines: string[] = []
let server: TestServer
let ada: ApiCaller
let pushes: Caller

beforeAll(async () => {
  const logTo = new Writable({ write: (chunk, _, done) => done(void lines.push(String(chunk))) })
  server = await startTestServer({ clock: () => now, logTo })
  const accounts = new Accounts(server)
  const account = await accounts.user('ada')
  await accounts.project('team', account)
  ada = new ApiCaller(server, account)
  pushes = new Caller(server.url, account)
  await server.runDueJobs()
})
afterAll(() => server.stop())

async function find(q: string): Promise<string[]> {
  const answer = await ada.get(`/search/artifacts?q=${encodeURIComponent(q)}&kind=artifact`)
  expect(answer.status).toBe(200)
  return answer.body.map((each: { repository_name: string }) => each.repository_name)
}

const configOf = (note: string) => JSON.stringify({ os: 'linux', config: { Labels: { note } } })
function fileOf(config: string): string {
  const hex = digestOf(config).slice('sha256:'.length)
  return join(server.dataDir, 'storage/blobs/sha256', hex.slice(0, 2), hex)
}

/** @param damage is done to the config's file before the image is there */
async function push(repository: string, note: string, damage = async (_: string) => {}): Promise<void> {
  const config = configOf(note)
  const layer = await pushes.pushBlob(repository, repository)
  const digest = await pushes.pushBlob(repository, config)
  await damage(fileOf(config))
  const described = { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: config.length }
  const image = imageOf(layer, repository.length, { config: described })
  expect((await pushes.putManifest(repository, 'v1', image)).status).toBe(201)
}

/** The system refuses to follow a link to itself. */
async function refuse(file: string): Promise<void> {
  await rename(file, `${file}.away`)
  await symlink(file, file)
}
async function heal(file: string): Promise<void> {
  await unlink(file)
  await rename(`${file}.away`, file)
}
const logged = (text: string) => lines.filter((line) => line.includes(text))
async function later(seconds: number): Promise<void> {
  now += seconds * 1000
  await server.runDueJobs()
}

test('LABELs that could not be read for a while are found afterwards, and others meanwhile', async () => {
  await push('team/away', 'wombat', refuse)
  await push('team/there', 'quokka')
  expect(await find('wombat')).toEqual([])
  expect(await find('team away')).toEqual(['team/away'])
  expect(await find('quokka')).toEqual(['team/there'])
  expect(logged('could not be read; they are tried again')).toHaveLength(1)
  await later(40)
  expect(await find('wombat')).toEqual([])
  await heal(fileOf(configOf('wombat')))
  await later(40)
  expect(await find('wombat')).toEqual(['team/away'])
})

test('what can never be read is given up', async () => {
  await push('team/never', 'numbat', refuse)
  expect(await find('team never')).toEqual(['team/never'])
  for (let n = 0; n < 12; n += 1) await later(4_000)
  expect(logged('a job failed for good')).toHaveLength(1)
  const tries = logged('search.labels').length
  await later(4_000)
  expect([logged('search.labels').length, await find('team never')]).toEqual([tries, ['team/never']])
})

test('a config that is lost is no alarm, however often its image is found', async () => {
  await push('team/lost', 'bilby', unlink)
  for (let n = 0; n < 3; n += 1) expect(await find('team lost')).toEqual(['team/lost'])
  expect((await ada.get('/projects/team/repositories/lost/artifacts')).status).toBe(200)
  expect(logged('missing or damaged')).toEqual([])
  expect((await pushes.get(`/v2/team/lost/blobs/${digestOf(configOf('bilby'))}`)).status).toBe(500)
  expect(logged('missing or damaged')).toHaveLength(1)
})

test('an index whose image came while it was indexed is found by its LABELs', async () => {
  const config = configOf('dunnart')
  const layer = await pushes.pushBlob('team/late', 'late')
  const digest = await pushes.pushBlob('team/late', config)
  const described = { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: config.length }
  const image = imageOf(layer, 4, { config: described })
  const text = JSON.stringify(image)
  const part = { mediaType: imageType, digest: digestOf(text), size: text.length }
  const body = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: [part] })
  const put = { headers: { 'content-type': indexType }, body }
  expect((await pushes.send('PUT', '/v2/team/late/manifests/all', put)).status).toBe(201)
  const { id } = (await ada.get('/projects/team/repositories/late/artifacts/all')).body

  // Another node, which has read what there was and is slow to write it.
  const { database: db, dataDir } = server
  const storage = await openFilesystemStorage(join(dataDir, 'storage'))
  const log = createLog('error', process.stderr)
  const clock = () => now
  const content = new Content({ storage, reserve: 0, clock, log })
  const images = new ImageLabels(db, new ConfigAttributes(content))
  const other = new SearchIndex({ db, log, clock, jobs: new Jobs(clock), images })
  const prepared = await other.prepare([id])
  expect((await pushes.putManifest('team/late', part.digest, image)).status).toBe(201)
  expect(await find('dunnart')).toEqual(['team/late'])
  await db.transaction((tx) => prepared.index(tx, [id]))
  expect(await find('dunnart')).toEqual(['team/late'])
  await other.close()
})
