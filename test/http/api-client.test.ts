// The typed client that comes of the contract, against a running server.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { ClientError, createClient } from '../../packages/contract/src/index.ts'
import { basic, RegistryClient } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const client = () => createClient({ baseUrl: server.url, headers: basic('admin', server.adminPassword) })

test('makes a project, lists it, and deletes it', async () => {
  const made = await client().createProject({ body: { project_name: 'team' } })
  expect(made.status).toBe(201)
  expect(made.headers.get('location')).toBe('/api/v2.0/projects/2')
  const list = await client().listProjects({ query: { q: 'name=~tea', page_size: 5 } })
  expect(list.total).toBe(1)
  expect(list.body[0]?.name).toBe('team')
  await client().deleteProject({ params: { project_name_or_id: 'team' } })
  expect((await client().listProjects()).total).toBe(1)
  expect((await client().getPing()).body).toBe('Pong')
})

test('names with slashes reach their repository', async () => {
  await new RegistryClient(server.url, basic('admin', server.adminPassword)).pushImage('library/a/b', 'v1')
  const params = { project_name: 'library', repository_name: 'a/b' }
  expect((await client().getRepository({ params })).body.name).toBe('library/a/b')
  const artifact = await client().getArtifact({ params: { ...params, reference: 'v1' } })
  expect(artifact.body.tags?.[0]?.name).toBe('v1')
})

test('says what the server said when it refuses', async () => {
  const refused = client().getProject({ params: { project_name_or_id: 'nosuch' } })
  expect(refused).rejects.toBeInstanceOf(ClientError)
  expect(refused).rejects.toMatchObject({
    status: 404,
    code: 'NOT_FOUND',
    message: 'project nosuch not found',
  })
  await refused.catch(() => {})
})
