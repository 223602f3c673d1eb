// Refresh tokens, and rights that end: what was taken away is gone at once, whatever a token still says.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { endLogins } from '../../packages/server/src/accounts.ts'
import { Passwords } from '../../packages/server/src/features/identity/index.ts'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { type Account, Accounts } from '../support/accounts.ts'
import { Caller, type Heard } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const day = 24 * 60 * 60_000
const start = Date.parse('2026-03-01T12:00:00Z')

let now = start
let server: TestServer
let accounts: Accounts
let user: Account
let caller: Caller
let projectId: number
let names = 0

beforeAll(async () => {
  server = await startTestServer({ clock: () => now })
  accounts = new Accounts(server)
})
afterAll(() => server.stop())

beforeEach(async () => {
  now = start
  names += 1
  user = await accounts.user(`user${names}`)
  caller = new Caller(server.url, user)
  projectId = await accounts.project(`project${names}`, accounts.admin())
  await accounts.member(projectId, user, 'developer')
})

interface Answer {
  token: string
  refresh_token?: string
}
const bodyOf = (answer: Heard) => JSON.parse(answer.text) as Answer

function post(form: Record<string, string>): Promise<Heard> {
  return new Caller(server.url).send('POST', '/service/token', { body: new URLSearchParams(form).toString() })
}

function login(): Promise<Heard> {
  const { name, password } = user
  return post({ grant_type: 'password', username: name, password, client_id: 'test', access_type: 'offline' })
}

function redeem(refresh: string, scope = ''): Promise<Heard> {
  return post({ grant_type: 'refresh_token', refresh_token: refresh, client_id: 'test', scope })
}

async function refreshToken(): Promise<string> {
  return bodyOf(await login()).refresh_token as string
}

function accessOf(answer: Heard): unknown[] {
  const claims = Buffer.from(bodyOf(answer).token.split('.')[1] as string, 'base64url').toString()
  return (JSON.parse(claims) as { access: unknown[] }).access
}

describe('a refresh token', () => {
  test('comes by GET and by POST, to those who ask and log in', async () => {
    const byGet = bodyOf(await caller.askToken([], '&offline_token=true&client_id=docker'))
    expect(byGet.refresh_token).toMatch(/^[\w-]{43}$/)
    expect(bodyOf(await login()).refresh_token).toMatch(/^[\w-]{43}$/)
    expect(bodyOf(await caller.askToken([])).refresh_token).toBeUndefined()
    expect(
      bodyOf(await new Caller(server.url).askToken([], '&offline_token=true')).refresh_token,
    ).toBeUndefined()
  })

  test('earns tokens again and again, of what is allowed at that time', async () => {
    const refresh = await refreshToken()
    const scope = `repository:project${names}/app:pull,push,delete`
    for (const expected of [
      ['pull', 'push'],
      ['pull', 'push'],
    ]) {
      const answer = await redeem(refresh, scope)
      expect(answer.status).toBe(200)
      expect(bodyOf(answer).refresh_token).toBe(refresh)
      expect(accessOf(answer)).toEqual([
        { type: 'repository', name: `project${names}/app`, actions: expected },
      ])
    }
    await accounts.removeMember(projectId, user)
    expect(accessOf(await redeem(refresh, scope))).toEqual([])
  })

  test('ends when its time is over', async () => {
    const refresh = await refreshToken()
    now = start + 30 * day - 1
    expect((await redeem(refresh)).status).toBe(200)
    now = start + 30 * day
    expect((await redeem(refresh)).status).toBe(401)
  })

  test('ends with its account', async () => {
    const refresh = await refreshToken()
    await accounts.deleteUser(user)
    expect((await redeem(refresh)).status).toBe(401)
  })

  test('ends with the password that earned it', async () => {
    const refresh = await refreshToken()
    await accounts.changePassword(user, 'Another1 password')
    const answer = await redeem(refresh)
    expect([answer.status, answer.error?.code]).toEqual([401, 'UNAUTHORIZED'])
  })

  test('is one of a thousand at most: the oldest of an account make room, and nobody else’s', async () => {
    const other = await accounts.user(`other${names}`)
    const row = (userId: number, n: number) => ({
      ...{ kind: 'refresh' as const, hash: `${userId} ${n}`, user_id: userId, client_id: 'docker' },
      ...{ created_at: start, expires_at: start + day },
    })
    await server.database.transaction(async (tx) => {
      const rows = Array.from({ length: 1_000 }, (_, n) => row(user.id, n))
      for (let at = 0; at < rows.length; at += 100) {
        await queries(tx)
          .insertInto('tokens')
          .values(rows.slice(at, at + 100))
          .execute()
      }
      await queries(tx).insertInto('tokens').values(row(other.id, 0)).execute()
    })
    const refresh = await refreshToken()
    expect((await redeem(refresh)).status).toBe(200)
    const kept = await queries(server.database)
      .selectFrom('tokens')
      .select(['user_id', 'hash'])
      .where('user_id', 'in', [user.id, other.id])
      .orderBy('id')
      .execute()
    expect(kept.filter(({ user_id }) => user_id === user.id)).toHaveLength(1_000)
    expect(kept[0]?.hash).toBe(`${user.id} 1`)
    expect(kept.some(({ user_id }) => user_id === other.id)).toBe(true)
  })

  test('is not left by a login that was under way while the password changed', async () => {
    let change: (() => Promise<void>) | undefined
    let changed: Promise<void> | undefined
    const watched = await startTestServer({
      // Once the old password's hash is asked for: comparing takes so long that the change is done before.
      onStatement: (sql) => {
        if (/^select .*"password_hash"/s.test(sql)) changed ??= change?.()
      },
    })
    try {
      const eve = await new Accounts(watched).user('eve')
      const password_hash = await new Passwords().hash('Another1 password')
      change = () =>
        watched.database.transaction(async (tx) => {
          await queries(tx).updateTable('users').set({ password_hash }).where('id', '=', eve.id).execute()
          await endLogins(tx, eve.id)
        })
      const form = { grant_type: 'password', username: 'eve', password: eve.password, access_type: 'offline' }
      const body = new URLSearchParams({ ...form, client_id: 'test' }).toString()
      const answer = await new Caller(watched.url).send('POST', '/service/token', { body })
      expect(changed).toBeDefined()
      await changed
      const left = await queries(watched.database).selectFrom('tokens').select('id').execute()
      expect({ status: answer.status, left }).toEqual({ status: 401, left: [] })
    } finally {
      await watched.stop()
    }
  })

  test.each(['', 'x', 'a'.repeat(43)])('that is none is refused: %p', async (token) => {
    expect((await redeem(token)).status).toBe(401)
  })

  test('is no bearer token, and is kept only as a hash', async () => {
    const refresh = await refreshToken()
    expect((await new Caller(server.url, { token: refresh }).get('/v2/')).status).toBe(401)
    const rows = await queries(server.database).selectFrom('tokens').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(refresh)
  })

  test('is not made by a request that fails', async () => {
    const count = async () =>
      (await queries(server.database).selectFrom('tokens').selectAll().execute()).length
    const before = await count()
    expect((await caller.askToken(['malformed'], '&offline_token=true')).status).toBe(400)
    const { name, password } = user
    const form = {
      grant_type: 'password',
      username: name,
      password,
      access_type: 'offline',
      scope: 'malformed',
    }
    expect((await post(form)).status).toBe(400)
    expect(await count()).toBe(before)
  })
})

