// Labels: who may make and change which, what they are called, and what carries them.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { type Account, Accounts } from '../support/accounts.ts'
import { type ApiAnswer, ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const roles = ['limitedGuest', 'guest', 'developer', 'maintainer', 'projectAdmin'] as const
const people = ['anonymous', 'stranger', ...roles, 'administrator'] as const
type Person = (typeof people)[number]

let server: TestServer
let callers: Record<Person, ApiCaller>
let closed: number
let open: number
let maintainer: Account

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  const owner = await accounts.user('owner')
  closed = await accounts.project('closed', owner)
  open = await accounts.project('open', owner, true)
  const members: Partial<Record<Person, Account>> = {
    stranger: await accounts.user('stranger'),
    administrator: accounts.admin(),
  }
  for (const role of roles) {
    const account = await accounts.user(role.toLowerCase())
    members[role] = account
    for (const project of [closed, open]) await accounts.member(project, account, role)
  }
  maintainer = members.maintainer as Account
  const entries = people.map((person) => [person, new ApiCaller(server, members[person])])
  callers = Object.fromEntries(entries) as Record<Person, ApiCaller>
  for (const name of ['closed', 'open']) await new Caller(server.url, owner).pushImage(`${name}/app`, 'v1')
})
afterAll(() => server.stop())

let made = 0
const label = (more: object = {}) => ({ name: `label ${++made}`, scope: 'p', project_id: closed, ...more })
async function make(more: object = {}): Promise<number> {
  const { status, headers } = await callers.administrator.post('/labels', label(more))
  expect(status).toBe(201)
  return Number(headers.get('location')?.match(/^\/api\/v2\.0\/labels\/(\d+)$/)?.[1])
}
const seen = ({ status, body }: ApiAnswer) => ({ status, body })
const artifacts = '/projects/closed/repositories/app/artifacts'

describe('rights', () => {
  const writers: readonly Person[] = ['maintainer', 'projectAdmin', 'administrator']
  const readers: readonly Person[] = ['guest', 'developer', ...writers]
  const refused = (who: Person) => (who === 'anonymous' ? 401 : 403)

  test.each(people)('on a project’s labels: %s', async (who) => {
    const may = (list: readonly Person[], status: number) => (list.includes(who) ? status : refused(who))
    const caller = callers[who]
    const id = await make()
    const statuses = [
      (await caller.get(`/labels?scope=p&project_id=${closed}`)).status,
      (await caller.get(`/labels/${id}`)).status,
      (await caller.post('/labels', label())).status,
      (await caller.put(`/labels/${id}`, { name: `renamed ${++made}` })).status,
      (await caller.delete(`/labels/${id}`)).status,
    ]
    const expected = [
      may(readers, 200),
      may(readers, 200),
      may(writers, 201),
      may(writers, 200),
      may(writers, 200),
    ]
    expect(statuses).toEqual(expected)
  })

  test.each(people)('on labels of everywhere: %s', async (who) => {
    const reads = who === 'anonymous' ? 401 : 200
    const writes = (status: number) => (who === 'administrator' ? status : refused(who))
    const caller = callers[who]
    const id = await make({ scope: 'g' })
    const statuses = [
      (await caller.get('/labels?scope=g')).status,
      (await caller.get(`/labels/${id}`)).status,
      (await caller.post('/labels', label({ scope: 'g' }))).status,
      (await caller.put(`/labels/${id}`, { name: `renamed ${++made}` })).status,
      (await caller.delete(`/labels/${id}`)).status,
    ]
    expect(statuses).toEqual([reads, reads, writes(201), writes(200), writes(200)])
  })

  test.each(people)('on a public project’s labels: %s reads them', async (who) => {
    const id = await make({ project_id: open })
    expect((await callers[who].get(`/labels?scope=p&project_id=${open}`)).status).toBe(200)
    expect((await callers[who].get(`/labels/${id}`)).status).toBe(200)
  })

  test('strangers learn nothing of what exists', async () => {
    const id = await make()
    for (const who of ['anonymous', 'stranger'] as const) {
      const caller = callers[who]
      expect(seen(await caller.get(`/labels/${id}`))).toEqual(seen(await caller.get('/labels/999999')))
      expect(seen(await caller.get(`/labels?scope=p&project_id=${closed}`))).toEqual(
        seen(await caller.get('/labels?scope=p&project_id=999999')),
      )
      expect(seen(await caller.delete(`/labels/${id}`))).toEqual(seen(await caller.delete('/labels/999999')))
    }
    expect((await callers.administrator.get('/labels/999999')).message).toBe('label 999999 not found')
  })
})

