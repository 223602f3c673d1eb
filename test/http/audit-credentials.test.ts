// The audit log and the ways to prove who one is: sessions, robots and access tokens, in it and as its readers.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { CookieClient } from '../support/cookie-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let admin: ApiCaller
let ada: Account
let asAda: ApiCaller

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  ada = await accounts.user('ada')
  admin = new ApiCaller(server, accounts.admin())
  asAda = new ApiCaller(server, ada)
  await accounts.project('team', ada)
  await accounts.project('other', ada)
  await new Caller(server.url, ada).pushImage('team/app', 'v1')
  await new Caller(server.url, ada).pushImage('other/app', 'v1')
})
afterAll(() => server.stop())

interface Told {
  readonly username: string
  readonly operation: string
  readonly resource: string
  readonly resource_type: string
  readonly credential: string
  readonly operation_result: boolean
}

async function entries(q: string, by = admin, path = '/auditlog-exts'): Promise<Told[]> {
  await server.deliverEvents()
  const answer = await by.get(`${path}?page_size=100&q=${encodeURIComponent(q)}`)
  expect(answer.status).toBe(200)
  return answer.body as Told[]
}

test('sessions that begin, fail to, and end', async () => {
  const browser = new CookieClient(server.url)
  expect((await browser.login('ada', 'wrong')).status).toBe(401)
  expect((await browser.login('ada', ada.password)).status).toBe(200)
  expect((await browser.get('/c/log_out')).status).toBe(200)
  const told = await entries('username=ada,resource_type=user')
  const inWords = told.map(
    ({ operation, credential, operation_result: done }) => `${operation} ${credential} ${done}`,
  )
  for (const words of ['login password false', 'login password true', 'logout session true']) {
    expect(inWords).toContain(words)
  }
})

test('a name with a NUL that fails to sign in keeps nothing out of the log', async () => {
  const tried = async (name: string) => {
    const authorization = `Basic ${Buffer.from(`${name}:wrong`).toString('base64')}`
    const { status } = await fetch(`${server.url}/api/v2.0/projects`, { headers: { authorization } })
    expect(status).toBe(401)
  }
  await tried('mal\0lory')
  await tried('trent')
  const names = (await entries('operation=login,operation_result=false')).map(({ username }) => username)
  expect(names).toContain('mal\ufffdlory')
  expect(names).toContain('trent')
})

const access = (resource: string, action: string) => ({ resource, action })

async function robot(name: string, permissions: object[], level = 'project'): Promise<Account> {
  const body = { name, level, duration: 30, permissions }
  const made = await (level === 'system' ? admin : asAda).post('/robots', body)
  expect(made.status).toBe(201)
  return { id: made.body.id, name: made.body.name, password: made.body.secret }
}

test('robots, by their full name, from their making to their end', async () => {
  const pulls = [{ kind: 'project', namespace: 'team', access: [access('repository', 'pull')] }]
  const ci = await robot('ci', pulls)
  expect((await new Caller(server.url, ci).get('/v2/team/app/manifests/v1')).status).toBe(200)
  expect((await asAda.delete(`/robots/${ci.id}`)).status).toBe(200)
  expect((await new Caller(server.url, ci).get('/v2/team/app/manifests/v1')).status).toBe(401)
  const ofRobot = await entries('resource=robot$team+ci,resource_type=robot')
  expect(
    ofRobot.map(({ username, operation, operation_result: done }) => `${username} ${operation} ${done}`),
  ).toEqual(['robot$team+ci login false', 'ada delete true', 'robot$team+ci login true', 'ada create true'])
  expect(await entries('username=robot$team+ci,operation=pull')).toMatchObject([{ resource: 'team/app:v1' }])
  expect(await entries('resource_type=robot', asAda, '/projects/team/auditlog-exts')).not.toEqual([])
})

test('a login that fails is a robot’s where the name looks like one, whether there is such a robot or not', async () => {
  const ci = await robot('fails', [{ kind: 'project', namespace: 'team', access: [access('tag', 'list')] }])
  const { token } = (await asAda.post('/users/current/tokens', { name: 'mine', preset: 'read' })).body
  const tried = async (name: string, password: string) => {
    const { status, message } = await new ApiCaller(server, { id: 0, name, password }).get('/projects')
    return { status, message }
  }
  const refusal = await tried('nobody', 'wrong')
  expect(refusal.status).toBe(401)
  expect(await tried(ci.name, 'wrong')).toEqual(refusal)
  expect(await tried('robot$none', 'wrong')).toEqual(refusal)
  expect((await tried('robot$token', token)).status).toBe(401)
  const failed = await entries('operation=login,operation_result=false')
  const inWords = failed.map(({ username, resource_type: type }) => `${type} ${username}`)
  for (const words of ['user nobody', 'robot robot$team+fails', 'robot robot$none', 'robot robot$token']) {
    expect(inWords).toContain(words)
  }
})

test('a robot reads the log that it was given, and no other', async () => {
  const ofTeam = await robot('auditor', [
    { kind: 'project', namespace: 'team', access: [access('log', 'list')] },
  ])
  const ofAll = await robot(
    'auditor',
    [{ kind: 'system', namespace: '/', access: [access('audit-log', 'list')] }],
    'system',
  )
  const without = await robot('reader', [
    { kind: 'project', namespace: 'team', access: [access('repository', 'list')] },
  ])
  const as = (account: Account) => new ApiCaller(server, account)
  const inTeam = await entries('operation=create', as(ofTeam), '/projects/team/auditlog-exts')
  expect(inTeam.map(({ resource }) => resource)).toContain('team/app:v1')
  expect((await as(ofTeam).get('/projects/other/auditlog-exts')).status).toBe(403)
  expect(await entries('operation=create', as(ofTeam))).toEqual([])
  const everywhere = (await entries('operation=create', as(ofAll))).map(({ resource }) => resource)
  expect(everywhere).toEqual(expect.arrayContaining(['team/app:v1', 'other/app:v1']))
  expect((await as(ofAll).get('/auditlog-exts/events')).status).toBe(200)
  for (const path of ['/projects/team/auditlog-exts', '/projects/team/logs', '/system/purgeaudit']) {
    expect((await as(without).get(path)).status).toBe(403)
  }
})

test('a robot purges if it may', async () => {
  const purger = await robot(
    'purger',
    [
      {
        kind: 'system',
        namespace: '/',
        access: [access('purge-audit', 'create'), access('purge-audit', 'read')],
      },
    ],
    'system',
  )
  const as = new ApiCaller(server, purger)
  const parameters = { audit_retention_hour: 1, include_event_types: '' }
  const started = await as.post('/system/purgeaudit/schedule', { schedule: { type: 'Manual' }, parameters })
  expect(started.status).toBe(201)
  const path = (started.headers.get('location') as string).replace('/api/v2.0', '')
  expect((await as.get(path)).status).toBe(200)
  expect((await as.put(path)).status).toBe(403)
  expect((await as.get('/system/purgeaudit')).status).toBe(403)
  expect((await as.put('/system/purgeaudit/schedule', { schedule: { type: 'None' } })).status).toBe(403)
})
