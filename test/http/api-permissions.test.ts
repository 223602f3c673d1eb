// What there is to permit, and what one may oneself.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let accounts: Accounts
let admin: ApiCaller
let ada: ApiCaller
let guest: ApiCaller
let stranger: ApiCaller
let team: number
let open: number

beforeAll(async () => {
  server = await startTestServer()
  accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
  const owner = await accounts.user('ada')
  ada = new ApiCaller(server, owner)
  team = await accounts.project('team', owner)
  open = await accounts.project('open', owner, true)
  const visitor = await accounts.user('guest')
  await accounts.member(team, visitor, 'guest')
  guest = new ApiCaller(server, visitor)
  stranger = new ApiCaller(server, await accounts.user('stranger'))
})
afterAll(() => server.stop())

describe('/permissions', () => {
  test('are 70 of the system and 70 of projects, for administrators', async () => {
    const { body } = await admin.get('/permissions')
    expect([body.system.length, body.project.length]).toEqual([70, 70])
    for (const list of [body.system, body.project]) {
      expect(new Set(list.map((each: object) => JSON.stringify(each))).size).toBe(70)
    }
  })

  test('administrators of a project see those of projects, others none', async () => {
    const { body } = await ada.get('/permissions')
    expect(body.system).toBeUndefined()
    expect(body.project).toHaveLength(70)
    expect((await guest.get('/permissions')).status).toBe(403)
    expect((await stranger.get('/permissions')).status).toBe(403)
    expect((await new ApiCaller(server).get('/permissions')).status).toBe(401)
  })

  test('each can be given to a robot', async () => {
    const { body } = await admin.get('/permissions')
    const permissions = [
      { kind: 'system', namespace: '/', access: body.system },
      { kind: 'project', namespace: '*', access: body.project },
    ]
    const made = await admin.post('/robots', { name: 'all', level: 'system', duration: 1, permissions })
    expect(made.status).toBe(201)
    expect((await admin.get(`/robots/${made.body.id}`)).body.permissions).toEqual(permissions)
  })
})

describe('/users/current/permissions', () => {
  const own = async (caller: ApiCaller, query: string) => {
    const { status, body } = await caller.get(`/users/current/permissions${query}`)
    expect(status).toBe(200)
    return (body as { resource: string; action: string }[]).map((each) => `${each.resource}:${each.action}`)
  }

  test('in a project, named as within it or in full', async () => {
    const scope = `?scope=/project/${team}`
    const relative = await own(guest, `${scope}&relative=true`)
    expect(relative).toContain('.:read')
    expect(relative).toContain('repository:pull')
    expect(relative).not.toContain('repository:push')
    expect(await own(guest, scope)).toEqual(
      relative.map((each) => `/project/${team}${each.startsWith('.') ? each.slice(1) : `/${each}`}`),
    )
  })

  test('of a public project are everybody’s; of a private or unknown one there are none', async () => {
    expect(await own(stranger, `?scope=/project/${open}&relative=true`)).toContain('repository:pull')
    expect(await own(stranger, `?scope=/project/${team}`)).toEqual([])
    expect(await own(stranger, '?scope=/project/999999')).toEqual([])
  })

  test('outside of projects', async () => {
    expect(await own(admin, '?scope=/system&relative=true')).toContain('user:delete')
    expect(await own(ada, '?scope=/system&relative=true')).toEqual(['catalog:read', 'project:create'])
  })

  test('of what is no scope there are none; nobody has none to ask for', async () => {
    expect(await own(admin, '')).toEqual([])
    expect(await own(admin, '?scope=/nosuch')).toEqual([])
    expect((await new ApiCaller(server).get('/users/current/permissions')).status).toBe(401)
  })
})
