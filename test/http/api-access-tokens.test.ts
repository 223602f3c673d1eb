// Access tokens over the API, at the token service and at /v2: what they may, who sees them, and when they end.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { crc32 } from 'node:zlib'
import { AccessTokens } from '../../packages/server/src/features/access-tokens/index.ts'
import { loginGeneration, systemCause } from '../../packages/server/src/features/identity/index.ts'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { Events } from '../../packages/server/src/platform/events.ts'
import { type Account, Accounts } from '../support/accounts.ts'
import { type ApiAnswer, ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const hour = 60 * 60_000
const day = 24 * hour
const start = Date.parse('2026-03-01T12:00:00Z')
const tokens = '/users/current/tokens'

let now = start
let server: TestServer
let accounts: Accounts
let admin: ApiCaller
let ada: Account
let asAda: ApiCaller
let names = 0
let project: string

beforeAll(async () => {
  server = await startTestServer({ clock: () => now })
  accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
})
afterAll(() => server.stop())

beforeEach(async () => {
  now = start
  names += 1
  ada = await accounts.user(`ada${names}`)
  asAda = new ApiCaller(server, ada)
  project = `project${names}`
  await accounts.project(project, ada)
  await new Caller(server.url, ada).pushImage(`${project}/app`, 'v1')
})

interface Made {
  readonly id: number
  readonly token: string
}

async function make(wish: object = {}, as = asAda): Promise<Made> {
  const answer = await as.post(tokens, wish)
  expect([answer.status, answer.message]).toEqual([201, undefined])
  return answer.body
}

const withToken = ({ token }: Made, name = ada.name): Account => ({ id: ada.id, name, password: token })
const apiOf = (made: Made) => new ApiCaller(server, withToken(made))
const clientOf = (made: Made) => new Caller(server.url, withToken(made))
const bearerOf = ({ token }: Made) => new ApiCaller(server, { token })
const scope = (actions: string, within = project) => `repository:${within}/app:${actions}`

function accessIn(text: string): { actions: string[] }[] {
  const { token } = JSON.parse(text) as { token: string }
  return JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()).access
}

const pullOf = (caller: Caller, within = project) => caller.get(`/v2/${within}/app/manifests/v1`)
const pushTo = (caller: Caller, within = project) => caller.send('POST', `/v2/${within}/app/blobs/uploads/`)

