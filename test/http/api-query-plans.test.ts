// The default order, the exact filters and the totals of every list are led by an index, on both engines.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { ofRequests, planProblems, type SeenStatement } from '../support/query-plans.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
const seen: SeenStatement[] = []
const people: Record<string, ApiCaller> = {}
let ada: Account
let digest: string

beforeAll(async () => {
  server = await startTestServer({ onStatement: (sql, parameters) => seen.push({ sql, parameters }) })
  const accounts = new Accounts(server)
  ada = await accounts.user('ada')
  await accounts.project('team', ada)
  const caller = new Caller(server.url, ada)
  digest = (await caller.pushImage('team/app', 'v1')).manifest
  await new ApiCaller(server, accounts.admin()).post('/labels', { name: 'reviewed', scope: 'g' })
  const permissions = [
    { kind: 'project', namespace: 'team', access: [{ resource: 'repository', action: 'pull' }] },
  ]
  const robot = { name: 'ci', level: 'system', duration: 1, permissions }
  await new ApiCaller(server, accounts.admin()).post('/robots', robot)
  people.anonymous = new ApiCaller(server)
  people.user = new ApiCaller(server, ada)
  people.administrator = new ApiCaller(server, accounts.admin())
  await server.deliverEvents()
})
afterAll(() => server.stop())

async function problemsOf(who: string, path: string): Promise<string[]> {
  seen.length = 0
  const answer = await (people[who] as ApiCaller).get(path)
  expect(answer.status).toBe(200)
  const statements = [...seen]
  expect(statements.length).toBeGreaterThan(0)
  return planProblems(server.database, statements)
}

describe.each(['anonymous', 'user', 'administrator'])('%s', (who) => {
  test.each([
    '/projects',
    '/projects?page=2&page_size=1',
    '/projects?public=true',
    '/projects?q=name%3Dteam',
    '/projects?q=project_id%3D2',
    '/projects?owner=ada',
    '/repositories',
    '/repositories?page=2&page_size=1',
    '/repositories?q=name%3Dteam/app',
    '/repositories?q=repository_id%3D1',
  ])('%s', async (path) => {
    expect(await problemsOf(who, path)).toEqual([])
  })
})

describe.each(['user', 'administrator'])('%s', (who) => {
  test.each([
    '/projects/team',
    '/projects/team/summary',
    '/projects/team/members',
    '/projects/team/metadatas/',
    '/projects/team/logs',
    '/projects/team/auditlog-exts',
    '/projects/team/auditlog-exts?page=2&page_size=1',
    '/projects/team/auditlog-exts?sort=op_time',
    '/projects/team/auditlog-exts?q=op_time%3D[2020-01-01~]',
    '/projects/team/auditlog-exts?q=username%3Dada',
    '/projects/team/auditlog-exts?q=resource%3D~app',
    '/projects/team/auditlog-exts?q=operation%3Dcreate,listed%3Dtrue',
    '/projects/team/repositories',
    '/projects/team/repositories?q=name%3Dteam/app',
    '/projects/team/repositories/app',
    '/projects/team/repositories/app/artifacts',
    '/projects/team/repositories/app/artifacts?page=2&page_size=1',
    '/projects/team/repositories/app/artifacts?with_accessory=true&with_inherited_accessory=true',
    '/projects/team/artifacts',
    '/projects/team/artifacts?page=2&page_size=1',
    '/projects/team/artifacts?q=tags%3Dv1',
    '/projects/team/artifacts?q=tags%3Dnil',
    '/projects/team/repositories/app/artifacts?with_label=true',
    '/projects/team/repositories/app/artifacts?q=labels%3D1',
    '/projects/team/repositories/app/artifacts?q=labels%3D(1%202)',
    '/projects/team/repositories/app/artifacts/v1/accessories',
    '/projects/team/repositories/app/artifacts/v1/accessories?page=2&page_size=1',
    '/projects/team/repositories/app/artifacts/v1/additions/build_history',
    '/projects/team/repositories/app/artifacts/v1/manifest',
    '/projects/team/repositories/app/artifacts/v1/usage',
    '/projects/team/repositories/app/tags/v1/history',
    '/projects/team/repositories/app/tags/v1/history?page=2&page_size=1',
    '/labels?scope=g',
    '/labels?scope=p&project_id=2',
    '/labels?scope=p&project_id=2&q=name%3Dx',
    '/labels/1',
    '/projects/team/repositories/app/artifacts?q=tags%3Dv1',
    '/projects/team/repositories/app/artifacts?q=tags%3Dnil',
    '/projects/team/repositories/app/artifacts?q=tags%3D*',
    '/projects/team/repositories/app/artifacts?q=media_type%3Dx',
    '/projects/team/repositories/app/artifacts?q=push_time%3D[2020-01-01~]',
    '/projects/team/repositories/app/artifacts?sort=push_time',
    '/projects/team/repositories/app/artifacts/v1',
    '/projects/team/repositories/app/artifacts/v1/tags',
    '/projects/team/repositories/app/artifacts/v1/tags?q=name%3Dv1',
  ])('%s', async (path) => {
    expect(await problemsOf(who, path)).toEqual([])
  })

  test('artifacts by digest', async () => {
    const path = '/projects/team/repositories/app/artifacts'
    expect(await problemsOf(who, `${path}?q=digest%3D${digest}`)).toEqual([])
    expect(await problemsOf(who, `${path}/${digest}`)).toEqual([])
  })
})

