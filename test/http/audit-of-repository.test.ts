// The audit log of one repository, and of what lists show of it.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { ArtifactSamples } from '../support/artifact-samples.ts'
import { Caller } from '../support/caller.ts'
import { basic, RegistryClient, randomBlob } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let admin: ApiCaller
let ada: Account
let asAda: ApiCaller

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  ada = await accounts.user('ada')
  admin = new ApiCaller(server, accounts.admin())
  asAda = new ApiCaller(server, ada)
  expect((await asAda.post('/projects', { project_name: 'team' })).status).toBe(201)
})
afterAll(() => server.stop())

/** All entries that match, once all that happened is in the log. */
async function entries(path: string, by = admin): Promise<{ readonly resource: string }[]> {
  await server.deliverEvents()
  const answer = await by.get(`${path}&page_size=100`)
  expect(answer.status).toBe(200)
  return answer.body
}

test('of one repository: its tags, its digests and itself, and no other of a like name', async () => {
  const caller = new Caller(server.url, ada)
  for (const name of ['team/tool', 'team/tool-box']) await caller.pushImage(name, 'v1')
  const { manifest } = await caller.pushImage('team/tool', 'v2')
  await asAda.put('/projects/team/repositories/tool', { description: 'A tool' })
  await asAda.delete(`/projects/team/repositories/tool/artifacts/${manifest}`)
  const all = await entries('/projects/team/auditlog-exts?q=repository=team/tool', asAda)
  const names = ['team/tool', 'team/tool:v1', 'team/tool:v2', `team/tool@${manifest}`]
  expect(new Set(all.map(({ resource }) => resource))).toEqual(new Set(names))
  const [deleted] = await entries('/auditlog-exts?q=repository=team/tool,operation=delete')
  expect(deleted?.resource).toBe(names[3])
})

test('of what lists show: an index without its parts, and without what signs them', async () => {
  const samples = new ArtifactSamples(new RegistryClient(server.url, basic(ada.name, ada.password)))
  const [alone, deleted] = await Promise.all(
    ['alone', 'deleted'].map((text) =>
      samples.image('team/many', undefined, { layers: [randomBlob(99)], steps: [text] }),
    ),
  )
  const { amd } = await samples.everyPlatform('team/many', 'v1')
  await samples.everyPlatform('team/many', 'v2')
  await asAda.delete(`/projects/team/repositories/many/artifacts/${deleted?.digest}`)
  await asAda.delete('/projects/team/repositories/many/artifacts/v2/tags/v2')
  const pushes = 'operation=create,resource_type=artifact,repository=team/many'
  for (const path of ['/projects/team/auditlog-exts', '/auditlog-exts']) {
    const resources = async (more: string) =>
      (await entries(`${path}?q=${encodeURIComponent(pushes + more)}`, asAda)).map(({ resource }) => resource)
    const all = await resources('')
    expect(all).toHaveLength(16)
    expect(all).toContain(`team/many@${amd.digest}`)
    const listed = await resources(',listed=true')
    expect(listed).toEqual(['team/many:v2', 'team/many:v1', `team/many@${alone?.digest}`])
    expect((await resources(',listed=false')).toSorted()).toEqual(
      all.filter((each) => !listed.includes(each)).toSorted(),
    )
    const page = await asAda.get(`${path}?page_size=1&q=${encodeURIComponent(`${pushes},listed=true`)}`)
    expect(page.headers.get('x-total-count')).toBe('2')
  }
})

test('of what lists show: what is no artifact is shown, whatever its name', async () => {
  const eve = {
    username: 'eve@example.com',
    email: 'eve@example.com',
    realname: 'Eve',
    password: 'Eve-12345',
  }
  expect((await admin.post('/users', eve)).status).toBe(201)
  const resources = (await entries('/auditlog-exts?q=resource_type=user,listed=true')).map(
    ({ resource }) => resource,
  )
  expect(resources).toContain('eve@example.com')
})
