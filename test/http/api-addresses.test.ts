// How things are addressed and found over the management API: filters in every form, names in paths, `Location`.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { startApiScene } from '../support/api-scene.ts'
import { Caller } from '../support/caller.ts'

let now = Date.parse('2026-03-01T12:00:00Z')
const { server, accounts, admin, asAda, ada } = await startApiScene({ clock: () => now })
const day = 24 * 60 * 60 * 1000

beforeAll(async () => {
  // A project a day, from the second of March on.
  for (const name of ['alpha', 'beta', 'gamma_1', 'gamma-1', '4711']) {
    now += day
    expect((await asAda.post('/projects', { project_name: name })).status).toBe(201)
  }
  const caller = new Caller(server.url, ada)
  for (const name of ['app', 'a/b', 'a/b/c', 'a.b_c-d']) await caller.pushImage(`alpha/${name}`, 'v1')
  await caller.pushImage('alpha/app', 'v2', 'other content')
})
afterAll(() => server.stop())

async function found(path: string, q: string, field = 'name'): Promise<string> {
  const { status, body } = await asAda.get(`${path}?page_size=0&q=${encodeURIComponent(q)}`)
  if (status !== 200) return `${status}`
  return (body as Record<string, unknown>[])
    .map((each) => each[field])
    .sort()
    .join(' ')
}

describe('q', () => {
  test.each([
    ['name=beta', 'beta'],
    ['name=bet', ''],
    ['name=~ET', 'beta'],
    // No wildcards: what SQL's LIKE would take for one is itself.
    ['name=~gamma_', 'gamma_1'],
    ['name=~%', ''],
    ['name={alpha beta nosuch}', 'alpha beta'],
    ['name={"alpha" \'beta\'}', 'alpha beta'],
    ['name=(alpha)', 'alpha'],
    ['name=(alpha beta)', ''],
    ['name={}', ''],
    ['name=\\beta', 'beta'],
    ['name=\\~beta', ''],
    ['name=\\{alpha}', ''],
    ['name=~a,name=~l', 'alpha'],
    ['name=~a,nosuch=[1~2],public=false', 'alpha beta gamma-1 gamma_1'],
    ['name=[b~c]', 'beta'],
    ['creation_time=[2026-03-03T00:00:00~2026-03-04T23:59:59]', 'beta gamma_1'],
    ['creation_time=[2026-03-05T12:00:00~]', '4711 gamma-1'],
    ['creation_time=[~2026-03-02T12:00:00]', 'alpha'],
    ['creation_time=2026-03-03T12:00:00', 'beta'],
    ['project_id=[2 ~ 3]', 'alpha beta'],
    ['project_id={2 3}', 'alpha beta'],
    ['creation_time=yesterday', '400'],
    ['project_id=two', '400'],
    ['name=[a]', '400'],
    ['name=[~]', '400'],
    ['name={a', '400'],
    ['name=(a', '400'],
    ['name=~', '400'],
  ])('%s', async (q, names) => {
    expect(await found('/projects', `owner_name=ada,${q}`)).toBe(names)
  })

  test('encoded twice, as some clients do', async () => {
    const q = encodeURIComponent(encodeURIComponent('name=~et,owner_name=ada'))
    const { body } = await asAda.get(`/projects?q=${q}`)
    expect(body.map(({ name }: { name: string }) => name)).toEqual(['beta'])
  })

  test('tags of artifacts: any, none, one by name', async () => {
    const path = '/projects/alpha/repositories/app/artifacts'
    const count = async (q: string) => (await asAda.get(`${path}?q=${encodeURIComponent(q)}`)).body.length
    expect(await Promise.all(['tags=*', 'tags=nil', 'tags=v1', 'tags=~V', 'tags=nosuch'].map(count))).toEqual(
      [2, 0, 1, 2, 0],
    )
  })
})

