// Finding repositories and artifacts by words: what matches, in which order, and for whom.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { statements } from '../../packages/server/src/platform/database/database.ts'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller, digestOf, imageOf } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let ada: ApiCaller
let bob: ApiCaller
let admin: ApiCaller
let nobody: ApiCaller
let adaPushes: Caller
let teamId: number

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  const adaAccount = await accounts.user('ada')
  const bobAccount = await accounts.user('bob')
  teamId = await accounts.project('team', adaAccount)
  await accounts.project('open', adaAccount, true)
  ada = new ApiCaller(server, adaAccount)
  bob = new ApiCaller(server, bobAccount)
  admin = new ApiCaller(server, accounts.admin())
  nobody = new ApiCaller(server)
  adaPushes = new Caller(server.url, adaAccount)
})
afterAll(() => server.stop())

interface Found {
  kind: string
  repository_name: string
  tags?: string[]
  digest?: string
  matches: { field: string; text: string; marks: { start: number; length: number }[] }[]
}
const find = async (who: ApiCaller, q: string, more = '') => {
  const answer = await who.get(`/search/artifacts?q=${encodeURIComponent(q)}${more}`)
  expect(answer.status).toBe(200)
  return answer.body as Found[]
}
const names = (found: readonly Found[]) =>
  found.map(({ kind, repository_name, tags }) =>
    kind === 'repository' ? repository_name : `${repository_name}:${tags}`,
  )

describe('words', () => {
  beforeAll(async () => {
    await adaPushes.pushImage('team/nginx-unprivileged', '1.25.3-alpine')
    await adaPushes.pushImage('open/postgres', '16')
    const path = '/projects/team/repositories/nginx-unprivileged'
    await ada.put(path, { description: 'Serves the façade of the shop' })
  })

  test('of a name are found by their beginnings, the repository before its artifacts', async () => {
    expect(names(await find(ada, 'ngi unpriv'))).toEqual([
      'team/nginx-unprivileged',
      'team/nginx-unprivileged:1.25.3-alpine',
    ])
  })

  test('of a tag, with the signs in it', async () => {
    for (const q of ['1.25', '1.25.3-alp', '"1.25.3-alpine"', 'nginx alpine']) {
      expect([q, names(await find(ada, q))]).toEqual([q, ['team/nginx-unprivileged:1.25.3-alpine']])
    }
    expect(await find(ada, '25.1')).toEqual([])
    expect(await find(ada, '"1.2"')).toEqual([])
  })

  test('of a description, without accents, and what matched is marked', async () => {
    const [found] = await find(ada, 'facade')
    expect(found?.kind).toBe('repository')
    const [match] = found?.matches ?? []
    expect(match?.field).toBe('description')
    const [mark] = match?.marks ?? []
    expect(match?.text.slice(mark?.start, (mark?.start ?? 0) + (mark?.length ?? 0))).toBe('façade')
  })

  test('of a digest by its first letters', async () => {
    const [artifact] = (await ada.get('/projects/open/repositories/postgres/artifacts')).body
    const found = await find(ada, artifact.digest.slice(7, 19))
    expect(found).toMatchObject([{ digest: artifact.digest, matches: [{ field: 'digest' }] }])
  })

  test('of annotations, keys and values', async () => {
    const layer = await adaPushes.pushBlob('team/notes', 'notes')
    await adaPushes.pushBlob('team/notes', '{}')
    const annotations = { 'org.example.ticket': 'quokka 4711' }
    expect((await adaPushes.putManifest('team/notes', 'v1', imageOf(layer, 5, { annotations }))).status).toBe(
      201,
    )
    for (const q of ['quokka', 'ticket 4711']) expect(names(await find(ada, q))).toEqual(['team/notes:v1'])
  })

  test('of labels, also once those are renamed, taken away and deleted', async () => {
    await adaPushes.pushImage('team/labelled', 'v1')
    const made = await ada.post('/labels', { name: 'wombat', scope: 'p', project_id: teamId })
    const id = Number(made.headers.get('location')?.split('/').at(-1))
    const labels = '/projects/team/repositories/labelled/artifacts/v1/labels'
    expect((await ada.post(labels, { id })).status).toBe(200)
    expect(names(await find(ada, 'wombat'))).toEqual(['team/labelled:v1'])
    expect((await ada.put(`/labels/${id}`, { name: 'echidna' })).status).toBe(200)
    await server.runDueJobs()
    expect(await find(ada, 'wombat')).toEqual([])
    expect(names(await find(ada, 'echidna'))).toEqual(['team/labelled:v1'])
    expect((await ada.delete(`/labels/${id}`)).status).toBe(200)
    await server.runDueJobs()
    expect(await find(ada, 'echidna')).toEqual([])
  })
})

