// Every operation of the management API outside of projects, by everybody, by robots too: who is let in, and who is not.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type OperationId, type Route, routes } from '../../packages/contract/src/index.ts'
import {
  isRobotPermission,
  partsOf,
  systemPermissions,
} from '../../packages/server/src/features/authorization/index.ts'
import { Accounts } from '../support/accounts.ts'
import { type ApiAnswer, ApiCaller } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { refusedToAll, type SystemOperation, systemOperations } from '../support/system-operations.ts'

const people = ['anonymous', 'user', 'projectAdmin', 'administrator'] as const
type Person = (typeof people)[number]

let server: TestServer
let callers: Record<Person, ApiCaller>

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  const owner = await accounts.user('owner')
  await accounts.project('team', owner)
  callers = {
    anonymous: new ApiCaller(server),
    user: new ApiCaller(server, await accounts.user('user')),
    projectAdmin: new ApiCaller(server, owner),
    administrator: new ApiCaller(server, accounts.admin()),
  }
})
afterAll(() => server.stop())

function ask(caller: ApiCaller, id: OperationId): Promise<ApiAnswer> {
  const route: Route = routes[id]
  const { query = '', body } = systemOperations[id] ?? {}
  const digest = `sha256:${'0'.repeat(64)}`
  const path = route.path.replace(/\{(\w+)\}/g, (_, name) => (name === 'digest' ? digest : '999999'))
  return caller.send(route.method, path + query, body)
}

test('no operation outside of projects is left out', () => {
  const outside = Object.entries<Route>(routes).filter(([, { path }]) => !path.startsWith('/projects/{'))
  const asked = new Set<string>([...Object.keys(systemOperations), ...refusedToAll])
  expect(outside.map(([id]) => id).filter((id) => !asked.has(id))).toEqual([])
})

describe.each(Object.keys(systemOperations) as OperationId[])('%s', (id) => {
  const { needs, status, anonymous = status } = systemOperations[id] as SystemOperation
  const isRight = needs !== 'signed in' && needs !== 'nothing'

  test('anonymous', async () => {
    expect((await ask(callers.anonymous, id)).status).toBe(needs === 'nothing' ? anonymous : 401)
  })

  test('somebody who is signed in', async () => {
    expect((await ask(callers.user, id)).status).toBe(isRight ? 403 : status)
  })

  test('the administrator of a project', async () => {
    // Who may make robots may see what can be given to them.
    const may = !isRight || id === 'getPermissions'
    expect((await ask(callers.projectAdmin, id)).status).toBe(may ? status : 403)
  })

  test('an administrator', async () => {
    expect((await ask(callers.administrator, id)).status).toBe(status)
  })

  if (!isRight || !isRobotPermission('system', needs)) return // no robot can be given it

  test('a robot with the right, and one without', async () => {
    const others = systemPermissions.filter((each) => each !== needs && isRobotPermission('system', each))
    expect((await ask(await robot(`${id.toLowerCase()}-with`, [needs]), id)).status).toBe(status)
    expect((await ask(await robot(`${id.toLowerCase()}-without`, others), id)).status).toBe(403)
  })
})

test.each(refusedToAll)('%s is refused to all', async (id) => {
  for (const person of people) expect([401, 403]).toContain((await ask(callers[person], id)).status)
})

async function robot(name: string, permissions: readonly string[]): Promise<ApiCaller> {
  const access = permissions.map(partsOf)
  const body = {
    name,
    level: 'system',
    duration: 1,
    permissions: [{ kind: 'system', namespace: '/', access }],
  }
  const made = await callers.administrator.post('/robots', body)
  if (made.status !== 201) throw new Error(`no robot: ${made.message}`)
  return new ApiCaller(server, { id: made.body.id, name: made.body.name, password: made.body.secret })
}