describe('sort', () => {
  const sorted = async (sort: string) => {
    const { body } = await asAda.get(`/projects?q=owner_name%3Dada&sort=${sort}`)
    return body.map(({ name }: { name: string }) => name).join(' ')
  }

  test('by a field, descending, by one field after another', async () => {
    expect(await sorted('creation_time')).toBe('alpha beta gamma_1 gamma-1 4711')
    expect(await sorted('-creation_time')).toBe('4711 gamma-1 gamma_1 beta alpha')
    expect(await sorted('public,-creation_time')).toBe('4711 gamma-1 gamma_1 beta alpha')
    expect(await sorted('nosuch,creation_time')).toBe('alpha beta gamma_1 gamma-1 4711')
  })
})

describe('a project', () => {
  test('of digits is an id, unless the request says that it is a name', async () => {
    const named = { 'x-is-resource-name': 'true' }
    for (const below of ['', '/summary', '/members', '/metadatas/', '/_deletable']) {
      expect((await admin.get(`/projects/4711${below}`)).status).toBe(404)
      expect((await admin.get(`/projects/4711${below}`, named)).status).toBe(200)
      expect((await admin.get(`/projects/4711${below}`, { 'x-is-resource-name': 'false' })).status).toBe(404)
    }
    expect((await admin.get('/projects/4711', { 'x-is-resource-name': 'perhaps' })).status).toBe(422)
  })

  test('is named by its id where it was made, or by its name on request', async () => {
    const make = async (name: string, headers?: Record<string, string>) =>
      (await asAda.post('/projects', { project_name: name }, headers)).headers.get('location')
    expect(await make('made1')).toMatch(/^\/api\/v2\.0\/projects\/\d+$/)
    expect(await make('made2', { 'x-resource-name-in-location': 'true' })).toBe('/api/v2.0/projects/made2')
    expect(await make('made3', { 'x-resource-name-in-location': 'false' })).toMatch(/\/\d+$/)
  })

  test('each Location leads to what was made', async () => {
    const bob = await accounts.user('bob')
    const member = await asAda.post('/projects/alpha/members', {
      role_id: 2,
      member_user: { user_id: bob.id },
    })
    const user = await admin.post('/users', {
      ...{ username: 'carol', email: 'carol@example.org', realname: 'Carol', password: 'Sesame 2026' },
    })
    const copy = await asAda.post('/projects/alpha/repositories/e%252Ff/artifacts?from=alpha/a/b:v1')
    for (const answer of [member, user, copy]) {
      expect([answer.status, answer.body]).toEqual([201, undefined])
      const path = answer.headers.get('location') as string
      expect(path).toStartWith('/api/v2.0/')
      expect((await admin.get(path.slice('/api/v2.0'.length))).status).toBe(200)
    }
  })
})

describe('a repository whose name has slashes', () => {
  test.each([
    ['a/b', 'a%2Fb', 'a%252Fb'],
    ['a/b/c', 'a%2Fb%2Fc', 'a%252Fb%252Fc'],
    ['a.b_c-d', 'a.b_c-d', 'a%252Eb_c%252Dd'],
  ])('%s, encoded once and twice', async (name, once, twice) => {
    for (const encoded of [once, twice, twice.replaceAll('F', 'f')]) {
      const path = `/projects/alpha/repositories/${encoded}`
      expect((await asAda.get(path)).body.name).toBe(`alpha/${name}`)
      expect((await asAda.get(`${path}/artifacts`)).body).toHaveLength(1)
      expect((await asAda.get(`${path}/artifacts/v1`)).body.repository_name).toBe(`alpha/${name}`)
      expect((await asAda.get(`${path}/artifacts/v1/tags/`)).body).toHaveLength(1)
    }
  })

  test('not encoded at all it is another path', async () => {
    expect((await asAda.get('/projects/alpha/repositories/a/b')).status).toBe(404)
  })

  test('is deleted by either form', async () => {
    for (const encoded of ['a%252Fb%252Fc', 'a%2Fb']) {
      expect((await asAda.delete(`/projects/alpha/repositories/${encoded}`)).status).toBe(200)
      expect((await asAda.get(`/projects/alpha/repositories/${encoded}`)).status).toBe(404)
    }
  })
})
