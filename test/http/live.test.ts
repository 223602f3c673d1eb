// Changes as they happen: told to those who may see them at that moment, and to nobody else.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { CookieClient } from '../support/cookie-client.ts'
import { LiveListener } from '../support/live-listener.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let accounts: Accounts
let admin: ApiCaller
let pusher: Caller
let developer: Account
let stranger: Account
let team: number
let open: number
const listeners: LiveListener[] = []
const reads: string[] = []

beforeAll(async () => {
  server = await startTestServer({
    settings: { 'limits.liveStreamsPerPerson': '8', 'limits.idleTimeout': '3s' },
    onStatement: (sql) => {
      if (/from "events".*"seq" >/.test(sql)) reads.push(sql)
    },
  })
  accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
  pusher = new Caller(server.url, accounts.admin())
  developer = await accounts.user('dora')
  stranger = await accounts.user('stan')
  team = await accounts.project('team', accounts.admin())
  open = await accounts.project('open', accounts.admin(), true)
  await accounts.member(team, developer, 'developer')
})
afterAll(async () => {
  for (const each of listeners) each.close()
  await server.stop()
})

async function listen(ears: Parameters<typeof LiveListener.open>[1] = {}): Promise<LiveListener> {
  const listener = await LiveListener.open(server.url, ears)
  listeners.push(listener)
  await listener.until(({ id }) => id !== undefined)
  return listener
}

test('a push is told to those who may see it, with little more than where it was', async () => {
  const [member, outsider, anybody] = [
    await listen({ as: developer }),
    await listen({ as: stranger }),
    await listen(),
  ]
  expect(member.response.headers.get('content-type')).toBe('text/event-stream')
  expect(member.response.headers.get('x-accel-buffering')).toBe('no')
  await pusher.pushImage('team/app', 'v1')
  await pusher.pushImage('open/app', 'v2')
  for (const each of [member, outsider, anybody]) await each.until(({ hints }) => hints.some(isOpen))
  const told = {
    kind: 'artifact.pushed',
    project_id: team,
    project: 'team',
    repository: 'team/app',
    tag: 'v1',
  }
  expect(member.hints).toContainEqual(told)
  expect([...outsider.hints, ...anybody.hints].filter(({ project_id }) => project_id !== open)).toEqual([])
  for (const each of [member, outsider, anybody]) each.close()
})

const isOpen = (hint: { project?: string; kind: string }) =>
  hint.project === 'open' && hint.kind === 'artifact.pushed'

test('rights count as they are when something happens', async () => {
  const [member, anybody] = [await listen({ as: developer }), await listen()]
  const project = await accounts.project('changing', accounts.admin(), true)
  await pusher.pushImage('changing/app', 'v1')
  await anybody.untilHint('artifact.pushed')
  await accounts.setPublic(project, false)
  await pusher.pushImage('changing/app', 'v2')
  await accounts.member(project, developer, 'guest')
  await pusher.pushImage('changing/app', 'v3')
  await member.until(({ hints }) => hints.some(({ tag }) => tag === 'v3'))
  await pusher.pushImage('open/app', 'v3')
  await anybody.until(({ hints }) => hints.some(isOpen))
  expect(anybody.hints.filter(({ project, tag }) => project === 'changing' && tag && tag !== 'v1')).toEqual(
    [],
  )
  for (const each of [member, anybody]) each.close()
})

test('what lies outside of projects is told to administrators', async () => {
  const [administrator, member] = [await listen({ as: accounts.admin() }), await listen({ as: developer })]
  await admin.post('/users', {
    username: 'nina',
    email: 'n@example.com',
    realname: 'n',
    password: 'Sesame 2026',
  })
  await administrator.untilHint('user.created')
  await accounts.project('doomed', accounts.admin(), true)
  await admin.delete('/projects/doomed')
  await administrator.untilHint('project.deleted')
  await pusher.pushImage('open/app', 'v4')
  await member.until(({ hints }) => hints.some(isOpen))
  expect(member.hints.filter(({ kind }) => kind !== 'artifact.pushed')).toEqual([])
  for (const each of [administrator, member]) each.close()
})

test('a stream ends with its session', async () => {
  const browser = new CookieClient(server.url)
  await browser.login(developer.name, developer.password)
  const cookie = `sid=${browser.cookies.get('sid')}`
  const listener = await listen({ cookie })
  await browser.get('/c/log_out')
  expect(await listener.ended()).toBe('signed-out')
  const again = await LiveListener.open(server.url, { cookie })
  expect(again.response.status).toBe(401)
})

