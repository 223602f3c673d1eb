// Robots at work: how they sign in, what they reach, and how soon they are stopped.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller, type Heard } from '../support/caller.ts'
import { inProject, inSystem, makeRobot, type Robot, signedInAs } from '../support/robots.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const day = 86_400_000
let server: TestServer
let accounts: Accounts
let admin: ApiCaller
let ada: ApiCaller
let owner: Account
let now = Date.parse('2026-03-01T12:00:00Z')
let made = 0

beforeAll(async () => {
  server = await startTestServer({ clock: () => now })
  accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
  owner = await accounts.user('ada')
  ada = new ApiCaller(server, owner)
  for (const name of ['team', 'side']) {
    await accounts.project(name, owner)
    await new Caller(server.url, owner).pushImage(`${name}/app`, 'v1')
  }
  await accounts.project('open', owner, true)
  await new Caller(server.url, owner).pushImage('open/app', 'v1')
})
afterAll(() => server.stop())
beforeEach(() => {
  made += 1
})

const robot = (permissions: Parameters<typeof makeRobot>[2], more?: object) =>
  makeRobot(server, `r${made}`, permissions, more)
const as = (account: Account) => signedInAs(server, account)

const manifest = '/v2/team/app/manifests/v1'
const statusOf = async (answer: Promise<Heard>) => (await answer).status

