// Robots at the management API: made, shown, listed, changed and deleted, by those who may.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { recordedEvents } from '../support/events.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let accounts: Accounts
let admin: ApiCaller
let ada: ApiCaller
let guest: ApiCaller
let stranger: ApiCaller
let team: number

beforeAll(async () => {
  server = await startTestServer()
  accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
  const owner = await accounts.user('ada')
  ada = new ApiCaller(server, owner)
  team = await accounts.project('team', owner)
  const visitor = await accounts.user('guest')
  await accounts.member(team, visitor, 'guest')
  guest = new ApiCaller(server, visitor)
  stranger = new ApiCaller(server, await accounts.user('stranger'))
})
afterAll(() => server.stop())

const pull = [{ resource: 'repository', action: 'pull' }]
const inTeam = [{ kind: 'project', namespace: 'team', access: pull }]
const projectRobot = (name: string, more: object = {}) => ({
  ...{ name, level: 'project', duration: 30, permissions: inTeam },
  ...more,
})
const systemRobot = (name: string, permissions: object[], more: object = {}) => ({
  ...{ name, level: 'system', duration: -1, permissions },
  ...more,
})

describe('a project’s robot', () => {
  test('is made by the project’s administrator, with a secret that is shown once', async () => {
    const made = await ada.post('/robots', projectRobot('ci', { description: 'builds' }))
    expect(made.status).toBe(201)
    expect(made.headers.get('location')).toBe(`/api/v2.0/robots/${made.body.id}`)
    expect(made.body).toMatchObject({ name: 'robot$team+ci' })
    expect(made.body.secret).toMatch(/^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)[A-Za-z0-9]{32}$/)
    const days = (made.body.expires_at - Date.parse(made.body.creation_time) / 1000) / 86_400
    expect(Math.round(days)).toBe(30)
    const shown = await ada.get(`/robots/${made.body.id}`)
    expect(shown.body).toMatchObject({
      ...{ id: made.body.id, name: 'robot$team+ci', description: 'builds', level: 'project', duration: 30 },
      ...{ disable: false, editable: true, creator_type: 'local', permissions: inTeam },
      expires_at: made.body.expires_at,
    })
    expect(shown.body.secret).toBeUndefined()
    expect((await guest.get(`/robots/${made.body.id}`)).status).toBe(200)
    expect((await admin.get(`/robots/${made.body.id}`)).status).toBe(200)
  })

  test('of a taken name is a conflict, in Harbor’s words', async () => {
    await ada.post('/robots', projectRobot('taken'))
    const again = await ada.post('/robots', projectRobot('taken'))
    expect(again).toMatchObject({ status: 409, code: 'CONFLICT' })
    expect(again.message).toBe(`robot account ${team}:team+taken already exists`)
  })

  test('is changed as a whole, but keeps its name, level and project', async () => {
    const { id } = (await ada.post('/robots', projectRobot('changing'))).body
    const before = (await ada.get(`/robots/${id}`)).body
    const push = [{ kind: 'project', namespace: 'team', access: [{ resource: 'tag', action: 'create' }] }]
    const change = { ...before, duration: 2, disable: true, description: 'new', permissions: push }
    expect((await ada.put(`/robots/${id}`, change)).status).toBe(200)
    const after = (await ada.get(`/robots/${id}`)).body
    expect(after).toMatchObject({ disable: true, description: 'new', duration: 2, permissions: push })
    expect(Math.round((after.expires_at - Date.parse(after.creation_time) / 1000) / 86_400)).toBe(2)
    for (const wrong of [{ name: 'robot$team+other' }, { level: 'system' }, { duration: 0 }]) {
      expect((await ada.put(`/robots/${id}`, { ...change, ...wrong })).status).toBe(400)
    }
    await ada.post('/projects', { project_name: 'another' })
    const elsewhere = [{ kind: 'project', namespace: 'another', access: pull }]
    expect((await ada.put(`/robots/${id}`, { ...change, permissions: elsewhere })).status).toBe(400)
  })

  test('is gone once deleted, and its name is free again', async () => {
    const { id } = (await ada.post('/robots', projectRobot('leaving'))).body
    expect((await ada.delete(`/robots/${id}`)).status).toBe(200)
    expect(await ada.get(`/robots/${id}`)).toMatchObject({ status: 404, message: `robot ${id} not found` })
    expect((await ada.delete(`/robots/${id}`)).status).toBe(404)
    expect((await stranger.get(`/robots/${id}`)).status).toBe(403)
    expect((await ada.post('/robots', projectRobot('leaving'))).status).toBe(201)
  })

  test('goes with its project', async () => {
    const { body } = await admin.post('/projects', { project_name: 'brief' })
    expect(body).toBeUndefined()
    const permissions = [{ kind: 'project', namespace: 'brief', access: pull }]
    const { id } = (await admin.post('/robots', projectRobot('ci', { permissions }))).body
    await admin.delete('/projects/brief')
    expect((await admin.get(`/robots/${id}`)).status).toBe(404)
    const events = await recordedEvents(server, 'robot.deleted')
    expect(events.at(-1)?.body).toEqual({ id, name: 'brief+ci' })
  })

  test('is not of those who only read, nor of strangers', async () => {
    const { id } = (await ada.post('/robots', projectRobot('guarded'))).body
    for (const caller of [guest, stranger, new ApiCaller(server)]) {
      const refused = caller === guest || caller === stranger ? 403 : 401
      expect((await caller.post('/robots', projectRobot('x'))).status).toBe(refused)
      expect((await caller.put(`/robots/${id}`, projectRobot('x'))).status).toBe(refused)
      expect((await caller.send('PATCH', `/robots/${id}`, { secret: '' })).status).toBe(refused)
      expect((await caller.delete(`/robots/${id}`)).status).toBe(refused)
    }
    expect(await stranger.get(`/robots/${id}`)).toMatchObject({ status: 403 })
    expect((await stranger.get(`/robots/${id}`)).body).toEqual((await stranger.get('/robots/999999')).body)
  })
})