test('a stream of an account that is gone ends', async () => {
  const leaver = await accounts.user('lea')
  const listener = await listen({ as: leaver })
  await accounts.deleteUser(leaver)
  await pusher.pushImage('open/app', 'v5')
  expect(await listener.ended()).toBe('signed-out')
})

test('who comes back is told what happened meanwhile, and of what nobody knows any more, to look at everything', async () => {
  const first = await listen({ as: developer })
  await pusher.pushImage('team/app', 'before')
  await first.untilHint('artifact.pushed')
  const after = first.id as number
  first.close()
  await pusher.pushImage('team/app', 'meanwhile')
  const back = await listen({ as: developer, headers: { 'last-event-id': String(after) } })
  await back.untilHint('artifact.pushed')
  expect(back.hints.map(({ tag }) => tag)).toEqual(['meanwhile'])
  back.close()
  const lost = await listen({ as: developer, query: '?after=900000000' })
  await lost.until(({ heard }) => heard.some(({ event }) => event === 'resync'))
  lost.close()
})

test('who comes back after long is told to look at everything, and not what happened when they might not see it', async () => {
  const first = await listen({ as: stranger })
  const after = first.id as number
  first.close()
  await pusher.pushImage('team/secret', 'plan')
  await accounts.setPublic(team, true)
  await server.database.transaction((tx) =>
    queries(tx)
      .updateTable('events')
      .set(({ eb }) => ({ at: eb('at', '-', 61_000) }))
      .execute(),
  )
  const back = await listen({ as: stranger, query: `?after=${after}` })
  await back.until(({ heard }) => heard.some(({ event }) => event === 'resync'))
  expect(back.hints).toEqual([])
  back.close()
  await accounts.setPublic(team, false)
})

test('signs of life keep a quiet connection open beyond the idle time', async () => {
  const listener = await listen({ as: stranger })
  const began = performance.now()
  while (performance.now() - began < 9_000) {
    await pusher.get('/v2/')
    await Bun.sleep(500)
  }
  await pusher.pushImage('open/app', 'later')
  await listener.until(({ hints }) => hints.some(({ tag }) => tag === 'later'))
  listener.close()
}, 20_000)

test('nobody opens more than the limit, and closing one makes room', async () => {
  const crowd = [...Array(8)].map(() => listen({ as: stranger }))
  const all = await Promise.all(crowd)
  const refused = await LiveListener.open(server.url, { as: stranger })
  expect(refused.response.status).toBe(429)
  expect(refused.response.headers.get('retry-after')).toBe('60')
  ;(await listen({ as: developer })).close()
  all[0]?.close()
  let status = 429
  while (status === 429) {
    const next = await LiveListener.open(server.url, { as: stranger })
    ;({ status } = next.response)
    next.close()
  }
  expect(status).toBe(200)
  for (const each of all) each.close()
})

test('many listeners cost one question, and no listeners none', async () => {
  const reader = await accounts.user('reader')
  const crowd = await Promise.all([...Array(8)].map(() => listen({ as: reader })))
  reads.length = 0
  await pusher.pushImage('open/app', 'crowded')
  await Promise.all(crowd.map((each) => each.untilHint('artifact.pushed')))
  expect(reads.length).toBeLessThanOrEqual(3)
  for (const each of crowd) each.close()
  let count = -1
  while (count !== 0) {
    const { text } = await pusher.get('/metrics')
    count = Number(/entrepot_live_streams (\d+)/.exec(text)?.[1])
  }
  reads.length = 0
  await pusher.pushImage('team/app', 'unheard')
  await Bun.sleep(1_200)
  expect(reads).toEqual([])
}, 15_000)

test('a stream for a script ends by itself', async () => {
  const listener = await listen({ query: '?seconds=1' })
  expect(await listener.ended()).toBe('time')
})

test('a server that stops ends its streams, and does not wait for them', async () => {
  const other = await startTestServer()
  const listener = await LiveListener.open(other.url)
  await listener.until(({ id }) => id !== undefined)
  const began = performance.now()
  await other.stop()
  expect(await listener.ended()).toBe('leaving')
  expect(performance.now() - began).toBeLessThan(5_000)
})
