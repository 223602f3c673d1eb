// Every operation of the management API within projects, by everybody: who is let in, and what others are told.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type OperationId, type Route, routes } from '../../packages/contract/src/index.ts'
import { type Account, Accounts } from '../support/accounts.ts'
import { type ApiAnswer, ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const roles = ['limitedGuest', 'guest', 'developer', 'maintainer', 'projectAdmin'] as const
const people = ['anonymous', 'stranger', ...roles, 'administrator'] as const
type Person = (typeof people)[number]

const everyMember: readonly Person[] = [...roles, 'administrator']
const fromGuest: readonly Person[] = ['guest', 'developer', 'maintainer', 'projectAdmin', 'administrator']
const fromDeveloper: readonly Person[] = ['developer', 'maintainer', 'projectAdmin', 'administrator']
const fromMaintainer: readonly Person[] = ['maintainer', 'projectAdmin', 'administrator']
const admins: readonly Person[] = ['projectAdmin', 'administrator']

interface Case {
  readonly may: readonly Person[]
  /** In a public project everybody may. */
  readonly open?: true
  /** The answer for those who may: of something that does not exist where the operation would spoil the next. */
  readonly status: number
  readonly query?: string
  readonly body?: object
  /** Parameters of the path that are not the usual ones. */
  readonly params?: Record<string, string>
}

const trustRule = {
  ...{ name: 'ci', issuer: 'https://ci.example.com', audience: 'registry', robot_id: 999_999 },
  conditions: [{ claim: 'sub', match: 'exact', value: 'x' }],
}

/** Each operation that a project's rights decide about. */
const cases: Partial<Record<OperationId, Case>> = {
  getProject: { may: everyMember, open: true, status: 200 },
  updateProject: { may: admins, status: 200, body: {} },
  deleteProject: { may: admins, status: 412 },
  getProjectDeletable: { may: admins, status: 200 },
  getProjectSummary: { may: everyMember, open: true, status: 200 },
  listProjectMetadatas: { may: everyMember, open: true, status: 200 },
  addProjectMetadatas: { may: admins, status: 400, body: { nosuch: 'x' } },
  getProjectMetadata: { may: everyMember, open: true, status: 200 },
  updateProjectMetadata: { may: admins, status: 200, body: { severity: 'low' } },
  deleteProjectMetadata: { may: admins, status: 200 },
  listProjectMembers: { may: fromGuest, status: 200 },
  createProjectMember: {
    may: admins,
    status: 404,
    body: { role_id: 2, member_user: { username: 'nosuch' } },
  },
  getProjectMember: { may: fromGuest, status: 404 },
  updateProjectMember: { may: admins, status: 404, body: { role_id: 2 } },
  deleteProjectMember: { may: admins, status: 200 },
  listRepositories: { may: everyMember, open: true, status: 200 },
  getRepository: { may: everyMember, open: true, status: 200 },
  updateRepository: { may: fromDeveloper, status: 200, body: { description: 'd' } },
  deleteRepository: { may: fromMaintainer, status: 404, params: { repository_name: 'nosuch' } },
  listArtifacts: { may: everyMember, open: true, status: 200 },
  CopyArtifact: { may: fromDeveloper, status: 400, query: '?from=bad' },
  getArtifact: { may: everyMember, open: true, status: 200 },
  deleteArtifact: { may: fromMaintainer, status: 404, params: { reference: 'nosuch' } },
  listTags: { may: everyMember, open: true, status: 200 },
  createTag: { may: fromDeveloper, status: 409, body: { name: 'v1' } },
  getLogs: { may: admins, status: 200 },
  getLogExts: { may: admins, status: 200 },
  deleteTag: { may: fromMaintainer, status: 404, params: { tag_name: 'nosuch' } },
  listProjectTrustRules: { may: admins, status: 200 },
  createProjectTrustRule: { may: admins, status: 400, body: trustRule },
  getProjectTrustRule: { may: admins, status: 404 },
  updateProjectTrustRule: { may: admins, status: 400, body: trustRule },
  deleteProjectTrustRule: { may: admins, status: 404 },
  listArtifactsOfProject: { may: everyMember, open: true, status: 200 },
  listAccessories: { may: everyMember, open: true, status: 200 },
  getAddition: { may: everyMember, open: true, status: 200 },
  addLabel: { may: fromDeveloper, status: 404, body: { id: 999_999 } },
  removeLabel: { may: fromDeveloper, status: 404 },
}

let server: TestServer
let callers: Record<Person, ApiCaller>

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
})
afterAll(() => server.stop())

const usual: Record<string, string> = {
  mid: '999999',
  trust_rule_id: '999999',
  meta_name: 'severity',
  repository_name: 'app',
  reference: 'v1',
  tag_name: 'v1',
  addition: 'build_history',
  label_id: '999999',
}

function ask(who: Person, id: OperationId, project: string): Promise<ApiAnswer> {
  const route: Route = routes[id]
  const { body, query = '', params } = cases[id] as Case
  const values = { ...usual, project_name: project, project_name_or_id: project, ...params }
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: keyof typeof values) => values[name] as string)
  return callers[who].send(route.method, path + query, body)
}

/** What a client sees of an answer. */
const seen = ({ status, body }: ApiAnswer) => ({ status, body })

test('no operation within a project is left out', () => {
  const within = Object.entries<Route>(routes).filter(([, { path }]) => path.startsWith('/projects/{'))
  expect(within.map(([id]) => id).sort()).toEqual(Object.keys(cases).sort())
})

describe.each(Object.keys(cases) as OperationId[])('%s', (id) => {
  const { may, open, status } = cases[id] as Case

  test.each(people)('%s', async (who) => {
    const refused = who === 'anonymous' ? 401 : 403
    expect((await ask(who, id, 'closed')).status).toBe(may.includes(who) ? status : refused)
    expect((await ask(who, id, 'open')).status).toBe(open || may.includes(who) ? status : refused)
  })

  test('strangers learn nothing of what exists', async () => {
    for (const who of ['anonymous', 'stranger'] as const) {
      expect(seen(await ask(who, id, 'nosuch'))).toEqual(seen(await ask(who, id, 'closed')))
      expect(seen(await ask(who, id, '999999'))).toEqual(seen(await ask(who, id, 'closed')))
    }
    expect((await ask('administrator', id, 'nosuch')).status).toBe(404)
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
    const asked = async (path: string) => {
      statements.length = 0
      await stranger.get(path)
      // Jobs ask these tables meanwhile.
      return statements.filter((sql) => !/(?:from|into|update) "(?:uploads|jobs|tokens|events)"/.test(sql))
    }
    for (const below of ['', '/members', '/repositories', '/repositories/app/artifacts/v1']) {
      expect(await asked(`/projects/nosuch${below}`)).toEqual(await asked(`/projects/closed${below}`))
    }
  } finally {
    await watched.stop()
  }
})