describe('the system’s robots', () => {
  test('are administrators’ alone', async () => {
    const everything = [
      { kind: 'project', namespace: '*', access: pull },
      { kind: 'system', namespace: '/', access: [{ resource: 'project', action: 'create' }] },
    ]
    const { status, body } = await admin.post('/robots', systemRobot('everywhere', everything))
    expect([status, body.name, body.expires_at]).toEqual([201, 'robot$everywhere', -1])
    expect((await admin.get(`/robots/${body.id}`)).body.permissions).toEqual(everything)
    expect((await ada.post('/robots', systemRobot('mine', inTeam))).status).toBe(403)
    expect((await ada.get(`/robots/${body.id}`)).status).toBe(403)
    expect((await ada.get('/robots')).status).toBe(403)
  })

  test('are given nothing in projects that do not exist', async () => {
    const nowhere = [{ kind: 'project', namespace: 'nosuch', access: pull }]
    expect((await admin.post('/robots', systemRobot('lost', nowhere))).status).toBe(404)
    expect((await ada.post('/robots', { ...projectRobot('lost'), permissions: nowhere })).status).toBe(403)
  })
})

describe('lists', () => {
  test('show the system’s robots, or a project’s, by name', async () => {
    const { id } = (await admin.post('/robots', systemRobot('zeta', inTeam))).body
    await admin.post('/robots', systemRobot('alpha', inTeam))
    const names = async (caller: ApiCaller, query: string) =>
      (await caller.get(`/robots${query}`)).body.map((each: { name: string }) => each.name)
    const system = await names(admin, '?page_size=100')
    expect(system).toEqual([...system].sort())
    expect(system).toContain('robot$zeta')
    expect(await names(admin, '?q=Level=system,name=zeta')).toEqual(['robot$zeta'])
    expect(await names(admin, `?q=${encodeURIComponent('name=robot$zeta')}`)).toEqual(['robot$zeta'])
    expect(await names(admin, `?q=id=${id}`)).toEqual(['robot$zeta'])
    await ada.post('/robots', projectRobot('listed'))
    const own = await names(ada, `?q=Level=project,ProjectID=${team}&page_size=100`)
    expect(own).toContain('robot$team+listed')
    expect(own.every((name: string) => name.startsWith('robot$team+'))).toBe(true)
    const exact = encodeURIComponent(`Level=project,ProjectID=${team},name=team+listed`)
    expect(await names(guest, `?q=${exact}`)).toEqual(['robot$team+listed'])
    for (const part of ['liste', 'team+list', 'robot$team+LIST']) {
      const within = encodeURIComponent(`Level=project,ProjectID=${team},name=~${part}`)
      expect(await names(guest, `?q=${within}`)).toEqual(['robot$team+listed'])
    }
    expect(await names(admin, `?q=${encodeURIComponent('name=~robot$zet')}`)).toEqual(['robot$zeta'])
    const page = await ada.get(`/robots?q=Level=project,ProjectID=${team}&page=1&page_size=1`)
    expect(page.body).toHaveLength(1)
    expect(Number(page.headers.get('x-total-count'))).toBe(own.length)
  })

  test.each([
    ['Level=project', 'must with project ID when to query project robots'],
    ['Level=nosuch', 'bad request error level input'],
    ['Level=project,ProjectID=-1', 'ProjectID must be a positive integer'],
  ])('%s is a bad request', async (q, message) => {
    expect(await admin.get(`/robots?q=${q}`)).toMatchObject({ status: 400, message })
  })

  test('of a project are for its members', async () => {
    const q = `?q=Level=project,ProjectID=${team}`
    expect((await stranger.get(`/robots${q}`)).status).toBe(403)
    expect((await stranger.get('/robots?q=Level=project,ProjectID=99999')).status).toBe(403)
    expect((await admin.get('/robots?q=Level=project,ProjectID=99999')).status).toBe(404)
    expect((await new ApiCaller(server).get(`/robots${q}`)).status).toBe(401)
  })
})

