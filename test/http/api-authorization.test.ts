// Every operation of the management API within projects, by everybody: who is let in, and what others are told.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type OperationId, type Route, routes } from '../../packages/contract/src/index.ts'
import {
  type ProjectPermission,
  projectMatrix,
  projectPermissions,
  type RoleName,
  rolesByPower,
} from '../../packages/server/src/features/authorization/index.ts'
import { type Account, Accounts } from '../support/accounts.ts'
import { type ApiAnswer, ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import {
  type AskedProject,
  deletions,
  type ProjectOperation,
  projectOperations,
  withoutOperation,
} from '../support/project-operations.ts'
import { ofRequests } from '../support/query-plans.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const roles = ['limitedGuest', 'guest', 'developer', 'maintainer', 'projectAdmin'] as const
const people = ['anonymous', 'stranger', ...roles, 'administrator'] as const
type Person = (typeof people)[number]

/** The matrix itself: each cell of it is asked for below. */
function may(who: Person, permission: ProjectPermission, isPublic: boolean): boolean {
  if (who === 'administrator') return true
  const [from, anybody] = projectMatrix[permission]
  if (isPublic && anybody === 'public') return true
  return rolesByPower.indexOf(who as RoleName) >= rolesByPower.indexOf(from)
}

let server: TestServer
let callers: Record<Person, ApiCaller>
let closed: AskedProject
let open: AskedProject
const nowhere: AskedProject = { name: 'nosuch', id: 999999, robot: 999999, label: 999999 }

async function makeRobot(project: string, name: string): Promise<number> {
  const access = [{ resource: 'repository', action: 'pull' }]
  const permissions = [{ kind: 'project', namespace: project, access }]
  const robot = { name, level: 'project', duration: 1, permissions }
  const made = await callers.administrator.post('/robots', robot)
  if (made.status === 201) return made.body.id
  const q = encodeURIComponent(`Level=project,ProjectID=${closed.id},name=${name}`)
  return (await callers.administrator.get(`/robots?q=${q}`)).body[0].id
}

async function makeLabel(project: number, name: string): Promise<number> {
  const { headers } = await callers.administrator.post('/labels', { name, scope: 'p', project_id: project })
  const path = headers.get('location')
  if (path !== null) return Number(path.split('/').at(-1))
  return (await callers.administrator.get(`/labels?scope=p&project_id=${project}&name=${name}`)).body[0].id
}

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  const owner = await accounts.user('owner')
  const members: Partial<Record<Person, Account | undefined>> = {
    stranger: await accounts.user('stranger'),
    administrator: accounts.admin(),
  }
  for (const role of roles) members[role] = await accounts.user(role.toLowerCase())
  for (const [name, open] of [
    ['closed', false],
    ['open', true],
  ] as const) {
    const project = await accounts.project(name, owner, open)
    for (const role of roles) await accounts.member(project, members[role] as Account, role)
    await new Caller(server.url, owner).pushImage(`${name}/app`, 'v1')
  }
  const entries = people.map((person) => [person, new ApiCaller(server, members[person])])
  callers = Object.fromEntries(entries) as Record<Person, ApiCaller>
  for (const name of ['closed', 'open']) {
    const { body } = await callers.administrator.get(`/projects/${name}`)
    const id = body.project_id as number
    const project = { name, id, robot: await makeRobot(name, 'there'), label: await makeLabel(id, 'there') }
    if (name === 'open') open = project
    else closed = project
  }
})
afterAll(() => server.stop())

const usual: Record<string, string> = {
  mid: '999999',
  trust_rule_id: '999999',
  label_id: '999999',
  addition: 'build_history',
  meta_name: 'severity',
  repository_name: 'app',
  reference: 'v1',
  tag_name: 'v1',
}

/** What a caller is told of an operation in one of the projects, or in one that does not exist. */
function ask(who: Person, id: OperationId, project: AskedProject, byId = false): Promise<ApiAnswer> {
  const route: Route = routes[id]
  const { body, query, params } = (projectOperations[id] ?? deletions[id]) as ProjectOperation
  const address = byId ? project.id : project.name
  const values = { ...usual, project_name: address, project_name_or_id: address, ...params?.(project) }
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: keyof typeof values) => String(values[name]))
  return callers[who].send(route.method, path + (query?.(project) ?? ''), body?.(project))
}

