// Lists of projects and users over the management API: who sees what, filtered, sorted, paged, counted.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let admin: ApiCaller
let anonymous: ApiCaller
let asAda: ApiCaller
let asBob: ApiCaller

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
  anonymous = new ApiCaller(server)
  const [ada, bob] = [await accounts.user('ada'), await accounts.user('bob')]
  asAda = new ApiCaller(server, ada)
  asBob = new ApiCaller(server, bob)
  await accounts.project('ada-closed', ada)
  await accounts.project('ada-open', ada, true)
  await accounts.project('bob-closed', bob)
  const shared = await accounts.project('bob-shared', bob)
  await accounts.member(shared, ada, 'guest')
})
afterAll(() => server.stop())

const projects = async (who: ApiCaller, query = '') => {
  const { body, headers } = await who.get(`/projects${query}`)
  return [body.map(({ name }: { name: string }) => name).join(' '), headers.get('x-total-count')]
}

describe('projects', () => {
  test('everybody sees public ones and their own, by name, counted', async () => {
    expect(await projects(anonymous)).toEqual(['ada-open library', '2'])
    expect(await projects(asAda)).toEqual(['ada-closed ada-open bob-shared library', '4'])
    expect(await projects(asBob)).toEqual(['ada-open bob-closed bob-shared library', '4'])
    expect(await projects(admin)).toEqual(['ada-closed ada-open bob-closed bob-shared library', '5'])
  })

  test('with the asker’s own roles', async () => {
    const list = (await asAda.get('/projects')).body
    const roles = list.map((each: { current_user_role_ids: number[] }) => each.current_user_role_ids)
    expect(roles).toEqual([[1], [1], [3], null])
    expect(list[3]).not.toHaveProperty('current_user_role_id')
  })

  test.each([
    ['?name=AD', 'ada-closed ada-open', '2'],
    ['?name=_', '', '0'],
    ['?public=true', 'ada-open library', '2'],
    ['?public=false', 'ada-closed bob-shared', '2'],
    ['?owner=bob', 'bob-shared', '1'],
    ['?q=name%3D~closed', 'ada-closed', '1'],
    ['?q=name%3Dbob-closed', '', '0'],
    ['?q=name%3D{library ada-open}', 'ada-open library', '2'],
    ['?q=public%3Dtrue,name%3D~ada', 'ada-open', '1'],
    ['?q=owner_name%3Dada', 'ada-closed ada-open', '2'],
    ['?q=project_id%3D[2~3]', 'ada-closed ada-open', '2'],
    ['?q=creation_time%3D[2020-01-01T00:00:00~2021-01-01T00:00:00]', '', '0'],
    ['?q=nosuch%3Dx', 'ada-closed ada-open bob-shared library', '4'],
    ['?sort=-name', 'library bob-shared ada-open ada-closed', '4'],
    ['?sort=-public,name', 'ada-open library ada-closed bob-shared', '4'],
    ['?sort=nofield', 'ada-closed ada-open bob-shared library', '4'],
    ['?page=2&page_size=3', 'library', '4'],
    ['?page=0&page_size=1', 'ada-closed', '4'],
    ['?page=7', '', '4'],
    ['?page_size=0', 'ada-closed ada-open bob-shared library', '4'],
  ])('%s', async (query, names, total) => {
    expect(await projects(asAda, query)).toEqual([names, total])
  })

  test('without detail', async () => {
    const [first] = (await asAda.get('/projects?with_detail=false')).body
    expect(first).not.toHaveProperty('owner_name')
    expect(first).not.toHaveProperty('cve_allowlist')
  })

  test.each([
    ['name', 'the query string must contain "=" and the key/value cannot be empty'],
    ['project_id=x', 'invalid query string value: x'],
    ['name={a', 'invalid query string value: {a'],
    ['name=~', 'invalid query string value: ~'],
    ['project_id=[1~2~3]', 'invalid query string value: [1~2~3]'],
  ])('q=%s is a bad request', async (q, message) => {
    expect(await asAda.get(`/projects?q=${encodeURIComponent(q)}`)).toMatchObject({ status: 400, message })
  })

  test('neighbouring pages keep the question', async () => {
    const { headers } = await asAda.get('/projects/?sort=-name&page=2&page_size=1&q=name%3D~a')
    expect(headers.get('link')).toBe(
      '</api/v2.0/projects/?page=1&page_size=1&q=name%3D%7Ea&sort=-name>; rel="prev" , ' +
        '</api/v2.0/projects/?page=3&page_size=1&q=name%3D%7Ea&sort=-name>; rel="next"',
    )
    expect((await asAda.get('/projects')).headers.get('link')).toBeNull()
  })
})

describe('users', () => {
  const users = async (query = '') => {
    const { body, headers } = await admin.get(`/users${query}`)
    return [
      body.map(({ username }: { username: string }) => username).join(' '),
      headers.get('x-total-count'),
    ]
  }

  test.each([
    ['', 'ada admin bob', '3'],
    ['?page_size=2&page=2', 'bob', '3'],
    ['?sort=-user_id', 'bob ada admin', '3'],
    ['?q=username%3D~AD', 'ada admin', '2'],
    ['?q=email%3Dbob@example.com', 'bob', '1'],
    ['?q=sysadmin_flag%3Dtrue', 'admin', '1'],
    ['?q=user_id%3D1', 'admin', '1'],
  ])('%s', async (query, names, total) => {
    expect(await users(query)).toEqual([names, total])
  })
})
