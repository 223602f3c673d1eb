// What access tokens may, with Docker's protocol as with the API: never more than their maker, and not for longer.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { type MadeToken, start, TokenScene, tokensPath } from '../support/token-scene.ts'

const hour = 60 * 60_000

const scene = new TokenScene()
const { make, apiOf, clientOf, bearerOf, scope, pullOf, pushTo } = scene

beforeAll(() => scene.open())
afterAll(() => scene.server.stop())
beforeEach(() => scene.next())

function accessIn(text: string): { actions: string[] }[] {
  const { token } = JSON.parse(text) as { token: string }
  return JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()).access
}

describe('what it may', () => {
  test('it stands in for the password: Basic, bearer, and at the token service', async () => {
    const made = await make({ preset: 'all' })
    for (const caller of [apiOf(made), bearerOf(made)]) {
      expect((await caller.get('/users/current')).body).toMatchObject({ user_id: scene.ada.id })
      expect((await caller.get(`/projects/${scene.project}`)).status).toBe(200)
    }
    expect((await pullOf(clientOf(made))).status).toBe(200)
    const registry = await clientOf(made).withToken(scope('pull,push'))
    expect((await pullOf(registry)).status).toBe(200)
    expect((await pushTo(registry)).status).toBe(202)
    const form = {
      grant_type: 'password',
      username: scene.ada.name,
      password: made.token,
      access_type: 'offline',
    }
    const body = new URLSearchParams({ ...form, scope: scope('pull') }).toString()
    const answer = await new Caller(scene.server.url).send('POST', '/service/token', { body })
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
    const repository = `/projects/${scene.project}/repositories/app`
    expect((await apiOf(made).get(repository)).status).toBe(200)
    expect((await apiOf(made).put(repository, { description: 'd' })).status).toBe(status('push', 200))
    expect((await apiOf(made).delete(repository)).status).toBe(status('delete', 200))
    // What concerns the account and the project as a whole stays with its owner.
    expect((await apiOf(made).put(`/projects/${scene.project}`, {})).status).toBe(403)
    expect((await apiOf(made).get('/users/current')).status).toBe(403)
    expect((await apiOf(made).put(`/users/${scene.ada.id}/password`, {})).status).toBe(403)
  })

  test('it stays within its projects', async () => {
    const other = `other${scene.names}`
    await scene.accounts.project(other, scene.ada)
    const image = await new Caller(scene.server.url, scene.ada).pushImage(
      `${other}/app`,
      'v1',
      'secret of another project',
    )
    const made = await make({ preset: 'delete', projects: [scene.project] })
    expect((await pullOf(clientOf(made))).status).toBe(200)
    expect((await pullOf(clientOf(made), other)).status).toBe(403)
    expect((await apiOf(made).get(`/projects/${other}/repositories`)).status).toBe(403)
    const catalog = await (await clientOf(made).withToken('registry:catalog:*')).get('/v2/_catalog')
    expect(JSON.parse(catalog.text)).toEqual({ repositories: [`${scene.project}/app`] })
    // A mount would be a way to read.
    for (const client of [clientOf(made), await clientOf(made).withToken(scope('pull,push'))]) {
      for (const from of [`&from=${other}/app`, '']) {
        const mount = await client.send(
          'POST',
          `/v2/${scene.project}/app/blobs/uploads/?mount=${image.layer}${from}`,
        )
        expect(mount.status).toBe(202)
      }
    }
  })

  test('it is never more than its owner', async () => {
    const guest = await scene.accounts.user(`guest${scene.names}`)
    const id = (await scene.asAda.get(`/projects/${scene.project}`)).body.project_id
    await scene.accounts.member(id, guest, 'guest')
    const made = await make({ preset: 'delete' }, new ApiCaller(scene.server, guest))
    const client = new Caller(scene.server.url, { ...guest, password: made.token })
    expect((await pullOf(client)).status).toBe(200)
    expect((await pushTo(client)).status).toBe(403)
    await scene.accounts.removeMember(id, guest)
    expect((await pullOf(client)).status).toBe(403)
  })

  test('permissions one by one', async () => {
    const access = [{ resource: 'project', action: 'read' }]
    const made = await make({ permissions: [{ namespace: scene.project, access }] })
    expect((await apiOf(made).get(`/projects/${scene.project}`)).status).toBe(200)
    expect((await apiOf(made).get(`/projects/${scene.project}/repositories`)).status).toBe(403)
    expect((await pullOf(clientOf(made))).status).toBe(403)
    expect((await scene.asAda.get(tokensPath)).body[0].permissions).toEqual([
      { namespace: scene.project, access },
    ])
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
    expect((await apiOf(made).post(tokensPath, asked)).status).toBe(403)
  })

  test('makes narrower ones, which end with it', async () => {
    const first = await make({ preset: 'write', expires_in_hours: 24 })
    const second = await make(
      { preset: 'write', projects: [scene.project], expires_in_hours: 3 },
      apiOf(first),
    )
    const third = await make(
      { preset: 'read', projects: [scene.project], expires_in_hours: 3 },
      apiOf(second),
    )
    expect((await pullOf(clientOf(third))).status).toBe(200)
    expect((await scene.asAda.delete(`${tokensPath}/${second.id}`)).status).toBe(200)
    expect((await pullOf(clientOf(third))).status).toBe(401)
    expect((await pullOf(clientOf(second))).status).toBe(401)
    expect((await pullOf(clientOf(first))).status).toBe(200)
  })

  test('a registry token makes none, and neither does nobody', async () => {
    const registry = await new Caller(scene.server.url, scene.ada).withToken(scope('pull'))
    const path = `/api/v2.0${tokensPath}`
    const ask = { body: '{}', headers: { 'content-type': 'application/json' } }
    expect((await registry.send('POST', path, ask)).status).toBe(403)
    expect((await new ApiCaller(scene.server).post(tokensPath, {})).status).toBe(401)
  })
})