describe('making one', () => {
  test('answers the name, the token, its end and the line to log in with', async () => {
    const { status, headers, body } = await asAda.post(tokens, { name: 'laptop', expires_in_hours: 2 })
    expect(status).toBe(201)
    expect(headers.get('location')).toBe(`/api/v2.0${tokens}/${body.id}`)
    expect(body).toMatchObject({
      name: 'laptop',
      username: ada.name,
      expiration_time: new Date(start + 2 * hour).toISOString(),
      login_command: `docker login ${server.host} --username '${ada.name}' --password-stdin`,
    })
  })

  test('has a prefix and a checksum, and is kept as a hash alone', async () => {
    const personal = await make({ expires_in_days: 30 })
    const temporary = await make()
    expect(personal.token).toMatch(/^entp_[0-9A-Za-z]{38}$/)
    expect(temporary.token).toMatch(/^entt_[0-9A-Za-z]{38}$/)
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    const sum = [...personal.token.slice(-6)].reduce((value, digit) => value * 62 + digits.indexOf(digit), 0)
    expect(sum).toBe(crc32(personal.token.slice(0, -6)))
    const rows = await queries(server.database).selectFrom('access_tokens').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(personal.token.slice(5, 30))
  })

  test('records who made which, without the token', async () => {
    const { id, token } = await make({ name: 'noted' })
    await asAda.delete(`${tokens}/${id}`)
    const events = await queries(server.database)
      .selectFrom('events')
      .select(['kind', 'actor', 'body'])
      .where('kind', 'like', 'access-token.%')
      .orderBy('seq', 'desc')
      .limit(2)
      .execute()
    expect(events.map(({ kind }) => kind)).toEqual(['access-token.revoked', 'access-token.created'])
    for (const { actor, body } of events) {
      expect(JSON.parse(actor)).toMatchObject({ type: 'user', id: ada.id, name: ada.name })
      expect(JSON.parse(body)).toMatchObject({ id, name: 'noted', userId: ada.id })
      expect(body).not.toContain(token)
    }
  })

  const refused: [wish: object, status: number][] = [
    [{ expires_in_hours: 0 }, 422],
    [{ expires_in_hours: 73 }, 422],
    [{ expires_in_days: 0 }, 422],
    [{ expires_in_days: 367 }, 422],
    [{ expires_in_days: 1, expires_in_hours: 1 }, 400],
    [{ name: '' }, 422],
    [{ name: 'x'.repeat(256) }, 422],
    [{ name: 'a\nb' }, 400],
    [{ preset: 'everything' }, 422],
    [{ preset: 'all', projects: ['library'] }, 400],
    [{ permissions: [] }, 422],
    [
      {
        preset: 'read',
        permissions: [{ namespace: '*', access: [{ resource: 'repository', action: 'pull' }] }],
      },
      400,
    ],
    [{ permissions: [{ namespace: '*', access: [{ resource: 'repository', action: 'fly' }] }] }, 400],
    [{ permissions: [{ namespace: '/', access: [{ resource: 'repository', action: 'pull' }] }] }, 400],
    [{ permissions: [{ namespace: '*', access: [{ resource: 'user', action: 'list' }] }] }, 400],
  ]
  test.each(refused.map((each) => [JSON.stringify(each[0]).slice(0, 60), ...each] as const))(
    '%s is refused',
    async (_, wish, status) => {
      expect((await asAda.post(tokens, wish)).status).toBe(status)
    },
  )

  test('an account has a hundred at most', async () => {
    const other = await accounts.user(`many${names}`)
    const asOther = new ApiCaller(server, other)
    for (let n = 0; n < 100; n += 1) await make({ expires_in_hours: 1 }, asOther)
    expect((await asOther.post(tokens, {})).status).toBe(409)
    now = start + hour
    expect((await asOther.post(tokens, {})).status).toBe(201)
  })
})

