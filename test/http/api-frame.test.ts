// The management API's frame: paths, methods, credentials, schemas, bodies, and what the server says of itself.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let accounts: Accounts
let anonymous: ApiCaller
let admin: ApiCaller

beforeAll(async () => {
  server = await startTestServer({ settings: { 'limits.jsonBodySize': '16KiB' } })
  accounts = new Accounts(server)
  anonymous = new ApiCaller(server)
  admin = new ApiCaller(server, accounts.admin())
})
afterAll(() => server.stop())

describe('the server says of itself', () => {
  test('ping and health to everybody, whatever credentials come along', async () => {
    const wrong = new ApiCaller(server, { id: 0, name: 'admin', password: 'wrong' })
    for (const caller of [anonymous, wrong]) {
      expect((await caller.get('/ping')).body).toBe('Pong')
      const { status, body } = await caller.get('/health')
      expect(status).toBe(200)
      expect(body.status).toBe('healthy')
      expect(body.components.map(({ name }: { name: string }) => name)).toEqual([
        'core',
        'database',
        'storage',
      ])
    }
  })

  test('systeminfo: little to anonymous callers, more to those with an account', async () => {
    const little = (await anonymous.get('/systeminfo')).body
    expect(little).toMatchObject({ auth_mode: 'db_auth', self_registration: false })
    expect(little).not.toHaveProperty('harbor_version')
    const more = (await admin.get('/systeminfo')).body
    expect(more).toMatchObject({
      registry_url: server.host,
      external_url: server.url,
      project_creation_restriction: 'everyone',
    })
    expect(more.harbor_version).toStartWith('v2.15.2-entrepot.')
  })

  test('its version, its document, its page', async () => {
    const caller = new Caller(server.url)
    expect((await caller.get('/api/version')).text).toBe('{"version":"v2.0"}')
    const document = JSON.parse((await caller.get('/api/v2.0/openapi.json')).text)
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths)).toContain('/projects/{project_name_or_id}')
    const page = await caller.get('/api/docs')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.text).toContain('id="createProject"')
    expect(page.text).toContain(`curl -u admin -X POST &#39;${server.url}/api/v2.0/projects&#39;`)
    const words = page.text.replace(/<style>[\s\S]*<\/style>/, '').replace(/<[^>]+>/g, '')
    const paths = Object.keys(document.paths)
    expect(paths.filter((path) => !words.includes(path))).toEqual([])
    // Two values are of any type on purpose; elsewhere `anything` is a schema that the page cannot show.
    const known = words.replace(/(?:scan_all_policy|InternalConfigurationValuevalue)anything/g, '')
    expect(/[<>]|undefined|anything/.exec(known)?.[0]).toBeUndefined()
    expect((await caller.send('POST', '/api/docs')).status).toBe(405)
  })

  test('the page fetches nothing and runs nothing', async () => {
    const page = await new Caller(server.url).get('/api/docs')
    expect(page.headers.get('content-security-policy')).toStartWith("default-src 'none'; style-src 'sha256-")
    expect(page.text).not.toMatch(/<script|<link|<img|src=|@import|url\(/)
  })
})

describe('paths and methods', () => {
  test.each(['/nosuch', '/projects/library/nosuch', '/quotas', '/'])('%s is not found', async (path) => {
    const answer = await admin.get(path)
    expect(answer).toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
      message: `path /api/v2.0${path} was not found`,
    })
  })

  test.each(['/api', '/api/v1/projects', '/api/v2.0'])('%s is not found', async (path) => {
    const answer = await new Caller(server.url).get(path)
    expect(answer.status).toBe(404)
    expect(answer.error?.code).toBe('NOT_FOUND')
  })

  test('another method is told which ones there are', async () => {
    const answer = await admin.post('/ping')
    expect(answer).toMatchObject({
      status: 405,
      code: 'METHOD_NOT_ALLOWED',
      message: 'method POST is not allowed, but [GET] are',
    })
    expect(answer.headers.get('allow')).toBe('GET')
    expect((await admin.send('PATCH', '/projects')).message).toBe(
      'method PATCH is not allowed, but [GET,HEAD,POST] are',
    )
  })

  test('a slash at the end changes nothing', async () => {
    expect((await admin.get('/projects/')).status).toBe(200)
    expect((await admin.get('/users/current/')).status).toBe(200)
    expect((await admin.get('/projects/library/metadatas')).body).toEqual({ public: 'true' })
    expect((await admin.get('/projects/library/metadatas/')).body).toEqual({ public: 'true' })
  })

  test.each([
    ['/projects', 200],
    ['/projects/none', 401],
    ['/nosuch', 404],
    ['/systeminfo', 200],
    ['/live?seconds=1', 200],
  ])('%s is kept by no cache', async (path, status) => {
    const answer = await anonymous.get(path)
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([
      status,
      expect.stringContaining('no-store'),
    ])
  })

  test('the request id comes back', async () => {
    const answer = await anonymous.get('/ping', { 'x-request-id': 'mine-1' })
    expect(answer.headers.get('x-request-id')).toBe('mine-1')
  })
})

