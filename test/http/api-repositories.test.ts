// Repositories over the management API.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { statements } from '../../packages/server/src/platform/database/database.ts'
import { ApiCaller } from '../support/api.ts'
import { startApiScene } from '../support/api-scene.ts'
import { Caller } from '../support/caller.ts'

const { server, accounts, admin, anonymous, ada, asAda } = await startApiScene()
const caller = new Caller(server.url, ada)

beforeAll(async () => {
  await accounts.project('team', ada)
  for (const name of ['a', 'b', 'c/d']) await caller.pushImage(`team/${name}`, 'v1')
})
afterAll(() => server.stop())

const names = (body: { name: string }[]) => body.map(({ name }) => name)

test('a project’s repositories, newest first', async () => {
  const { body, headers } = await asAda.get('/projects/team/repositories')
  expect(names(body)).toEqual(['team/c/d', 'team/b', 'team/a'])
  expect(headers.get('x-total-count')).toBe('3')
  expect(body[2]).toMatchObject({ artifact_count: 1, pull_count: 0 })
  expect(body[2]).not.toHaveProperty('description')
})

test('by name, sorted, filtered, paged', async () => {
  const list = async (query: string) => {
    const answer = await asAda.get(`/projects/team/repositories?${query}`)
    return [names(answer.body), answer.headers.get('x-total-count')]
  }
  expect(await list('sort=name')).toEqual([['team/a', 'team/b', 'team/c/d'], '3'])
  expect(await list('sort=-name&page_size=1&page=2')).toEqual([['team/b'], '3'])
  expect(await list('q=name%3Dteam/b')).toEqual([['team/b'], '1'])
  expect(await list('q=name%3D~C/')).toEqual([['team/c/d'], '1'])
  expect(await list('q=name%3D{team/a team/b}&sort=name')).toEqual([['team/a', 'team/b'], '2'])
  expect(await list('q=nosuch%3D1&sort=nosuch')).toEqual([['team/c/d', 'team/b', 'team/a'], '3'])
  expect((await asAda.get('/projects/team/repositories?q=repository_id%3Dx')).status).toBe(400)
})

test('one, whose name has a slash, encoded twice or once', async () => {
  for (const name of ['c%252Fd', 'c%2Fd']) {
    const { body } = await asAda.get(`/projects/team/repositories/${name}`)
    expect(body.name).toBe('team/c/d')
  }
})

test('one that is not there', async () => {
  for (const method of ['GET', 'DELETE'])
    expect(await asAda.send(method, '/projects/team/repositories/nosuch')).toMatchObject({
      status: 404,
      message: 'repository team/nosuch not found',
    })
  const change = await asAda.put('/projects/team/repositories/nosuch', { description: 'd' })
  expect(change.status).toBe(404)
})

test('a repository into which nothing was pushed yet is not there', async () => {
  await caller.pushBlob('team/half', 'only a blob')
  expect((await asAda.get('/projects/team/repositories/half')).status).toBe(404)
  expect(names((await asAda.get('/projects/team/repositories')).body)).not.toContain('team/half')
})

test('is described', async () => {
  expect((await asAda.put('/projects/team/repositories/a', { description: 'what it is' })).status).toBe(200)
  expect((await asAda.get('/projects/team/repositories/a')).body.description).toBe('what it is')
  const long = { description: 'x'.repeat(10_001) }
  expect((await asAda.put('/projects/team/repositories/a', long)).status).toBe(400)
})

test('across projects everybody sees what they may pull, counted', async () => {
  const cyd = await accounts.user('cyd')
  await accounts.project('own', cyd)
  await accounts.project('open', cyd, true)
  const asCyd = new Caller(server.url, cyd)
  await asCyd.pushImage('own/x', 'v1')
  await asCyd.pushImage('open/y', 'v1')
  const seen = async (who: ApiCaller, query = '') => {
    const { body, headers } = await who.get(`/repositories?sort=name${query}`)
    return [names(body).join(' '), headers.get('x-total-count')]
  }
  const filter = '&q=name%3D~/y'
  expect(await seen(anonymous)).toEqual(['open/y', '1'])
  expect(await seen(new ApiCaller(server, cyd))).toEqual(['open/y own/x', '2'])
  expect(await seen(asAda)).toEqual(['open/y team/a team/b team/c/d', '4'])
  expect(await seen(admin)).toEqual(['open/y own/x team/a team/b team/c/d', '5'])
  expect(await seen(new ApiCaller(server, cyd), filter)).toEqual(['open/y', '1'])
  expect(await seen(asAda, '&q=name%3D~own')).toEqual(['', '0'])
  expect(await seen(asAda, '&q=name%3Down/x')).toEqual(['', '0'])
})

test('deleting one hides all of it, and remembers who did so', async () => {
  const pushed = await caller.pushImage('team/gone', 'v1')
  await caller.pushImage('team/gone', 'v2')
  expect((await asAda.get('/projects/team/repositories')).headers.get('x-total-count')).toBe('4')
  expect((await asAda.delete('/projects/team/repositories/gone')).status).toBe(200)
  expect((await asAda.get('/projects/team/repositories/gone')).status).toBe(404)
  expect((await asAda.get('/projects/team/repositories')).headers.get('x-total-count')).toBe('3')
  expect((await asAda.get('/projects/team/repositories/gone/artifacts')).body).toEqual([])
  expect((await caller.get('/v2/team/gone/tags/list')).status).toBe(404)
  for (const reference of ['v1', pushed.manifest]) {
    expect((await caller.get(`/v2/team/gone/manifests/${reference}`)).status).toBe(404)
  }
  expect(await rows('select name, new_digest, actor from tag_history where old_digest is not null')).toEqual([
    { name: 'v1', new_digest: null, actor: 'ada' },
    { name: 'v2', new_digest: null, actor: 'ada' },
  ])
  const events = await rows("select body from events where kind = 'repository.deleted'")
  expect(events.map(({ body }) => JSON.parse(String(body)))).toEqual([
    { repository: 'team/gone', artifacts: 2, tags: 2 },
  ])
  const reviews = await rows("select cause from gc_manifests where cause = 'deleted'")
  expect(reviews).toHaveLength(2)
  // A push brings it back, with nothing but what is pushed.
  await caller.pushImage('team/gone', 'v1')
  const back = await asAda.get('/projects/team/repositories/gone')
  expect(back.body).toMatchObject({ artifact_count: 1 })
  expect((await asAda.get('/projects/team/repositories')).headers.get('x-total-count')).toBe('4')
})

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  return (await server.database[statements].execute(sql, [])).rows as Record<string, unknown>[]
}
