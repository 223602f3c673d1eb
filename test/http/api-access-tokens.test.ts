// Access tokens over the API: made, listed and revoked; what they look like, and who sees them.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { crc32 } from 'node:zlib'
import { AccessTokens } from '../../packages/server/src/features/access-tokens/index.ts'
import { loginGeneration, systemCause } from '../../packages/server/src/features/identity/index.ts'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { Events } from '../../packages/server/src/platform/events.ts'
import type { Account } from '../support/accounts.ts'
import { type ApiAnswer, ApiCaller } from '../support/api.ts'
import { type MadeToken, start, TokenScene, tokensPath } from '../support/token-scene.ts'

const hour = 60 * 60_000
const day = 24 * hour

const scene = new TokenScene()
const { make, withToken, apiOf } = scene

beforeAll(() => scene.open())
afterAll(() => scene.server.stop())
beforeEach(() => scene.next())

describe('making one', () => {
  test('answers the name, the token, its end and the line to log in with', async () => {
    const { status, headers, body } = await scene.asAda.post(tokensPath, {
      name: 'laptop',
      expires_in_hours: 2,
    })
    expect(status).toBe(201)
    expect(headers.get('location')).toBe(`/api/v2.0${tokensPath}/${body.id}`)
    expect(body).toMatchObject({
      name: 'laptop',
      username: scene.ada.name,
      expiration_time: new Date(start + 2 * hour).toISOString(),
      login_command: `docker login ${scene.server.host} --username '${scene.ada.name}' --password-stdin`,
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
    const rows = await queries(scene.server.database).selectFrom('access_tokens').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(personal.token.slice(5, 30))
  })

  test('records who made which, without the token', async () => {
    const { id, token } = await make({ name: 'noted' })
    await scene.asAda.delete(`${tokensPath}/${id}`)
    const events = await queries(scene.server.database)
      .selectFrom('events')
      .select(['kind', 'actor', 'body'])
      .where('kind', 'like', 'access-token.%')
      .orderBy('seq', 'desc')
      .limit(2)
      .execute()
    expect(events.map(({ kind }) => kind)).toEqual(['access-token.revoked', 'access-token.created'])
    for (const { actor, body } of events) {
      expect(JSON.parse(actor)).toMatchObject({ type: 'user', id: scene.ada.id, name: scene.ada.name })
      expect(JSON.parse(body)).toMatchObject({ id, name: 'noted', userId: scene.ada.id })
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
      expect((await scene.asAda.post(tokensPath, wish)).status).toBe(status)
    },
  )

  test('an account has a hundred at most', async () => {
    const other = await scene.accounts.user(`many${scene.names}`)
    const asOther = new ApiCaller(scene.server, other)
    for (let n = 0; n < 100; n += 1) await make({ expires_in_hours: 1 }, asOther)
    expect((await asOther.post(tokensPath, {})).status).toBe(409)
    scene.now = start + hour
    expect((await asOther.post(tokensPath, {})).status).toBe(201)
  })
})

test('another name, a slip of the pen and an unknown token get one answer', async () => {
  const made = await make()
  const seen = async (account: Account) => {
    const { status, body } = await new ApiCaller(scene.server, account).get('/projects')
    return { status, body }
  }
  const unknown = await make({}, scene.admin)
  const wrongName = await seen(withToken(made, 'admin'))
  expect(wrongName.status).toBe(401)
  expect(await seen(withToken(unknown))).toEqual(wrongName)
  const last = made.token.at(-1) === 'a' ? 'b' : 'a'
  expect((await seen(withToken({ ...made, token: made.token.slice(0, -1) + last }))).status).toBe(401)
})

describe('lists', () => {
  const ids = ({ body }: ApiAnswer) => (body as MadeToken[]).map(({ id }) => id)

  test('one’s own, the newest first, with their last use to the hour', async () => {
    const first = await make({ name: 'first', expires_in_days: 7 })
    const second = await make({ name: 'second' })
    scene.now = start + hour
    await apiOf(first).get('/projects')
    scene.now += hour / 2
    await apiOf(first).get('/projects')
    const list = await scene.asAda.get(tokensPath)
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
    scene.now = start + 2 * hour
    await apiOf(first).get('/projects')
    expect((await scene.asAda.get(`${tokensPath}?q=name%3Dfirst`)).body[0].last_used_time).toBe(
      new Date(scene.now).toISOString(),
    )
    expect(ids(await scene.asAda.get(`${tokensPath}?sort=name`))).toEqual([first.id, second.id])
    expect(ids(await scene.asAda.get(`${tokensPath}?page=2&page_size=1`))).toEqual([first.id])
    expect((await scene.asAda.get(`${tokensPath}?page_size=101`)).status).toBe(422)
  })

  test('administrators see and revoke those of others; nobody else does', async () => {
    const { id } = await make()
    const path = `/users/${scene.ada.id}/tokens`
    const bob = new ApiCaller(scene.server, await scene.accounts.user(`bob${scene.names}`))
    for (const [who, status] of [
      [new ApiCaller(scene.server), 401],
      [bob, 403],
    ] as const) {
      expect((await who.get(path)).status).toBe(status)
      expect((await who.delete(`${path}/${id}`)).status).toBe(status)
    }
    expect((await bob.get('/users/999999/tokens')).status).toBe(403)
    expect((await bob.delete(`${tokensPath}/${id}`)).status).toBe(404)
    expect(ids(await scene.asAda.get(path))).toEqual([id])
    expect(ids(await scene.admin.get(path))).toEqual([id])
    expect((await scene.admin.get('/users/999999/tokens')).status).toBe(404)
    expect((await scene.admin.delete(`${path}/999999`)).status).toBe(404)
    expect((await scene.admin.delete(`${path}/${id}`)).status).toBe(200)
    expect(ids(await scene.asAda.get(tokensPath))).toEqual([])
    expect((await scene.asAda.delete(`${tokensPath}/x`)).status).toBe(422)
  })
})

test('a login that is under way while the password changes leaves nothing behind', async () => {
  const { database } = scene.server
  const events = new Events([], () => scene.now)
  const parts = { db: database, events, clock: () => scene.now, robotPrefix: async () => 'robot$' }
  const made = new AccessTokens(parts)
  const actor = { type: 'user' as const, id: scene.ada.id, name: scene.ada.name }
  const wish = { name: 'late', limits: undefined, lifetime: { hours: 1 } }
  const login = async () => ({
    actor,
    via: 'password' as const,
    generation: await loginGeneration(database, scene.ada.name),
  })
  const before = await login()
  scene.ada = await scene.accounts.changePassword(scene.ada, 'Another1 password')
  await expect(made.make(scene.ada.id, wish, before, systemCause)).rejects.toThrow(
    'this login has ended meanwhile',
  )
  expect((await made.make(scene.ada.id, wish, await login(), systemCause)).token).toStartWith('entt_')
})
