// No robot and user share a login name, whatever the setting says that robots' names begin with.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let admin: ApiCaller

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
  await accounts.user('botany')
})
afterAll(() => server.stop())

const prefix = (text: string) => admin.put('/configurations', { robot_name_prefix: text })
const password = 'Correct-Horse-7'
const user = (username: string) =>
  admin.post('/users', { username, realname: username, email: `${username}@example.com`, password })

test('a prefix with which a user’s name begins is refused, and stays so until there is no such user', async () => {
  const refused = await prefix('bot')
  expect(refused.status).toBe(400)
  expect(refused.message).toContain('robot_name_prefix: the user botany')
  expect((await prefix('a')).message).toContain('the user admin')
  expect((await prefix('botany')).status).toBe(400)
  expect((await admin.get('/configurations')).body.robot_name_prefix.value).toBe('robot$')
  const id = (await admin.get('/users?q=username=botany')).body[0].user_id
  expect((await admin.delete(`/users/${id}`)).status).toBe(200)
  expect((await prefix('bot')).status).toBe(200)
})

test('a user’s name that begins with the prefix is refused, and the robot alone is known by it', async () => {
  expect((await prefix('bot')).status).toBe(200)
  const refused = await user('botx')
  expect(refused.status).toBe(400)
  expect(refused.message).toBe('username begins with bot, as the names of robots do')
  const permissions = [
    { kind: 'system', namespace: '/', access: [{ resource: 'project', action: 'create' }] },
  ]
  const robot = (await admin.post('/robots', { name: 'x', level: 'system', duration: 1, permissions })).body
  expect(robot.name).toBe('botx')
  const account: Account = { id: robot.id, name: robot.name, password: robot.secret }
  expect((await new ApiCaller(server, account).get('/projects')).status).toBe(200)
  // Capitals matter, as they do in names.
  expect((await user('Botx')).status).toBe(201)
  expect((await user('robotx')).status).toBe(201)
})

test('signs that begin no user’s name are no matter, nor is a prefix that stays as it is', async () => {
  expect((await prefix('%')).status).toBe(200)
  expect((await user('bota')).status).toBe(201)
  expect((await prefix('_')).status).toBe(200)
  expect((await prefix('_')).status).toBe(200)
  expect((await prefix('robot$')).status).toBe(200)
})

test('who registers without an account is refused in the same words', async () => {
  expect((await prefix('svc-')).status).toBe(200)
  expect((await admin.put('/configurations', { self_registration: true })).status).toBe(200)
  const self = { username: 'svc-mine', realname: 'Mine', email: 'mine@example.com', password }
  const answer = await new ApiCaller(server).post('/users', self)
  expect([answer.status, answer.message]).toEqual([
    400,
    'username begins with svc-, as the names of robots do',
  ])
})