test.each([
  '/robots',
  '/robots?page=2&page_size=1',
  '/robots?q=name%3Dci',
  '/robots?q=Level%3Dproject,ProjectID%3D2',
  '/robots?q=Level%3Dproject,ProjectID%3D2,name%3Dci',
  '/robots/1',
  '/permissions',
  '/users/current/permissions?scope=/project/2',
  '/permissions/why?permission=repository:pull&project=team&username=ada',
  '/permissions/why?permission=repository:pull&project=team&robot_id=1',
])('%s', async (path) => {
  expect(await problemsOf('administrator', path)).toEqual([])
})

test('who may make robots is found by indexes', async () => {
  expect(await problemsOf('user', '/permissions')).toEqual([])
})

test.each([
  '/users',
  '/users?page=2&page_size=1',
  '/users?q=username%3Dada',
  '/users?q=email%3Dx',
  '/users/1',
  '/users/current/tokens',
  '/users/current/tokens?page=2&page_size=1',
  '/users/1/tokens?q=id%3D1',
  '/trust-rules',
  '/trust-rules?q=id%3D1',
  '/projects/team/trust-rules',
  '/projects/team/trust-rules?page=2&page_size=1',
  '/audit-logs',
  '/auditlog-exts',
  '/auditlog-exts?page=2&page_size=1',
  '/auditlog-exts?q=username%3Dada',
  '/auditlog-exts?q=resource%3Dteam/app:v1',
  '/auditlog-exts?q=operation%3Dcreate',
  '/auditlog-exts?q=resource_type%3Dartifact,operation%3Dcreate',
  '/auditlog-exts?q=resource_type%3Dartifact,operation%3Dcreate,listed%3Dtrue',
  '/auditlog-exts?q=op_time%3D[2020-01-01~]',
  '/auditlog-exts?q=operation%3D{create%20delete}',
  '/auditlog-exts?q=resource%3D~app',
  '/system/purgeaudit',
  '/system/purgeaudit?q=id%3D1',
])('%s', async (path) => {
  expect(await problemsOf('administrator', path)).toEqual([])
})

test('a page costs as many statements as an entry', async () => {
  const caller = new Caller(server.url, ada)
  const count = async (path: string) => {
    seen.length = 0
    await people.user?.get(path)
    return ofRequests(seen).length
  }
  const lists = [
    '/projects',
    '/projects/team/repositories',
    '/projects/team/repositories/app/artifacts?with_accessory=true&with_label=true',
    '/projects/team/artifacts?with_accessory=true&with_label=true',
  ]
  await people.user?.get('/projects')
  const before: number[] = []
  for (const path of lists) before.push(await count(path))
  for (let n = 2; n < 6; n += 1) {
    await new Accounts(server).project(`more${n}`, ada)
    await caller.pushImage('team/app', `v${n}`)
    await caller.pushImage(`team/app${n}`, 'v1')
  }
  await server.deliverEvents()
  for (const [index, path] of lists.entries()) expect(await count(path)).toBe(before[index] as number)
})

test('the judge finds a walk and a sort', async () => {
  const bad = ['select * from tags', 'select * from manifests where media_type = $1 order by size']
  const statements = bad.map((sql, index) => ({ sql, parameters: index === 0 ? [] : ['x'] }))
  expect(await planProblems(server.database, statements)).toHaveLength(2)
})
