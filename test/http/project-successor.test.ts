// A project's name after its deletion: free, and its successor begins empty.
import { expect, test } from 'bun:test'
import { basic, RegistryClient } from '../support/registry-client.ts'
import { startTestServer } from '../support/server.ts'

test('a project of a deleted project’s name begins empty', async () => {
  const s = await startTestServer()
  const a = new RegistryClient(s.url, basic('admin', s.adminPassword))
  const make = () =>
    a.send('POST', '/api/v2.0/projects', {
      headers: { 'content-type': 'application/json' },
      body: '{"project_name":"again"}',
    })
  expect((await make()).status).toBe(201)
  await a.pushImage('again/x', 'one')
  await a.beginUpload('again/y')
  expect((await a.send('DELETE', '/api/v2.0/projects/again')).status).toBe(412)
  expect((await a.send('DELETE', '/api/v2.0/projects/again/repositories/x')).status).toBe(200)
  expect((await a.send('DELETE', '/api/v2.0/projects/again')).status).toBe(200)
  expect((await make()).status).toBe(201)
  expect((await a.send('GET', '/v2/again/x/tags/list')).status).toBe(404)
  await a.pushImage('again/x', 'two')
  const answer = await a.send('GET', '/v2/again/x/tags/list')
  expect(await answer.json()).toEqual({ name: 'again/x', tags: ['two'] })
  await s.stop()
})
