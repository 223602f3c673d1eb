// What robots make: robots within their own permissions, and projects.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { inProject, inSystem, makeRobot } from '../support/robots.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let admin: ApiCaller
let made = 0

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
  for (const name of ['team', 'side']) await accounts.project(name, accounts.admin())
  await accounts.project('open', accounts.admin(), true)
})
afterAll(() => server.stop())

const robot = (permissions: Parameters<typeof makeRobot>[2], more?: object) => {
  made += 1
  return makeRobot(server, `r${made}`, permissions, more)
}

describe('a robot’s robots', () => {
  const given = ['robot:create', 'robot:read', 'robot:list', 'robot:delete', 'repository:pull']

  test('are made within its own permissions, and no further', async () => {
    const { id, api } = await robot([inProject('team', ...given)])
    const child = (name: string, permissions: object[], level = 'project') =>
      api.post('/robots', { name, level, duration: 1, permissions })
    const made = await child('child', [inProject('team', 'repository:pull')])
    expect(made.status).toBe(201)
    expect((await admin.get(`/robots/${made.body.id}`)).body).toMatchObject({
      ...{ creator_type: 'robot', creator_ref: id },
    })
    expect(await child('more', [inProject('team', 'repository:push')])).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    })
    expect((await child('beside', [inProject('side', 'repository:pull')])).status).toBe(403)
    expect((await child('above', [inProject('team', 'repository:pull')], 'system')).status).toBe(403)
    expect((await api.send('PATCH', `/robots/${id}`, { secret: '' })).status).toBe(403)
    expect((await api.delete(`/robots/${made.body.id}`)).status).toBe(200)
  })

  test('of the system reach every project only where it does itself', async () => {
    const { api } = await robot([inSystem('robot:create'), inProject('team', 'repository:pull')])
    const child = (name: string, permission: object) =>
      api.post('/robots', { name, level: 'system', duration: 1, permissions: [permission] })
    expect((await child('inner', inProject('team', 'repository:pull'))).status).toBe(201)
    expect((await child('star', inProject('*', 'repository:pull'))).status).toBe(403)
    expect((await child('system', inSystem('user:list'))).status).toBe(403)
    expect((await child('same', inSystem('robot:create'))).status).toBe(201)
    expect((await child('public', inProject('open', 'repository:push'))).status).toBe(403)
  })
})

test('a project that a robot makes is an administrator’s', async () => {
  const { caller, api } = await robot([inSystem('project:create'), inProject('*', 'repository:push')])
  expect((await api.post('/projects', { project_name: 'made-by-robot' })).status).toBe(201)
  expect((await admin.get('/projects/made-by-robot')).body).toMatchObject({ owner_name: 'admin' })
  expect((await caller.send('POST', '/v2/made-by-robot/x/blobs/uploads/')).status).toBe(202)
  expect(
    (
      await (
        await robot([inProject('team', 'project:read')], { name: 'plain' })
      ).api.post('/projects', { project_name: 'x' })
    ).status,
  ).toBe(403)
})