describe('what it may', () => {
  test('it stands in for the password: Basic, bearer, and at the token service', async () => {
    const made = await make({ preset: 'all' })
    for (const caller of [apiOf(made), bearerOf(made)]) {
      expect((await caller.get('/users/current')).body).toMatchObject({ user_id: ada.id })
      expect((await caller.get(`/projects/${project}`)).status).toBe(200)
    }
    expect((await pullOf(clientOf(made))).status).toBe(200)
    const registry = await clientOf(made).withToken(scope('pull,push'))
    expect((await pullOf(registry)).status).toBe(200)
    expect((await pushTo(registry)).status).toBe(202)
    const form = { grant_type: 'password', username: ada.name, password: made.token, access_type: 'offline' }
    const body = new URLSearchParams({ ...form, scope: scope('pull') }).toString()
    const answer = await new Caller(server.url).send('POST', '/service/token', { body })
    expect([answer.status, accessIn(answer.text)[0]?.actions]).toEqual([200, ['pull']])
  })

  test('it never earns a refresh token, which would outlive it', async () => {
    for (const preset of ['all', 'read']) {
      const client = clientOf(await make({ preset }))
      const answer = await client.askToken([scope('pull')], '&offline_token=true&client_id=docker')
      expect(answer.status).toBe(200)
      expect(JSON.parse(answer.text).refresh_token).toBeUndefined()
    }
  })

  const presets: [preset: string, actions: string[]][] = [
    ['read', ['pull']],
    ['write', ['pull', 'push']],
    ['delete', ['pull', 'push', 'delete']],
  ]
  test.each(presets)('%s', async (preset, actions) => {
    const made = await make({ preset })
    const granted = await clientOf(made).askToken([scope('pull,push,delete')])
    expect(accessIn(granted.text)).toMatchObject([{ actions }])
    const status = (action: string, done: number) => (actions.includes(action) ? done : 403)
    expect((await pullOf(clientOf(made))).status).toBe(200)
    expect((await pushTo(clientOf(made))).status).toBe(status('push', 202))
    const repository = `/projects/${project}/repositories/app`
    expect((await apiOf(made).get(repository)).status).toBe(200)
    expect((await apiOf(made).put(repository, { description: 'd' })).status).toBe(status('push', 200))
    expect((await apiOf(made).delete(repository)).status).toBe(status('delete', 200))
    // What concerns the account and the project as a whole stays with its owner.
    expect((await apiOf(made).put(`/projects/${project}`, {})).status).toBe(403)
    expect((await apiOf(made).get('/users/current')).status).toBe(403)
    expect((await apiOf(made).put(`/users/${ada.id}/password`, {})).status).toBe(403)
  })

  test('it stays within its projects', async () => {
    const other = `other${names}`
    await accounts.project(other, ada)
    const image = await new Caller(server.url, ada).pushImage(
      `${other}/app`,
      'v1',
      'secret of another project',
    )
    const made = await make({ preset: 'delete', projects: [project] })
    expect((await pullOf(clientOf(made))).status).toBe(200)
    expect((await pullOf(clientOf(made), other)).status).toBe(403)
    expect((await apiOf(made).get(`/projects/${other}/repositories`)).status).toBe(403)
    const catalog = await (await clientOf(made).withToken('registry:catalog:*')).get('/v2/_catalog')
    expect(JSON.parse(catalog.text)).toEqual({ repositories: [`${project}/app`] })
    // A mount would be a way to read.
    for (const client of [clientOf(made), await clientOf(made).withToken(scope('pull,push'))]) {
      for (const from of [`&from=${other}/app`, '']) {
        const mount = await client.send(
          'POST',
          `/v2/${project}/app/blobs/uploads/?mount=${image.layer}${from}`,
        )
        expect(mount.status).toBe(202)
      }
    }
  })

  test('it is never more than its owner', async () => {
    const guest = await accounts.user(`guest${names}`)
    const id = (await asAda.get(`/projects/${project}`)).body.project_id
    await accounts.member(id, guest, 'guest')
    const made = await make({ preset: 'delete' }, new ApiCaller(server, guest))
    const client = new Caller(server.url, { ...guest, password: made.token })
    expect((await pullOf(client)).status).toBe(200)
    expect((await pushTo(client)).status).toBe(403)
    await accounts.removeMember(id, guest)
    expect((await pullOf(client)).status).toBe(403)
  })

  test('permissions one by one', async () => {
    const access = [{ resource: 'project', action: 'read' }]
    const made = await make({ permissions: [{ namespace: project, access }] })
    expect((await apiOf(made).get(`/projects/${project}`)).status).toBe(200)
    expect((await apiOf(made).get(`/projects/${project}/repositories`)).status).toBe(403)
    expect((await pullOf(clientOf(made))).status).toBe(403)
    expect((await asAda.get(tokens)).body[0].permissions).toEqual([{ namespace: project, access }])
  })
})