describe('bad input', () => {
  test.each<[string, object]>([
    ['robot name is not in lower case or contains illegal characters', { name: 'R2' }],
    ['robot name is not in lower case or contains illegal characters', { name: 'a+b' }],
    ['robot name is not in lower case or contains illegal characters', { name: undefined }],
    [
      'bad request error duration input: -2, duration must be either -1(Never) or a positive integer',
      { duration: -2 },
    ],
    [
      'bad request error duration input: 0, duration must be either -1(Never) or a positive integer',
      { duration: 0 },
    ],
    ['bad request error level input: nosuch', { level: 'nosuch' }],
    ['bad request empty permission', { permissions: [] }],
    [
      'bad request permission: there are more than 1000',
      { level: 'system', permissions: Array.from({ length: 1_001 }, () => inTeam[0]) },
    ],
    [
      'bad request access: there are more than 140 in one permission',
      { permissions: [{ ...inTeam[0], access: Array.from({ length: 141 }, () => pull[0]) }] },
    ],
    ['bad request description: it has more than 1024 characters', { description: 'x'.repeat(1_025) }],
    ['bad request empty access', { permissions: [{ kind: 'project', namespace: 'team', access: [] }] }],
    ['bad request permission', { permissions: [...inTeam, ...inTeam] }],
    [
      'bad request permission: nosuch:pull',
      {
        permissions: [
          { kind: 'project', namespace: 'team', access: [{ resource: 'nosuch', action: 'pull' }] },
        ],
      },
    ],
    [
      'bad request permission level: other',
      { permissions: [{ kind: 'other', namespace: 'team', access: pull }] },
    ],
    [
      'bad request permission: a robot of a project has permissions in that project only',
      { permissions: [{ kind: 'project', namespace: '*', access: pull }] },
    ],
    [
      'the secret must be 8-128, inclusively, characters long with at least 1 uppercase letter, 1 lowercase letter and 1 number',
      { secret: 'short' },
    ],
  ])('%s', async (message, change) => {
    expect(await ada.post('/robots', { ...projectRobot('bad'), ...change })).toMatchObject({
      status: 400,
      message,
    })
  })

  test('without a duration a robot lives as long as the setting says', async () => {
    const { body } = await ada.post('/robots', { ...projectRobot('usual'), duration: undefined })
    expect((await ada.get(`/robots/${body.id}`)).body.duration).toBe(30)
  })
})

test('every change is told of', async () => {
  const { body } = await ada.post('/robots', projectRobot('watched'))
  await ada.put(`/robots/${body.id}`, projectRobot('robot$team+watched', { disable: true }))
  await ada.send('PATCH', `/robots/${body.id}`, { secret: '' })
  await ada.delete(`/robots/${body.id}`)
  const told = (await recordedEvents(server, 'robot.')).filter((each) => each.body.id === body.id)
  expect(told.map(({ kind }) => kind)).toEqual([
    ...['robot.created', 'robot.updated', 'robot.secret-changed', 'robot.deleted'],
  ])
  for (const each of told) {
    expect(each).toMatchObject({ projectId: team, actor: { type: 'user', name: 'ada' } })
    expect(each.body).toEqual({ id: body.id, name: 'robot$team+watched' })
  }
})