describe('credentials', () => {
  const ways = ['/projects', '/repositories', '/systeminfo', '/projects/library', '/users/current']
  test.each(ways)('wrong ones never turn into anonymous: %s', async (path) => {
    const wrong = new ApiCaller(server, { id: 0, name: 'nobody', password: 'Wrong password 1' })
    expect(await wrong.get(path)).toMatchObject({ status: 401, code: 'UNAUTHORIZED' })
    const forged = new ApiCaller(server, { token: 'a.b.c' })
    expect(await forged.get(path)).toMatchObject({ status: 401, code: 'UNAUTHORIZED' })
  })

  test('a registry token is good for what it was granted, and for nothing else', async () => {
    const owner = await accounts.user('tokenowner')
    await accounts.project('tokens', owner)
    const caller = new Caller(server.url, owner)
    await caller.pushImage('tokens/app', 'v1')
    await caller.pushImage('tokens/other', 'v1')
    const token = await tokenOf(caller, 'repository:tokens/app:pull')
    const limited = new ApiCaller(server, { token })
    const artifacts = '/projects/tokens/repositories/app/artifacts'
    expect((await limited.get(artifacts)).body).toHaveLength(1)
    expect((await limited.get(`${artifacts}/v1`)).status).toBe(200)
    expect((await limited.delete(`${artifacts}/v1`)).status).toBe(403)
    expect((await limited.post(`${artifacts}/v1/tags`, { name: 'v2' })).status).toBe(403)
    expect((await limited.get('/projects/tokens/repositories/other/artifacts')).status).toBe(403)
    for (const path of ['/projects', '/projects/tokens', '/users/current', '/repositories']) {
      expect((await limited.get(path)).status).toBe(403)
    }
    expect((await limited.post('/projects', { project_name: 'made-by-token' })).status).toBe(403)
  })

  test('an administrator’s registry token administers nothing', async () => {
    const token = await tokenOf(
      new Caller(server.url, accounts.admin()),
      'repository:library/x:pull,push,delete',
    )
    const limited = new ApiCaller(server, { token })
    const user = await accounts.user('victim')
    expect((await limited.get('/users')).status).toBe(403)
    expect((await limited.delete(`/users/${user.id}`)).status).toBe(403)
    expect((await limited.put(`/users/${user.id}/sysadmin`, { sysadmin_flag: true })).status).toBe(403)
    expect((await limited.delete('/projects/library')).status).toBe(403)
    expect((await limited.get('/projects/nosuch')).status).toBe(403)
  })

  test('an anonymous token is no account', async () => {
    const token = await tokenOf(new Caller(server.url), 'repository:library/x:pull')
    expect((await new ApiCaller(server, { token }).get('/users/current')).status).toBe(403)
  })
})

describe('what does not follow the schema', () => {
  test.each([
    ['/projects?page_size=101', 'page_size in query should be less than or equal to 100'],
    ['/projects?page=x', 'page in query must be of type int64: "x"'],
    ['/projects?page=-1', 'page in query should be greater than or equal to 0'],
    ['/projects?with_detail=maybe', 'with_detail in query must be of type boolean: "maybe"'],
    ['/users/search', 'username in query is required'],
    ['/users/abc', 'user_id in path must be of type int64: "abc"'],
    ['/projects/library/members/x', 'mid in path must be of type int64: "x"'],
  ])('%s', async (path, line) => {
    expect(await admin.get(path)).toMatchObject({
      status: 422,
      code: 'UNPROCESSABLE_ENTITY',
      message: `validation failure list:\n${line}`,
    })
  })

  test('several mistakes are told at once', async () => {
    const { message } = await admin.get('/projects?page=x&page_size=1000')
    expect(message?.split('\n')).toHaveLength(3)
  })

  test.each([
    ['', 'the body is required'],
    ['{"project_name":', 'JSON'],
    ['"text"', 'must be of type object'],
    ['{"project_name": 7}', 'project_name in body must be of type string'],
    ['{"project_name": "a\\u0000b"}', 'u0000'],
    ['{"metadata": {"public": true}}', 'metadata.public in body must be of type string'],
  ])('the body %s', async (body, words) => {
    const answer = await admin.post('/projects', body)
    expect(answer.status).toBe(422)
    expect(answer.message).toContain(words)
  })

  test('a body beyond the limit', async () => {
    const answer = await admin.post('/projects', { project_name: 'x'.repeat(20_000) })
    expect(answer).toMatchObject({ status: 413, code: 'REQUEST_ENTITY_TOO_LARGE' })
  })

  test('an empty parameter is one that is not there', async () => {
    expect((await admin.get('/projects?page=&page_size=')).status).toBe(200)
  })
})

async function tokenOf(caller: Caller, scope: string): Promise<string> {
  return (JSON.parse((await caller.askToken([scope])).text) as { token: string }).token
}
