// Databases that earlier versions left: migrated by the present program, they serve what they held, and go on.
import { describe, expect, test } from 'bun:test'
import { day, hour } from '../../packages/server/src/platform/clock.ts'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { Caller, imageType } from '../support/caller.ts'
import { testWith } from '../support/programs.ts'
import { startTestServer, type TestEngine, type TestServer } from '../support/server.ts'
import { schemaOf } from './schema.ts'
import { readContents, type SnapshotContents, snapshotVersions, startOnSnapshot } from './snapshot.ts'

const engines: Record<TestEngine, string[]> = { sqlite: [], postgres: ['initdb'] }
const anyManifest = { accept: `${imageType}, application/vnd.oci.image.index.v1+json` }

type Use = (server: TestServer, contents: SnapshotContents) => Promise<void>

const versions = await snapshotVersions()

test('there is a snapshot of a released version', () => {
  expect(versions).toContain('0.1.0')
})

for (const version of versions) {
  for (const engine of ['sqlite', 'postgres'] as const) {
    describe(`a database of ${version} on ${engine}`, () => {
      const contents = readContents(version)
      const onIt = (title: string, use: Use, later = hour) =>
        testWith(engines[engine], title, async () => {
          const server = await startOnSnapshot(await contents, engine, later)
          try {
            await use(server, await contents)
          } finally {
            await server.stop()
          }
        })

      onIt('serves what it held to those who may have it', async (server, held) => {
        await servesWhatItHeld(server, held)
        await knowsItsPeople(server, held)
        await knowsRelations(server, held)
        await findsWhatItHeld(server, held)
      })
      onIt('goes on with what was not finished, takes new pushes, and starts again', async (server, held) => {
        await finishesUpload(server, held, engine)
        await takesRefreshToken(server, held, engine)
        await takesPushes(server, held)
      })
      onIt('removes what has expired since', (server, held) => expires(server, held, engine), 40 * day)
      onIt('has the tables of a fresh database', (server) => hasPresentSchema(server, engine))
    })
  }
}

async function servesWhatItHeld(server: TestServer, held: SnapshotContents): Promise<void> {
  const guest = new Caller(server.url, { id: 0, ...held.guest })
  const list = await guest.get(`/v2/${held.repository}/tags/list`)
  expect(JSON.parse(list.text)).toEqual({ name: held.repository, tags: Object.keys(held.tags).sort() })
  for (const [tag, digest] of Object.entries(held.tags)) {
    const manifest = await guest.get(`/v2/${held.repository}/manifests/${tag}`, anyManifest)
    expect([tag, manifest.status, manifest.headers.get('docker-content-digest')]).toEqual([tag, 200, digest])
  }
  const layer = await guest.get(`/v2/${held.repository}/blobs/${held.layer.digest}`)
  expect(layer.text).toBe(held.layer.text)
}

async function knowsItsPeople(server: TestServer, held: SnapshotContents): Promise<void> {
  const statusFor = async (login: { name: string; password: string } | undefined, path: string) =>
    (await new Caller(server.url, login && { id: 0, ...login }).get(path, anyManifest)).status
  const secret = `/v2/${held.repository}/manifests/1.0`
  for (const login of [held.admin, held.owner, held.guest]) expect(await statusFor(login, secret)).toBe(200)
  for (const login of [held.former, { ...held.guest, password: 'wrong' }, undefined]) {
    expect(await statusFor(login, secret)).toBe(401)
  }
  const open = `/v2/${held.public.repository}/manifests/${held.public.tag}`
  expect(await statusFor(undefined, open)).toBe(200)
  const guest = new Caller(server.url, { id: 0, ...held.guest })
  const refused = await guest.send('DELETE', `/v2/${held.repository}/manifests/1.0`)
  expect(refused.error?.code).toBe('DENIED')
}

async function knowsRelations(server: TestServer, held: SnapshotContents): Promise<void> {
  const owner = new Caller(server.url, { id: 0, ...held.owner })
  for (const gone of [held.deleted.tag, held.deleted.digest]) {
    expect((await owner.get(`/v2/${held.repository}/manifests/${gone}`, anyManifest)).status).toBe(404)
  }
  const { text } = await owner.get(`/v2/${held.repository}/referrers/${held.referred.subject}`)
  const { manifests } = JSON.parse(text) as { manifests: { digest: string }[] }
  expect(manifests.map(({ digest }) => digest)).toEqual([held.referred.referrer])
  const catalog = JSON.parse((await owner.get('/v2/_catalog')).text) as { repositories: string[] }
  expect(catalog.repositories).toEqual([held.public.repository, held.repository].sort())
}

