// A stream of changes goes on no longer than what it was opened with, and strangers leave room for others.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { LiveListener } from '../support/live-listener.ts'
import { inProject, makeRobot, type Robot } from '../support/robots.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let accounts: Accounts
let pusher: Caller
let dora: Account
let admin: ApiCaller

beforeAll(async () => {
  server = await startTestServer({ settings: { 'limits.liveStreams': '4', 'limits.idleTimeout': '3s' } })
  accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
  pusher = new Caller(server.url, accounts.admin())
  dora = await accounts.user('dora')
  await accounts.member(await accounts.project('team', accounts.admin()), dora, 'guest')
})
afterAll(() => server.stop())

async function listen(ears: Parameters<typeof LiveListener.open>[1]): Promise<LiveListener> {
  const listener = await LiveListener.open(server.url, ears)
  await listener.until(({ id }) => id !== undefined)
  return listener
}

test('a stream ends with the token that it was opened with', async () => {
  const caller = new ApiCaller(server, dora)
  const made = await caller.post('/users/current/tokens', { name: 'script', expires_in: 3600 })
  const { id, token } = made.body as { id: number; token: string }
  const bearer = await listen({ headers: { authorization: `Bearer ${token}` } })
  const basic = await listen({ as: { ...dora, password: token } })
  const other = await listen({ as: dora })
  expect((await caller.delete(`/users/current/tokens/${id}`)).status).toBe(200)
  await pusher.pushImage('team/app', 'secret')
  expect([await bearer.ended(), await basic.ended()]).toEqual(['signed-out', 'signed-out'])
  await other.untilHint('artifact.pushed')
  other.close()
  expect([...bearer.hints, ...basic.hints]).toEqual([])
})

test('a stream ends with the password that it was opened with', async () => {
  const eve = await accounts.user('eve')
  const listener = await listen({ as: eve })
  const passwords = { old_password: eve.password, new_password: 'Other Sesame 2027' }
  expect((await new ApiCaller(server, eve).put(`/users/${eve.id}/password`, passwords)).status).toBe(200)
  await pusher.pushImage('team/app', 'later')
  expect(await listener.ended()).toBe('signed-out')
})

/** Of the project, listening. */
async function listeningRobot(name: string): Promise<{ robot: Robot; listener: LiveListener }> {
  const robot = await makeRobot(server, name, [inProject('team', 'artifact:list', 'repository:pull')])
  const listener = await listen({ as: robot })
  await pusher.pushImage('team/app', name)
  await listener.untilHint('artifact.pushed')
  return { robot, listener }
}

test('a stream of a robot ends by itself soon after its secret was renewed', async () => {
  const { robot, listener } = await listeningRobot('renewed')
  const answer = await admin.send('PATCH', `/robots/${robot.id}`, { secret: '' })
  expect(answer.status).toBe(200)
  expect(await listener.ended()).toBe('signed-out')
  const again = await LiveListener.open(server.url, { as: robot })
  expect(again.response.status).toBe(401)
  const fresh = await listen({ as: { ...robot, password: answer.body.secret } })
  fresh.close()
})

test('a stream of a robot that is disabled or deleted ends by itself', async () => {
  const disabled = await listeningRobot('disabled')
  const { body } = await admin.get(`/robots/${disabled.robot.id}`)
  expect((await admin.put(`/robots/${disabled.robot.id}`, { ...body, disable: true })).status).toBe(200)
  expect(await disabled.listener.ended()).toBe('signed-out')
  const deleted = await listeningRobot('deleted')
  expect((await admin.delete(`/robots/${deleted.robot.id}`)).status).toBe(200)
  expect(await deleted.listener.ended()).toBe('signed-out')
})

test('who missed much is told so at once, and not of each', async () => {
  const first = await listen({ as: dora })
  const after = first.id
  first.close()
  for (let each = 0; each < 101; each += 1) {
    await admin.post('/labels', { name: `missed-${each}`, scope: 'g' })
  }
  const back = await listen({ as: dora, query: `?after=${after}&seconds=5` })
  await back.until(({ heard }) => heard.some(({ event }) => event === 'resync'))
  expect(back.hints).toEqual([])
  back.close()
})

test('strangers leave half of the streams to others', async () => {
  const strangers = [await listen({}), await listen({})]
  const refused = await LiveListener.open(server.url)
  expect(refused.response.status).toBe(429)
  const member = await listen({ as: dora })
  for (const each of [...strangers, member]) each.close()
})