describe('what changes', () => {
  test('is found as it is now: moved tags, deleted tags, artifacts and repositories', async () => {
    await adaPushes.pushImage('team/moving', 'okapi', 'one')
    await adaPushes.pushImage('team/moving', 'okapi', 'two')
    expect(await find(ada, 'okapi')).toHaveLength(1)
    await ada.delete('/projects/team/repositories/moving/artifacts/okapi/tags/okapi')
    expect(await find(ada, 'okapi')).toEqual([])
    expect(await find(ada, 'moving', '&kind=artifact')).toHaveLength(2)
    await ada.delete('/projects/team/repositories/moving')
    expect(await find(ada, 'moving')).toEqual([])
    await adaPushes.pushImage('team/moving', 'back', 'one')
    expect(names(await find(ada, 'moving'))).toEqual(['team/moving', 'team/moving:back'])
  })

  test('signatures are not found by themselves', async () => {
    const { manifest } = await adaPushes.pushImage('team/signed', 'v1')
    const layer = await adaPushes.pushBlob('team/signed', 'signature')
    const subject = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: manifest, size: 1 }
    const signing = imageOf(layer, 9, { subject, annotations: { note: 'numbat' } })
    await adaPushes.putManifest('team/signed', digestOf(JSON.stringify(signing)), signing)
    expect(await find(ada, 'numbat')).toEqual([])
  })
})

describe('rights', () => {
  test('everybody finds what is public, members what is theirs, administrators all', async () => {
    expect(names(await find(nobody, 'postgres'))).toEqual(['open/postgres', 'open/postgres:16'])
    expect(names(await find(bob, 'postgres'))).toEqual(['open/postgres', 'open/postgres:16'])
    for (const who of [nobody, bob]) expect(await find(who, 'nginx')).toEqual([])
    for (const who of [ada, admin]) expect(await find(who, 'nginx')).toHaveLength(2)
  })

  test('robots find what they may list, and nothing else', async () => {
    const robot = async (name: string, namespace: string, resources = ['repository', 'artifact']) => {
      const access = resources.map((resource) => ({ resource, action: 'list' }))
      const permissions = [{ kind: 'project', namespace, access }]
      const made = await admin.post('/robots', { name, level: 'system', duration: 1, permissions })
      return new ApiCaller(server, { id: 0, name: made.body.name, password: made.body.secret })
    }
    expect(await find(await robot('inside', 'team'), 'nginx')).toHaveLength(2)
    expect(await find(await robot('outside', 'library'), 'nginx')).toEqual([])
    expect(await find(await robot('everywhere', '*'), 'nginx')).toHaveLength(2)
    const [repository, ...more] = await find(await robot('names', 'team', ['repository']), 'nginx')
    expect([repository?.kind, more]).toEqual(['repository', []])
  })

  test('a role that lists repositories alone finds no tags, labels or annotations', async () => {
    const permissions = [{ resource: 'repository', action: 'list' }]
    const made = await admin.post('/roles', { name: 'names-only', permissions })
    const role_id = Number(made.headers.get('location')?.split('/').at(-1))
    const account = await new Accounts(server).user('cleo')
    const cleo = new ApiCaller(server, account)
    const member_user = { username: account.name }
    expect((await admin.post('/projects/team/members', { role_id, member_user })).status).toBe(201)
    expect((await find(cleo, 'nginx')).map(({ kind }) => kind)).toEqual(['repository'])
    expect(await find(cleo, 'alpine')).toEqual([])
  })

  test('a project that becomes private is found no more', async () => {
    await ada.put('/projects/open', { metadata: { public: 'false' } })
    expect(await find(nobody, 'postgres')).toEqual([])
    await ada.put('/projects/open', { metadata: { public: 'true' } })
  })
})

describe('a question', () => {
  test('has a word in it', async () => {
    expect((await ada.get('/search/artifacts?q=%22-%2A%28')).status).toBe(400)
    expect((await ada.get('/search/artifacts?q=')).status).toBe(422)
    expect((await ada.get('/search/artifacts')).status).toBe(422)
    expect((await ada.get(`/search/artifacts?q=${'x'.repeat(257)}`)).status).toBe(422)
  })

  test.each([
    'nginx" OR "postgres',
    'name:nginx',
    'nginx*',
    '^nginx',
    'NEAR(nginx 1)',
    "nginx'",
    'nginx:*&!',
    '-nginx',
    '\\nginx',
    '{name} : nginx',
  ])('cannot break the index: %s', async (q) => {
    const answer = await ada.get(`/search/artifacts?q=${encodeURIComponent(q)}`)
    expect(answer.status).toBe(200)
  })

  test('comes in pages, with how many there are', async () => {
    const first = await ada.get('/search/artifacts?q=team&page_size=2')
    const total = Number(first.headers.get('x-total-count'))
    expect(first.body).toHaveLength(2)
    expect(total).toBeGreaterThan(4)
    const all = await find(ada, 'team', '&page_size=100')
    expect(all).toHaveLength(total)
    const second = await find(ada, 'team', '&page_size=2&page=2')
    expect(second).toEqual(all.slice(2, 4))
    const beyond = await ada.get('/search/artifacts?q=team&page_size=100&page=9')
    expect([beyond.body, beyond.headers.get('x-total-count')]).toEqual([[], String(total)])
  })
})

test('what was there before the index is found once the job has filled it', async () => {
  await server.database.transaction(async (tx) => {
    if (tx.engine === 'sqlite') await tx[statements].execute('delete from search_words', [])
    await tx[statements].execute('delete from search_documents', [])
    await tx[statements].execute("delete from installation where name like 'search.%'", [])
  })
  expect(await find(ada, 'nginx')).toEqual([])
  await server.restart()
  await server.runDueJobs()
  expect(await find(ada, 'nginx')).toHaveLength(2)
})