describe('a label', () => {
  test('is shown as it was made, and as it was changed', async () => {
    const words = { name: 'Ünïcode 🙂', description: 'd', color: '#2F7D32' }
    const id = await make(words)
    const { body } = await callers.maintainer.get(`/labels/${id}`)
    const time = expect.stringMatching(/^\d{4}-.*Z$/)
    const place = { id, scope: 'p', project_id: closed, creation_time: time, update_time: time }
    expect(body).toEqual({ ...words, ...place })
    await callers.maintainer.put(`/labels/${id}`, { name: 'plain', color: 'teal', scope: 'g' })
    const changed = await callers.maintainer.get(`/labels/${id}`)
    expect(changed.body).toEqual({ name: 'plain', color: 'teal', ...place })
  })

  test('has a name of its own, within its project', async () => {
    await make({ name: 'taken' })
    const again = await callers.maintainer.post('/labels', label({ name: 'taken' }))
    expect([again.status, again.message]).toEqual([409, 'label taken already exists'])
    await make({ name: 'taken', project_id: open })
    await make({ name: 'taken', scope: 'g' })
    const other = await make()
    const renamed = await callers.maintainer.put(`/labels/${other}`, { name: 'taken' })
    expect([renamed.status, renamed.message]).toEqual([409, 'label taken already exists'])
  })

  test('of a name that was deleted can be made again', async () => {
    const id = await make({ name: 'again' })
    await callers.maintainer.delete(`/labels/${id}`)
    expect((await callers.maintainer.get(`/labels/${id}`)).status).toBe(403)
    expect((await callers.administrator.get(`/labels/${id}`)).status).toBe(404)
    await make({ name: 'again' })
  })

  test.each([
    [{ name: '' }, 400],
    [{ name: 'x'.repeat(129) }, 400],
    [{ color: 'url(x)' }, 400],
    [{ scope: 'x' }, 400],
    [{ scope: undefined }, 400],
    [{ project_id: undefined }, 400],
    [{ project_id: 999_999 }, 404],
    [{ name: 7 }, 422],
  ])('%j is refused', async (more, status) => {
    expect((await callers.administrator.post('/labels', label(more))).status).toBe(status)
  })

  test.each([
    ['', 'invalid scope: '],
    ['?scope=x', 'invalid scope: x'],
    ['?scope=p', 'labels of a project need its project_id'],
  ])('a list of %j is refused', async (query, words) => {
    const { status, message } = await callers.administrator.get(`/labels${query}`)
    expect([status, message]).toEqual([400, words])
  })

  test('is found by a part of its name, in pages', async () => {
    for (const name of ['zeta one', 'zeta two', 'ZETA three']) await make({ name })
    const { body, headers } = await callers.guest.get(
      `/labels?scope=p&project_id=${closed}&name=zeta&page_size=2`,
    )
    expect(body.map(({ name }: { name: string }) => name)).toEqual(['zeta one', 'zeta two'])
    expect(headers.get('x-total-count')).toBe('3')
    const exact = await callers.guest.get(`/labels?scope=p&project_id=${closed}&q=name%3Dzeta%20two`)
    expect(exact.body).toHaveLength(1)
  })
})