/** What a client sees of an answer. */
const seen = ({ status, body }: ApiAnswer) => ({ status, body })

test('no operation within a project is left out', () => {
  const within = Object.entries<Route>(routes).filter(([, { path }]) => path.startsWith('/projects/{'))
  const asked = new Set([...Object.keys(projectOperations), ...Object.keys(deletions)])
  expect(within.map(([id]) => id).filter((id) => !asked.has(id))).toEqual([])
})

test('no right in a project is left out', () => {
  const operations = Object.values({ ...projectOperations, ...deletions }).map(({ needs }) => needs)
  const known = [...operations, ...withoutOperation]
  expect([...new Set(known)].sort()).toEqual([...projectPermissions].sort())
})

describe.each(Object.keys(projectOperations) as OperationId[])('%s', (id) => {
  const { needs, status } = projectOperations[id] as ProjectOperation

  test.each(people)('%s', async (who) => {
    const refused = who === 'anonymous' ? 401 : 403
    const route: Route = routes[id]
    for (const [project, isPublic] of [
      [closed, false],
      [open, true],
    ] as const) {
      const lets = may(who, needs, isPublic) && !(who === 'anonymous' && route.auth === 'required')
      expect([project.name, (await ask(who, id, project)).status]).toEqual([
        project.name,
        lets ? status : refused,
      ])
    }
  })

  test('strangers learn nothing of what exists', async () => {
    for (const who of ['anonymous', 'stranger'] as const) {
      expect(seen(await ask(who, id, nowhere))).toEqual(seen(await ask(who, id, closed)))
      expect(seen(await ask(who, id, nowhere, true))).toEqual(seen(await ask(who, id, closed)))
    }
    expect((await ask('administrator', id, nowhere)).status).toBe(404)
  })
})

describe.each(Object.keys(deletions) as OperationId[])('%s', (id) => {
  const { needs, status } = deletions[id] as ProjectOperation

  test.each(people)('%s', async (who) => {
    const refused = who === 'anonymous' ? 401 : 403
    const robot = await makeRobot('closed', `leaving-${who.toLowerCase()}`)
    const label = await makeLabel(closed.id, `leaving-${who}`)
    const asked = { ...closed, robot, label }
    expect((await ask(who, id, asked)).status).toBe(may(who, needs, false) ? status : refused)
    expect(seen(await ask('stranger', id, asked))).toEqual(seen(await ask('stranger', id, nowhere)))
  })
})

test('a missing thing in a private project looks like the project itself to strangers', async () => {
  for (const who of ['anonymous', 'stranger'] as const) {
    const there = await callers[who].get('/projects/closed/repositories/app/artifacts/v1')
    for (const path of [
      'closed/repositories/app/artifacts/nosuch',
      'closed/repositories/nosuch/artifacts/v1',
    ]) {
      expect(seen(await callers[who].get(`/projects/${path}`))).toEqual(seen(there))
    }
  }
})

test('unknown and private projects cost the same questions', async () => {
  const statements: string[] = []
  const watched = await startTestServer({ onStatement: (sql) => statements.push(sql) })
  try {
    const accounts = new Accounts(watched)
    await accounts.project('closed', accounts.admin())
    const stranger = new ApiCaller(watched, await accounts.user('stranger'))
    await stranger.get('/users/current')
    await watched.deliverEvents()
    const asked = async (path: string) => {
      statements.length = 0
      await stranger.get(path)
      return ofRequests(statements.map((sql) => ({ sql, parameters: [] }))).map(({ sql }) => sql)
    }
    for (const below of ['', '/members', '/repositories', '/repositories/app/artifacts/v1']) {
      expect(await asked(`/projects/nosuch${below}`)).toEqual(await asked(`/projects/closed${below}`))
    }
  } finally {
    await watched.stop()
  }
})
