// The catalog: byte order over project borders, pages that join, and only what the asker may pull.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { basic, RegistryClient } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let admin: RegistryClient

/** `-` and `.` sort before `/`, so projects' own order is not the order of their paths. */
const paths = ['a-b/x', 'a.b/x', 'a/b/c', 'a/x', 'a/y', 'a0/x', 'ab/x', 'library/x']

beforeAll(async () => {
  server = await startTestServer({ settings: { 'projects.createOnPush': 'everyone' } })
  admin = new RegistryClient(server.url, basic('admin', server.adminPassword))
  for (const path of paths) await admin.pushImage(path, 'one')
})
afterAll(() => server.stop())

async function walk(client: RegistryClient, n: number): Promise<string[]> {
  const found: string[] = []
  let next: string | undefined = `/v2/_catalog?n=${n}`
  while (next) {
    const answer = await client.send('GET', next)
    expect(answer.status).toBe(200)
    const { repositories } = (await answer.json()) as { repositories: string[] }
    found.push(...repositories)
    next = /<([^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1]
  }
  return found
}

test.each([1, 2, 3, 100])('an administrator sees all, in byte order, by pages of %p', async (n) => {
  expect(await walk(admin, n)).toEqual(paths)
})

test('an anonymous token sees public projects only', async () => {
  const answer = await fetch(`${server.url}/service/token?service=entrepot&scope=registry:catalog:*`)
  const { token } = (await answer.json()) as { token: string }
  const anonymous = new RegistryClient(server.url, { authorization: `Bearer ${token}` })
  expect(await walk(anonymous, 1)).toEqual(['library/x'])
})

test('a repository shows once something was pushed to it, not while an upload is open', async () => {
  await admin.beginUpload('library/half')
  expect(await walk(admin, 100)).not.toContain('library/half')
})
