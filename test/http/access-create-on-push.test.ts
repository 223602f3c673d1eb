// Pushing to a project that does not exist: who is told how to create it, and whose push creates it.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { type Account, Accounts } from '../support/accounts.ts'
import { Caller, type Heard } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const policies = [
  ['nobody', 'everyone'],
  ['nobody', 'adminonly'],
  ['administrators', 'everyone'],
  ['everyone', 'everyone'],
  ['everyone', 'adminonly'],
] as const

const denial = (name: string) =>
  `requested access to the resource is denied: unauthorized to access repository: ${name}, action: push`
const advice = (project: string) =>
  `; the project ${project} does not exist: create it with POST /api/v2.0/projects ` +
  `{"project_name":"${project}"}, or let pushes create projects with the setting projects.createOnPush`

describe.each(policies)('createOnPush %s, creation %s', (createOnPush, creation) => {
  let server: TestServer
  let accounts: Accounts
  let user: Account
  let other: Account

  beforeAll(async () => {
    const settings = { 'projects.createOnPush': createOnPush, 'projects.creation': creation }
    server = await startTestServer({ settings })
    accounts = new Accounts(server)
    user = await accounts.user('user')
    other = await accounts.user('other')
  })
  afterAll(() => server.stop())

  const adminCreates = createOnPush !== 'nobody'
  const userCreates = createOnPush === 'everyone' && creation === 'everyone'

  function begin(caller: Caller, repository: string): Promise<Heard> {
    return caller.send('POST', `/v2/${repository}/blobs/uploads/`)
  }

  async function projectsNamed(name: string) {
    return queries(server.database).selectFrom('projects').selectAll().where('name', '=', name).execute()
  }

  async function withBoth(account: Account, repository: string): Promise<Caller[]> {
    const caller = new Caller(server.url, account)
    return [caller, await caller.withToken(`repository:${repository}:pull,push`)]
  }

  test.each([
    ['an administrator', adminCreates, true, () => accounts.admin()],
    ['a user', userCreates, creation === 'everyone', () => user],
  ])('%s', async (who, creates, mayCreateByHand, account) => {
    const project = who === 'a user' ? 'by-user' : 'by-admin'
    for (const [index, caller] of (await withBoth(account(), `${project}/app`)).entries()) {
      const answer = await begin(caller, `${project}/app`)
      if (creates) {
        expect(answer.status).toBe(202)
        const [made] = await projectsNamed(project)
        expect(made).toMatchObject({ public: 0, owner_id: account().id })
      } else {
        const message = denial(`${project}/app`) + (mayCreateByHand ? advice(project) : '')
        expect([answer.status, answer.error]).toEqual([index === 0 ? 403 : 401, { code: 'DENIED', message }])
        expect(await projectsNamed(project)).toEqual([])
        // Docker shows of a challenged push only this; a quote within would end it.
        const told = /error_description="([^"]*)"/.exec(answer.headers.get('www-authenticate') ?? '')?.[1]
        const words = advice(project).slice('; '.length).replaceAll('"', "'")
        expect(told).toBe(index === 1 && mayCreateByHand ? words : undefined)
      }
    }
  })

  test('nobody without an account, and no advice', async () => {
    const caller = new Caller(server.url)
    for (const each of [caller, await caller.withToken('repository:anonymous/app:pull,push')]) {
      const answer = await begin(each, 'anonymous/app')
      expect([answer.status, answer.error?.message]).toEqual([401, denial('anonymous/app')])
    }
    expect(await projectsNamed('anonymous')).toEqual([])
  })

  test('a pull creates nothing and gets no advice', async () => {
    const admin = new Caller(server.url, accounts.admin())
    for (const path of ['manifests/v1', 'tags/list', `blobs/sha256:${'a'.repeat(64)}`]) {
      const answer = await admin.get(`/v2/pulled/app/${path}`)
      expect(answer.status).toBe(403)
      expect(answer.error?.message).toBe(denial('pulled/app').replace('push', 'pull'))
    }
    expect(await projectsNamed('pulled')).toEqual([])
  })

  test('neither a question about an upload nor its end creates anything', async () => {
    const admin = new Caller(server.url, accounts.admin())
    const upload = '/v2/looked/app/blobs/uploads/00000000-0000-4000-8000-000000000000'
    for (const method of ['GET', 'PATCH', 'PUT', 'DELETE']) {
      expect((await admin.send(method, `${upload}?digest=sha256:${'a'.repeat(64)}`)).status).toBe(403)
    }
    expect((await admin.send('DELETE', '/v2/looked/app/manifests/v1')).status).toBe(403)
    expect(await projectsNamed('looked')).toEqual([])
  })

  test.each(['api', 'v2', 'service', 'npm', 'asof.2026-01-01', 'metrics', 'a__b', 'a--b'])(
    'the project %s cannot be made, and the refusal says why',
    async (project) => {
      const admin = accounts.admin()
      for (const caller of await withBoth(admin, `${project}/app`)) {
        const answer = await begin(caller, `${project}/app`)
        expect([401, 403]).toContain(answer.status)
        expect(answer.error?.code).toBe('DENIED')
        expect(answer.error?.message).toMatch(/is reserved$|illegal characters$/)
      }
      expect(await projectsNamed(project)).toEqual([])
    },
  )

  test('a private project of another is refused as before, without advice', async () => {
    await accounts.project('taken', other)
    for (const caller of await withBoth(user, 'taken/app')) {
      const answer = await begin(caller, 'taken/app')
      expect(answer.error).toEqual({ code: 'DENIED', message: denial('taken/app') })
    }
  })

  test('two first pushes at once make one project, and both go on', async () => {
    const caller = new Caller(server.url, accounts.admin())
    const push = (repository: string) => begin(caller, `race/${repository}`)
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'a', 'b'].map(push))
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(adminCreates ? 202 : 403))
    expect(await projectsNamed('race')).toHaveLength(adminCreates ? 1 : 0)
  })

  test('two users push first at once: one of them owns the project, the other is refused', async () => {
    const both = [new Caller(server.url, user), new Caller(server.url, other)]
    const answers = await Promise.all(both.map((caller) => begin(caller, 'contest/app')))
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual(userCreates ? [202, 403] : [403, 403])
    const loser = answers.find(({ status }) => status === 403)
    if (userCreates) expect(loser?.error?.message).toBe(denial('contest/app'))
  })

  test('a whole image goes in and comes out', async () => {
    const caller = new Caller(server.url, accounts.admin())
    const push = caller.pushImage('whole/app', 'v1')
    if (!adminCreates) return expect(push).rejects.toThrow('DENIED')
    const { manifest } = await push
    const answer = await caller.get('/v2/whole/app/manifests/v1')
    expect(answer.headers.get('docker-content-digest')).toBe(manifest)
  })
})