describe('it ends', () => {
  const ended = async (made: MadeToken, registry: Caller) => {
    expect((await apiOf(made).get(`/projects/${scene.project}`)).status).toBe(401)
    expect((await bearerOf(made).get(`/projects/${scene.project}`)).status).toBe(401)
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
    expect((await apiOf(made).delete(`${tokensPath}/${made.id}`)).status).toBe(200)
    await ended(made, registry)
    expect((await scene.asAda.delete(`${tokensPath}/${made.id}`)).status).toBe(404)
  })

  test('when its time is over; a registry token obtained by it lives no longer', async () => {
    const [made, registry] = await living()
    scene.now = start + hour - 5 * 60_000
    const last = JSON.parse((await clientOf(made).askToken([scope('pull')])).text)
    expect(last.expires_in).toBe(300)
    scene.now = start + hour
    await ended(made, registry)
    expect((await scene.asAda.get(tokensPath)).body).toEqual([])
  })

  test('with a new password', async () => {
    const [made, registry] = await living()
    const body = { old_password: scene.ada.password, new_password: 'Another1 password' }
    expect((await scene.asAda.put(`/users/${scene.ada.id}/password`, body)).status).toBe(200)
    await ended(made, registry)
  })

  test('with its account', async () => {
    const [made, registry] = await living()
    expect((await scene.admin.delete(`/users/${scene.ada.id}`)).status).toBe(200)
    await ended(made, registry)
  })

  test('expired ones are forgotten', async () => {
    const made = await make({ expires_in_hours: 1 })
    const kept = await make({ expires_in_days: 1 })
    scene.now = start + 2 * hour
    await scene.server.runDueJobs()
    const rows = await queries(scene.server.database)
      .selectFrom('access_tokens')
      .select('id')
      .where('id', 'in', [made.id, kept.id])
      .execute()
    expect(rows).toEqual([{ id: kept.id }])
  })
})
