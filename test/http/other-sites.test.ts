// What a page of another site can make a browser send changes nothing at the management API.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { basic, RegistryClient } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let client: RegistryClient

beforeAll(async () => {
  server = await startTestServer()
  client = new RegistryClient(server.url, basic('admin', server.adminPassword))
})
afterAll(() => server.stop())

const body = '{"project_name":"forged"}'

test('a request that a browser marks as another site’s is refused', async () => {
  const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' }
  expect((await client.send('POST', '/api/v2.0/projects', { headers, body })).status).toBe(403)
})

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
  'a body of type %s, which any form can send, is refused',
  async (type) => {
    const answer = await client.send('POST', '/api/v2.0/projects', {
      headers: { 'content-type': type },
      body,
    })
    expect(answer.status).toBe(415)
  },
)

test('the same request as JSON is done', async () => {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'sec-fetch-site': 'same-origin' }
  expect((await client.send('POST', '/api/v2.0/projects', { headers, body })).status).toBe(201)
})

test('a name that no header can carry is no reason to fail under a pull limit', async () => {
  const limited = await startTestServer({ settings: { 'pulls.rateLimit': '10' } })
  try {
    const admin = new RegistryClient(limited.url, basic('admin', limited.adminPassword))
    await admin.pushImage('library/x', 'one')
    const user = { username: '用户', password: 'Passw0rdOk', email: 'yh@example.com', realname: '用户' }
    const headers = { 'content-type': 'application/json' }
    const made = await admin.send('POST', '/api/v2.0/users', { headers, body: JSON.stringify(user) })
    expect(made.status).toBe(201)
    const pulled = await new RegistryClient(limited.url, basic(user.username, user.password)).send(
      'GET',
      '/v2/library/x/manifests/one',
    )
    expect([pulled.status, pulled.headers.get('ratelimit-remaining')]).toEqual([200, '9;w=21600'])
  } finally {
    await limited.stop()
  }
})