describe('a token that makes a token', () => {
  const wider: [string, object, object][] = [
    ['more actions', { preset: 'read' }, { preset: 'write' }],
    ['more projects', { preset: 'write', projects: ['library'] }, { preset: 'read' }],
    ['another project', { preset: 'write', projects: ['library'] }, { preset: 'read', projects: ['other'] }],
    ['no limit', { preset: 'delete' }, { preset: 'all' }],
    ['a longer life', { preset: 'all', expires_in_hours: 2 }, { preset: 'read', expires_in_hours: 3 }],
    ['days for hours', { preset: 'all', expires_in_hours: 2 }, { preset: 'read', expires_in_days: 1 }],
  ]
  test.each(wider)('gives it no %s', async (_, own, asked) => {
    const made = await make({ expires_in_hours: 24, ...own })
    expect((await apiOf(made).post(tokens, asked)).status).toBe(403)
  })

  test('makes narrower ones, which end with it', async () => {
    const first = await make({ preset: 'write', expires_in_hours: 24 })
    const second = await make({ preset: 'write', projects: [project], expires_in_hours: 3 }, apiOf(first))
    const third = await make({ preset: 'read', projects: [project], expires_in_hours: 3 }, apiOf(second))
    expect((await pullOf(clientOf(third))).status).toBe(200)
    expect((await asAda.delete(`${tokens}/${second.id}`)).status).toBe(200)
    expect((await pullOf(clientOf(third))).status).toBe(401)
    expect((await pullOf(clientOf(second))).status).toBe(401)
    expect((await pullOf(clientOf(first))).status).toBe(200)
  })

  test('a registry token makes none, and neither does nobody', async () => {
    const registry = await new Caller(server.url, ada).withToken(scope('pull'))
    const path = `/api/v2.0${tokens}`
    const ask = { body: '{}', headers: { 'content-type': 'application/json' } }
    expect((await registry.send('POST', path, ask)).status).toBe(403)
    expect((await new ApiCaller(server).post(tokens, {})).status).toBe(401)
  })
})

describe('it ends', () => {
  const ended = async (made: Made, registry: Caller) => {
    expect((await apiOf(made).get(`/projects/${project}`)).status).toBe(401)
    expect((await bearerOf(made).get(`/projects/${project}`)).status).toBe(401)
    expect((await pullOf(clientOf(made))).status).toBe(401)
    const late = await pullOf(registry)
    expect([late.status, late.headers.get('www-authenticate')?.includes('invalid_token')]).toEqual([
      401,
      true,
    ])
  }
  const living = async () => {
    const made = await make({ preset: 'read', expires_in_hours: 1 })
    const registry = await clientOf(made).withToken(scope('pull'))
    expect((await pullOf(registry)).status).toBe(200)
    return [made, registry] as const
  }

  test('when it is revoked, with what a client had obtained by it', async () => {
    const [made, registry] = await living()
    expect((await apiOf(made).delete(`${tokens}/${made.id}`)).status).toBe(200)
    await ended(made, registry)
    expect((await asAda.delete(`${tokens}/${made.id}`)).status).toBe(404)
  })

  test('when its time is over; a registry token obtained by it lives no longer', async () => {
    const [made, registry] = await living()
    now = start + hour - 5 * 60_000
    const last = JSON.parse((await clientOf(made).askToken([scope('pull')])).text)
    expect(last.expires_in).toBe(300)
    now = start + hour
    await ended(made, registry)
    expect((await asAda.get(tokens)).body).toEqual([])
  })

  test('with a new password', async () => {
    const [made, registry] = await living()
    const body = { old_password: ada.password, new_password: 'Another1 password' }
    expect((await asAda.put(`/users/${ada.id}/password`, body)).status).toBe(200)
    await ended(made, registry)
  })

  test('with its account', async () => {
    const [made, registry] = await living()
    expect((await admin.delete(`/users/${ada.id}`)).status).toBe(200)
    await ended(made, registry)
  })

  test('expired ones are forgotten', async () => {
    const made = await make({ expires_in_hours: 1 })
    const kept = await make({ expires_in_days: 1 })
    now = start + 2 * hour
    await server.runDueJobs()
    const rows = await queries(server.database)
      .selectFrom('access_tokens')
      .select('id')
      .where('id', 'in', [made.id, kept.id])
      .execute()
    expect(rows).toEqual([{ id: kept.id }])
  })
})

