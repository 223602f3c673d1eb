// The plans of lists: default orders, exact filters and totals are served by indexes on both engines.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { statements } from '../../packages/server/src/platform/database/database.ts'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { basic, RegistryClient } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let admin: ApiCaller
let ada: ApiCaller
let asked: { sql: string; parameters: readonly unknown[] }[] = []

beforeAll(async () => {
  server = await startTestServer({ onStatement: (sql, parameters) => asked.push({ sql, parameters }) })
  const accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
  ada = new ApiCaller(server, await accounts.user('ada'))
  await ada.post('/projects', { project_name: 'adas' })
  await new RegistryClient(server.url, basic('admin', server.adminPassword)).pushImage('library/app', 'v1')
})
afterAll(() => server.stop())

/** The plan's steps of all statements that read what lists show. */
async function plansOf(caller: ApiCaller, path: string): Promise<string[]> {
  asked = []
  expect((await caller.get(path)).status).toBe(200)
  const listed = asked.filter(({ sql }) =>
    /from "(projects|repositories|manifests|tags|members)" as|from "groups"/.test(sql),
  )
  expect(listed.length).toBeGreaterThan(0)
  const { database } = server
  return database.transaction(async (tx) => {
    const steps: string[] = []
    if (tx.engine === 'postgres') {
      // Tables of a test are so small that reading all of one is cheapest: what is asked is whether it must be.
      for (const way of ['seqscan', 'sort', 'incremental_sort', 'bitmapscan', 'material']) {
        await tx[statements].execute(`set local enable_${way} = off`, [])
      }
    }
    for (const { sql, parameters } of listed) {
      const explain = tx.engine === 'postgres' ? 'explain' : 'explain query plan'
      const { rows } = await tx[statements].execute(`${explain} ${sql}`, parameters)
      for (const row of rows as Record<string, unknown>[]) steps.push(String(row.detail ?? row['QUERY PLAN']))
    }
    return steps
  })
}

const scans = (step: string) =>
  /^SCAN \w+$/.test(step) || /Seq Scan on (projects|repositories|manifests|tags|members|groups)/.test(step)
const sorts = (step: string) =>
  /USE TEMP B-TREE FOR.* ORDER BY/.test(step) || /^\s*(->\s+)?(Incremental )?Sort /.test(step)

// PostgreSQL decides by its statistics, which a test's few rows do not have.
const walks = (step: string) => /^SCAN .* USING|^SEARCH .* USING INDEX repositories_newest /.test(step)

const repositories = '/projects/library/repositories'
const lists = [
  '/projects',
  '/projects?q=name=library',
  '/projects?q=project_id=1',
  '/projects?public=true',
  '/repositories',
  '/repositories?q=name=library/app',
  '/repositories?q=repository_id=1',
  repositories,
  `${repositories}?q=name=library/app`,
  `${repositories}/app/artifacts`,
  `${repositories}/app/artifacts?q=type=image`,
  `${repositories}/app/artifacts?q=tags=v1`,
  `${repositories}/app/artifacts?sort=-version`,
  `${repositories}/app/artifacts/v1/tags`,
  '/projects/library/members',
  '/usergroups',
  '/usergroups?ldap_group_dn=cn%3Ddev',
  '/usergroups/search?groupname=dev',
]

describe('an administrator’s list walks along an index', () => {
  test.each(lists)('%s', async (path) => {
    const steps = await plansOf(admin, path)
    expect(steps.filter((step) => scans(step) || sorts(step))).toEqual([])
  })
})

describe('a user’s list looks at what it sees, and sorts no more than that', () => {
  test.each(['/projects', '/projects?q=name=adas', '/repositories', '/repositories?q=name=~a'])(
    '%s',
    async (path) => {
      const steps = await plansOf(ada, path)
      expect(steps.filter((step) => scans(step) || walks(step))).toEqual([])
    },
  )
})

test('a user sees the same with few projects', async () => {
  const names = (await ada.get('/projects')).body.map(({ name }: { name: string }) => name)
  expect(names).toEqual(['adas', 'library'])
  const { body, headers } = await ada.get('/repositories')
  expect(body).toMatchObject([{ name: 'library/app' }])
  expect(headers.get('x-total-count')).toBe('1')
})

test('a list takes eight filters', async () => {
  const filters = (count: number) => Array.from({ length: count }, () => 'name=~a').join(',')
  expect((await admin.get(`/repositories?q=${filters(8)}`)).status).toBe(200)
  expect((await admin.get(`/repositories?q=${filters(9)}`)).status).toBe(400)
})