/** Artifacts, what belongs to them, and the index of words are all made of what was there. */
async function findsWhatItHeld(server: TestServer, held: SnapshotContents): Promise<void> {
  const owner = new Caller(server.url, { id: 0, ...held.owner })
  const ask = async (path: string) => JSON.parse((await owner.get(`/api/v2.0${path}`)).text)
  const [project, ...names] = held.repository.split('/')
  const repository = names.join('%252F')
  const artifacts = `/projects/${project}/repositories/${repository}/artifacts`
  const accessories = await ask(`${artifacts}/${held.referred.subject}/accessories`)
  expect(accessories).toMatchObject([{ digest: held.referred.referrer, type: 'subject.accessory' }])
  const listed = (await ask(artifacts)).map(({ digest }: { digest: string }) => digest)
  expect(listed).not.toContain(held.referred.referrer)
  const { artifact_count } = await ask(`/projects/${project}/repositories/${repository}`)
  expect(artifact_count).toBe(listed.length)
  expect((await ask(`/projects/${project}/artifacts`)).length).toBe(listed.length)
  await server.runDueJobs()
  const found = await ask(`/search/artifacts?q=${names.join('+')}&page_size=100`)
  const digests = found.map(({ digest }: { digest?: string }) => digest).filter(Boolean)
  expect(digests.sort()).toEqual(listed.sort())
}

async function finishesUpload(server: TestServer, held: SnapshotContents, engine: TestEngine): Promise<void> {
  const owner = new Caller(server.url, { id: 0, ...held.owner })
  const { location, offset } = held.engines[engine].upload
  expect((await owner.get(location)).headers.get('range')).toBe(`0-${offset - 1}`)
  const { digest, rest, repository } = held.upload
  const finished = await owner.send('PUT', `${location}?digest=${digest}`, { body: rest })
  expect(finished.status).toBe(201)
  expect((await owner.get(`/v2/${repository}/blobs/${digest}`)).text).toEndWith(rest)
}

async function takesRefreshToken(
  server: TestServer,
  held: SnapshotContents,
  engine: TestEngine,
): Promise<void> {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    service: 'entrepot',
    scope: `repository:${held.repository}:pull`,
    refresh_token: held.engines[engine].refreshToken,
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const body = form.toString()
  const answer = await new Caller(server.url).send('POST', '/service/token', { headers, body })
  const { token } = JSON.parse(answer.text) as { token: string }
  const pulled = await new Caller(server.url, { token }).get(
    `/v2/${held.repository}/manifests/1.0`,
    anyManifest,
  )
  expect(pulled.status).toBe(200)
}

async function takesPushes(server: TestServer, held: SnapshotContents): Promise<void> {
  const owner = new Caller(server.url, { id: 0, ...held.owner })
  const pushed = await owner.pushImage(held.repository, 'latest', 'of today')
  await owner.pushImage('open/fresh', 'first')
  await server.restart()
  const pulled = await owner.get(`/v2/${held.repository}/manifests/latest`, anyManifest)
  expect(pulled.headers.get('docker-content-digest')).toBe(pushed.manifest)
}

async function expires(server: TestServer, held: SnapshotContents, engine: TestEngine): Promise<void> {
  const count = async (table: 'uploads' | 'tokens') => {
    const rows = await queries(server.database).selectFrom(table).selectAll().execute()
    return rows.length
  }
  await server.runDueJobs()
  expect([await count('uploads'), await count('tokens')]).toEqual([0, 0])
  const owner = new Caller(server.url, { id: 0, ...held.owner })
  expect((await owner.get(held.engines[engine].upload.location)).status).toBe(404)
  await servesWhatItHeld(server, held)
}

/** A released migration that was changed, or a step that forgot an engine, shows here. */
async function hasPresentSchema(migrated: TestServer, engine: TestEngine): Promise<void> {
  const fresh = await startTestServer({ engine })
  try {
    const [is, wanted] = [await schemaOf(migrated.database), await schemaOf(fresh.database)]
    expect(is).toEqual(wanted)
    expect(wanted.length).toBeGreaterThan(20)
  } finally {
    await fresh.stop()
  }
}