test('another name, a slip of the pen and an unknown token get one answer', async () => {
  const made = await make()
  const seen = async (account: Account) => {
    const { status, body } = await new ApiCaller(server, account).get('/projects')
    return { status, body }
  }
  const unknown = await make({}, admin)
  const wrongName = await seen(withToken(made, 'admin'))
  expect(wrongName.status).toBe(401)
  expect(await seen(withToken(unknown))).toEqual(wrongName)
  const last = made.token.at(-1) === 'a' ? 'b' : 'a'
  expect((await seen(withToken({ ...made, token: made.token.slice(0, -1) + last }))).status).toBe(401)
})

describe('lists', () => {
  const ids = ({ body }: ApiAnswer) => (body as Made[]).map(({ id }) => id)

  test('one’s own, the newest first, with their last use to the hour', async () => {
    const first = await make({ name: 'first', expires_in_days: 7 })
    const second = await make({ name: 'second' })
    now = start + hour
    await apiOf(first).get('/projects')
    now += hour / 2
    await apiOf(first).get('/projects')
    const list = await asAda.get(tokens)
    expect(list.headers.get('x-total-count')).toBe('2')
    expect(list.body).toMatchObject([{ id: second.id, name: 'second', kind: 'temporary' }, { id: first.id }])
    expect(list.body[0].last_used_time).toBeUndefined()
    expect(list.body[1]).toMatchObject({
      kind: 'personal',
      hint: `entp_…${first.token.slice(-4)}`,
      creation_time: new Date(start).toISOString(),
      expiration_time: new Date(start + 7 * day).toISOString(),
      last_used_time: new Date(start + hour).toISOString(),
    })
    now = start + 2 * hour
    await apiOf(first).get('/projects')
    expect((await asAda.get(`${tokens}?q=name%3Dfirst`)).body[0].last_used_time).toBe(
      new Date(now).toISOString(),
    )
    expect(ids(await asAda.get(`${tokens}?sort=name`))).toEqual([first.id, second.id])
    expect(ids(await asAda.get(`${tokens}?page=2&page_size=1`))).toEqual([first.id])
    expect((await asAda.get(`${tokens}?page_size=101`)).status).toBe(422)
  })

  test('administrators see and revoke those of others; nobody else does', async () => {
    const { id } = await make()
    const path = `/users/${ada.id}/tokens`
    const bob = new ApiCaller(server, await accounts.user(`bob${names}`))
    for (const [who, status] of [
      [new ApiCaller(server), 401],
      [bob, 403],
    ] as const) {
      expect((await who.get(path)).status).toBe(status)
      expect((await who.delete(`${path}/${id}`)).status).toBe(status)
    }
    expect((await bob.get('/users/999999/tokens')).status).toBe(403)
    expect((await bob.delete(`${tokens}/${id}`)).status).toBe(404)
    expect(ids(await asAda.get(path))).toEqual([id])
    expect(ids(await admin.get(path))).toEqual([id])
    expect((await admin.get('/users/999999/tokens')).status).toBe(404)
    expect((await admin.delete(`${path}/999999`)).status).toBe(404)
    expect((await admin.delete(`${path}/${id}`)).status).toBe(200)
    expect(ids(await asAda.get(tokens))).toEqual([])
    expect((await asAda.delete(`${tokens}/x`)).status).toBe(422)
  })
})

test('a login that is under way while the password changes leaves nothing behind', async () => {
  const { database } = server
  const events = new Events([], () => now)
  const parts = { db: database, events, clock: () => now, robotPrefix: async () => 'robot$' }
  const made = new AccessTokens(parts)
  const actor = { type: 'user' as const, id: ada.id, name: ada.name }
  const wish = { name: 'late', limits: undefined, lifetime: { hours: 1 } }
  const login = async () => ({
    actor,
    via: 'password' as const,
    generation: await loginGeneration(database, ada.name),
  })
  const before = await login()
  ada = await accounts.changePassword(ada, 'Another1 password')
  await expect(made.make(ada.id, wish, before, systemCause)).rejects.toThrow('this login has ended meanwhile')
  expect((await made.make(ada.id, wish, await login(), systemCause)).token).toStartWith('entt_')
})