describe('signing in', () => {
  test('by name and secret: at /v2, at the API, and for a token', async () => {
    const { caller, api, name } = await robot([inProject('team', 'repository:pull', 'repository:list')])
    expect(await statusOf(caller.get('/v2/'))).toBe(200)
    expect(await statusOf(caller.get(manifest))).toBe(200)
    expect((await api.get('/projects/team/repositories')).body).toMatchObject([{ name: 'team/app' }])
    const bearer = await caller.withToken('repository:team/app:pull')
    expect(await statusOf(bearer.get(manifest))).toBe(200)
    const form = new URLSearchParams({
      ...{ grant_type: 'password', service: 'entrepot', username: name, client_id: 'docker' },
      ...{ access_type: 'offline', scope: 'repository:team/app:pull,push' },
    })
    form.set(
      'password',
      (await admin.send('PATCH', `/robots/${await idOf(name)}`, { secret: '' })).body.secret,
    )
    const answer = await new Caller(server.url).send('POST', '/service/token', {
      body: form.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    const body = JSON.parse(answer.text)
    expect([answer.status, body.scope]).toEqual([200, 'repository:team/app:pull'])
    // A refresh token would outlive a change of the secret.
    expect(body).not.toHaveProperty('refresh_token')
  })

  async function idOf(name: string): Promise<number> {
    const q = encodeURIComponent(`Level=project,ProjectID=${await projectId('team')},name=${name}`)
    return (await admin.get(`/robots?q=${q}`)).body[0].id
  }

  test('with a wrong secret, or as nobody’s robot, is refused in the same words', async () => {
    const { id, name } = await robot([inProject('team', 'repository:pull')])
    const answers = await Promise.all(
      [name, 'robot$team+nosuch', 'robot$nosuch', 'nosuch'].map(async (each) => {
        const wrong = as({ id, name: each, password: 'Wrong1234' })
        const { status, body } = await wrong.api.get('/projects')
        return { status, body }
      }),
    )
    expect(answers[0]?.status).toBe(401)
    for (const each of answers) expect(each).toEqual(answers[0] as (typeof answers)[0])
  })

  test('goes by the prefix that the setting names', async () => {
    const { id, password, caller } = await robot([inProject('team', 'repository:pull')])
    const name = `bot-team+r${made}`
    expect((await admin.put('/configurations', { robot_name_prefix: 'bot-' })).status).toBe(200)
    expect((await admin.get(`/robots/${id}`)).body.name).toBe(name)
    expect(await statusOf(as({ id, name, password }).caller.get(manifest))).toBe(200)
    expect(await statusOf(caller.get(manifest))).toBe(401)
    await admin.put('/configurations', { robot_name_prefix: 'robot$' })
    expect(await statusOf(caller.get(manifest))).toBe(200)
    expect(await statusOf(new Caller(server.url, owner).get(manifest))).toBe(200)
  })
})

describe('secrets', () => {
  test('made anew, the old one is refused at once', async () => {
    const before = await robot([inProject('team', 'repository:pull')])
    const { status, body } = await ada.send('PATCH', `/robots/${before.id}`, { secret: '' })
    expect(status).toBe(200)
    expect(body.secret).toMatch(/^[A-Za-z0-9]{32}$/)
    expect(await statusOf(before.caller.get(manifest))).toBe(401)
    expect(await statusOf(as({ ...before, password: body.secret }).caller.get(manifest))).toBe(200)
  })

  test('chosen by a person, they follow the rules for passwords, and are not shown again', async () => {
    const before = await robot([inProject('team', 'repository:pull')])
    for (const secret of [
      'short1A',
      'nodigitsHere',
      'nouppercase1',
      'NOLOWERCASE1',
      `Aa1${'x'.repeat(126)}`,
    ]) {
      expect((await ada.send('PATCH', `/robots/${before.id}`, { secret })).status).toBe(400)
    }
    const chosen = 'Chosen by Ada 1'
    const { body } = await ada.send('PATCH', `/robots/${before.id}`, { secret: chosen })
    expect(body).toEqual({ secret: '' })
    expect(await statusOf(before.caller.get(manifest))).toBe(401)
    const after = as({ ...before, password: chosen })
    expect(await statusOf(after.caller.get(manifest))).toBe(200)
    expect(await statusOf(as({ ...before, password: `${chosen}!` }).caller.get(manifest))).toBe(401)
  })

  test('may come with the robot', async () => {
    const { caller, password } = await robot([inProject('team', 'repository:pull')], {
      secret: 'From outside 1',
    })
    expect(password).toBe('From outside 1')
    expect(await statusOf(caller.get(manifest))).toBe(200)
  })
})

describe('a robot is stopped at once, also with a token that it got before', () => {
  const stopped = async ({ caller, api }: Robot, bearer: Caller) => {
    expect(await statusOf(caller.get(manifest))).toBe(401)
    expect(await statusOf(caller.askToken(['repository:team/app:pull']))).toBe(401)
    expect((await api.get('/projects')).status).toBe(401)
    const answer = await bearer.get(manifest)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"')
  }

  test('disabled, and let in again', async () => {
    const it = await robot([inProject('team', 'repository:pull')])
    const bearer = await it.caller.withToken('repository:team/app:pull')
    const shown = (await ada.get(`/robots/${it.id}`)).body
    await ada.put(`/robots/${it.id}`, { ...shown, disable: true })
    await stopped(it, bearer)
    await ada.put(`/robots/${it.id}`, shown)
    expect(await statusOf(bearer.get(manifest))).toBe(200)
  })

  test('expired', async () => {
    const it = await robot([inProject('team', 'repository:pull')], { duration: 1 })
    now += day - 60_000
    const bearer = await it.caller.withToken('repository:team/app:pull')
    expect(await statusOf(bearer.get(manifest))).toBe(200)
    now += 60_000
    await stopped(it, bearer)
  })

  test('deleted', async () => {
    const it = await robot([inProject('team', 'repository:pull')])
    const bearer = await it.caller.withToken('repository:team/app:pull')
    await ada.delete(`/robots/${it.id}`)
    await stopped(it, bearer)
  })

  test('given less', async () => {
    const it = await robot([inProject('team', 'repository:pull', 'repository:push')])
    const bearer = await it.caller.withToken('repository:team/app:pull,push')
    const shown = (await ada.get(`/robots/${it.id}`)).body
    const less = { ...shown, permissions: [inProject('team', 'tag:list')] }
    expect((await ada.put(`/robots/${it.id}`, less)).status).toBe(200)
    expect(await statusOf(bearer.get(manifest))).toBe(401)
    expect(await statusOf(it.caller.get(manifest))).toBe(403)
  })
})

describe('reaching', () => {
  test('what it was given, and nothing beside it', async () => {
    const { caller, api } = await robot([inProject('team', 'repository:pull', 'repository:push')])
    await caller.pushImage('team/made', 'v1')
    expect(await statusOf(caller.get('/v2/side/app/manifests/v1'))).toBe(403)
    expect(await statusOf(caller.send('DELETE', '/v2/team/app/manifests/v1'))).toBe(403)
    expect((await api.get('/projects/team')).status).toBe(403)
    expect((await api.get('/users')).status).toBe(403)
    expect((await api.get('/users/current')).status).toBe(403)
    expect((await api.get('/robots')).status).toBe(403)
  })

  test('public projects as everybody does', async () => {
    const { caller, api } = await robot([inProject('team', 'repository:pull')])
    expect(await statusOf(caller.get('/v2/open/app/manifests/v1'))).toBe(200)
    expect((await api.get('/projects/open')).status).toBe(200)
    await expect(caller.pushImage('open/more', 'v1')).rejects.toThrow('403')
  })

  test('every project with a star, and none that is denied', async () => {
    const denied = {
      ...inProject('side'),
      access: [{ resource: 'repository', action: 'pull', effect: 'deny' }],
    }
    const { caller, api } = await robot([inProject('*', 'repository:pull', 'project:read'), denied])
    expect(await statusOf(caller.get(manifest))).toBe(200)
    expect(await statusOf(caller.get('/v2/side/app/manifests/v1'))).toBe(403)
    const catalog = JSON.parse((await caller.get('/v2/_catalog')).text).repositories as string[]
    expect(catalog).toContain('team/app')
    expect(catalog).not.toContain('side/app')
    const names = (await api.get('/projects?page_size=100')).body.map(({ name }: { name: string }) => name)
    expect(names).toContain('side')
    expect(names).toContain('team')
  })

  test('lists show what it was given, and what is public', async () => {
    const { caller, api } = await robot([
      inProject('team', 'repository:pull', 'project:read', 'repository:list'),
    ])
    const names = (await api.get('/projects?page_size=100')).body.map(({ name }: { name: string }) => name)
    expect(names).toEqual(['library', 'open', 'team'])
    const catalog = JSON.parse((await caller.get('/v2/_catalog')).text).repositories as string[]
    expect(new Set(catalog.map((each) => each.split('/')[0]))).toEqual(new Set(['open', 'team']))
    const repositories = (await api.get('/repositories?page_size=100')).body as { name: string }[]
    expect(new Set(repositories.map(({ name }) => name.split('/')[0]))).toEqual(new Set(['open', 'team']))
  })

  test('a later project of the same name is another one', async () => {
    await accounts.project('again', owner)
    const { caller } = await robot([inProject('again', 'repository:pull'), inSystem('project:list')])
    expect((await ada.delete('/projects/again')).status).toBe(200)
    await accounts.project('again', owner)
    await new Caller(server.url, owner).pushImage('again/app', 'v1')
    expect(await statusOf(caller.get('/v2/again/app/manifests/v1'))).toBe(403)
  })

  test('a mount from a project that it may not read becomes an upload', async () => {
    const content = 'only in side'
    const digest = await new Caller(server.url, owner).pushBlob('side/app', content)
    const { caller } = await robot([inProject('team', 'repository:pull', 'repository:push')])
    for (const from of ['&from=side/app', '']) {
      const answer = await caller.send('POST', `/v2/team/app/blobs/uploads/?mount=${digest}${from}`)
      expect(answer.status).toBe(202)
    }
    const both = await robot([inProject('team', 'repository:push'), inProject('side', 'repository:pull')])
    expect(
      await statusOf(both.caller.send('POST', `/v2/team/m1/blobs/uploads/?mount=${digest}&from=side/app`)),
    ).toBe(201)
    expect(await statusOf(both.caller.send('POST', `/v2/team/m2/blobs/uploads/?mount=${digest}`))).toBe(201)
  })
})

async function projectId(name: string): Promise<number> {
  return (await admin.get(`/projects/${name}`)).body.project_id
}