describe('an artifact', () => {
  test('carries a label once, until it is taken away', async () => {
    const id = await make({ name: 'carried' })
    const on = `${artifacts}/v1/labels`
    expect((await callers.developer.post(on, { id })).status).toBe(200)
    const again = await callers.developer.post(on, { id })
    expect([again.status, again.message]).toMatchObject([
      409,
      expect.stringContaining(`label ${id} is already`),
    ])
    const [listed] = (await callers.guest.get(`${artifacts}?with_label=true`)).body
    expect(listed.labels).toMatchObject([{ id, name: 'carried' }])
    expect((await callers.guest.get(`${artifacts}/v1?with_label=true`)).body.labels).toHaveLength(1)
    expect((await callers.guest.get(`${artifacts}/v1`)).body.labels).toBeNull()
    expect((await callers.developer.delete(`${on}/${id}`)).status).toBe(200)
    expect((await callers.developer.delete(`${on}/${id}`)).status).toBe(404)
    expect((await callers.guest.get(`${artifacts}/v1?with_label=true`)).body.labels).toBeNull()
  })

  test('takes no label of another project, nor one that is not there', async () => {
    const foreign = await make({ project_id: open })
    for (const id of [foreign, 999_999]) {
      const { status, message } = await callers.developer.post(`${artifacts}/v1/labels`, { id })
      expect([status, message]).toEqual([404, `label ${id} not found`])
    }
    expect((await callers.developer.post(`${artifacts}/v1/labels`, {})).status).toBe(400)
    expect((await callers.developer.post(`${artifacts}/nosuch/labels`, { id: foreign })).status).toBe(404)
  })

  test('is found by its labels: all of them, any of them', async () => {
    const caller = new Caller(server.url, maintainer)
    const [red, blue] = [await make({ name: 'red' }), await make({ name: 'blue', scope: 'g' })]
    for (const [tag, ids] of [
      ['both', [red, blue]],
      ['red', [red]],
      ['none', []],
    ] as const) {
      await caller.pushImage('closed/colours', tag)
      const on = `/projects/closed/repositories/colours/artifacts/${tag}/labels`
      for (const id of ids) await callers.developer.post(on, { id })
    }
    const found = async (path: string, q: string) => {
      const { body, headers } = await callers.guest.get(`${path}?q=${encodeURIComponent(`labels=${q}`)}`)
      expect(headers.get('x-total-count')).toBe(String(body.length))
      return body.map(({ tags }: { tags: { name: string }[] }) => tags[0]?.name).sort()
    }
    for (const path of ['/projects/closed/repositories/colours/artifacts', '/projects/closed/artifacts']) {
      expect(await found(path, `(${red} ${blue})`)).toEqual(['both'])
      expect(await found(path, `{${red} ${blue}}`)).toEqual(['both', 'red'])
      expect(await found(path, `${red}`)).toEqual(['both', 'red'])
      expect(await found(path, '999999')).toEqual([])
    }
    expect((await callers.guest.get(`${artifacts}?q=labels%3Dred`)).status).toBe(400)
  })
})

test('a deleted label is on nothing at once, and a job takes it from what carried it', async () => {
  const id = await make()
  await callers.developer.post(`${artifacts}/v1/labels`, { id })
  await callers.maintainer.delete(`/labels/${id}`)
  expect((await callers.guest.get(`${artifacts}/v1?with_label=true`)).body.labels).toBeNull()
  expect((await callers.guest.get(`${artifacts}?q=labels%3D${id}`)).body).toEqual([])
  await server.runDueJobs()
  const q = queries(server.database)
  const left = await q.selectFrom('artifact_labels').select('label_id').where('label_id', '=', id).execute()
  const row = await q.selectFrom('labels').select('id').where('id', '=', id).execute()
  expect([left, row]).toEqual([[], []])
})

test('each change of labels is an event', async () => {
  const id = await make()
  await callers.developer.post(`${artifacts}/v1/labels`, { id })
  await callers.developer.delete(`${artifacts}/v1/labels/${id}`)
  await callers.maintainer.put(`/labels/${id}`, { name: `told ${++made}` })
  await callers.maintainer.delete(`/labels/${id}`)
  const rows = await queries(server.database)
    .selectFrom('events')
    .select(['kind', 'project_id'])
    .orderBy('seq')
    .execute()
  const last = rows.filter(({ kind }) => kind.includes('label')).slice(-5)
  expect(last.map(({ kind }) => kind)).toEqual([
    ...['label.created', 'artifact.labelled', 'artifact.unlabelled', 'label.updated', 'label.deleted'],
  ])
  expect(new Set(last.map(({ project_id }) => project_id))).toEqual(new Set([closed]))
})