describe('a token goes on to say what is no longer so', () => {
  const scope = () => `repository:project${names}/app:pull,push,delete`
  const push = (as: Caller) => as.send('POST', `/v2/project${names}/app/blobs/uploads/`)

  test('when its user is no longer a member', async () => {
    const token = await caller.withToken(scope())
    expect((await push(token)).status).toBe(202)
    await accounts.removeMember(projectId, user)
    const refused = await push(token)
    expect([refused.status, refused.error?.code]).toEqual([401, 'DENIED'])
    expect((await token.get(`/v2/project${names}/app/tags/list`)).status).toBe(401)
  })

  test('when its user has a lesser role', async () => {
    const token = await caller.withToken(scope())
    await accounts.removeMember(projectId, user)
    await accounts.member(projectId, user, 'guest')
    expect((await push(token)).status).toBe(401)
    expect((await token.get(`/v2/project${names}/app/tags/list`)).error?.code).toBe('NAME_UNKNOWN')
  })

  test('when a public project is private again', async () => {
    await accounts.setPublic(projectId, true)
    const token = await new Caller(server.url).withToken(scope())
    expect((await token.get(`/v2/project${names}/app/tags/list`)).error?.code).toBe('NAME_UNKNOWN')
    await accounts.setPublic(projectId, false)
    expect((await token.get(`/v2/project${names}/app/tags/list`)).error?.code).toBe('DENIED')
  })

  test('when its account is deleted, and when another takes its name', async () => {
    const token = await caller.withToken(scope(), 'registry:catalog:*')
    await accounts.deleteUser(user)
    const namesake = await accounts.user(user.name)
    await accounts.member(projectId, namesake, 'projectAdmin')
    for (const answer of [await push(token), await token.get('/v2/_catalog')]) {
      expect([answer.status, answer.error?.message]).toEqual([401, 'this account no longer exists'])
      expect(answer.headers.get('www-authenticate')).toEndWith('error="invalid_token"')
    }
  })

  test('a right that came later needs a new token', async () => {
    const token = await caller.withToken(`repository:project${names}/app:delete`)
    await accounts.removeMember(projectId, user)
    await accounts.member(projectId, user, 'maintainer')
    const remove = (as: Caller) => as.send('DELETE', `/v2/project${names}/app/manifests/v1`)
    expect((await remove(token)).headers.get('www-authenticate')).toEndWith('error="insufficient_scope"')
    expect((await remove(await caller.withToken(scope()))).status).toBe(404)
  })
})
