// Search by names, statistics, and what the server says of its disk and its authority: each within what one may see.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { X509Certificate } from 'node:crypto'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let admin: ApiCaller
let ada: ApiCaller
let bob: ApiCaller
let nobody: ApiCaller

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  const [adaAccount, bobAccount] = [await accounts.user('ada'), await accounts.user('bob')]
  await accounts.project('secret-shop', adaAccount)
  await accounts.project('shop', adaAccount, true)
  admin = new ApiCaller(server, accounts.admin())
  ada = new ApiCaller(server, adaAccount)
  bob = new ApiCaller(server, bobAccount)
  nobody = new ApiCaller(server)
  const pushes = new Caller(server.url, adaAccount)
  for (const repository of ['secret-shop/web', 'shop/web', 'shop/api'])
    await pushes.pushImage(repository, 'v1')
})
afterAll(() => server.stop())

describe('search', () => {
  const find = async (who: ApiCaller, q: string) => {
    const { status, body } = await who.get(`/search?q=${encodeURIComponent(q)}`)
    expect(status).toBe(200)
    const names = body.project.map(({ name }: { name: string }) => name)
    return [names, body.repository.map((each: { repository_name: string }) => each.repository_name)]
  }

  test('finds what the asker sees, by parts of names', async () => {
    for (const who of [ada, admin]) {
      expect(await find(who, 'shop')).toEqual([
        ['secret-shop', 'shop'],
        ['secret-shop/web', 'shop/api', 'shop/web'],
      ])
      expect(await find(who, 'WEB')).toEqual([[], ['secret-shop/web', 'shop/web']])
    }
    for (const who of [bob, nobody]) {
      expect(await find(who, 'shop')).toEqual([['shop'], ['shop/api', 'shop/web']])
      expect(await find(who, 'secret')).toEqual([[], []])
    }
  })

  test('takes its words as they are', async () => {
    for (const q of ['%', '_', "'", '\\', '*']) expect(await find(ada, q)).toEqual([[], []])
    expect((await find(ada, ''))[1]).toHaveLength(3)
  })

  test('says what a repository is', async () => {
    const { body } = await nobody.get('/search?q=shop/api')
    expect(body.repository).toEqual([
      {
        ...{ project_id: expect.any(Number), project_name: 'shop', project_public: true },
        ...{ repository_name: 'shop/api', artifact_count: 1, pull_count: 0 },
      },
    ])
  })

  test('needs its question', async () => {
    expect((await ada.get('/search')).status).toBe(422)
    expect((await ada.get(`/search?q=${'x'.repeat(257)}`)).status).toBe(422)
  })
})

describe('statistics', () => {
  test('count what the asker sees', async () => {
    const open = { public_project_count: 2, public_repo_count: 2 }
    expect((await ada.get('/statistics')).body).toEqual({
      ...open,
      private_project_count: 1,
      private_repo_count: 1,
    })
    expect((await bob.get('/statistics')).body).toEqual({
      ...open,
      private_project_count: 0,
      private_repo_count: 0,
    })
    expect((await admin.get('/statistics')).body).toEqual({
      ...{ ...open, private_project_count: 1, private_repo_count: 1 },
      ...{ total_project_count: 3, total_repo_count: 3, total_storage_consumption: expect.any(Number) },
    })
    expect((await nobody.get('/statistics')).status).toBe(401)
  })

  test('what is stored in all is not for a token that is limited to some projects', async () => {
    const { body } = await admin.post('/users/current/tokens', { preset: 'read', projects: ['library'] })
    const authorization = `Bearer ${body.token}`
    const answer = await fetch(`${server.url}/api/v2.0/statistics`, { headers: { authorization } })
    expect(answer.status).toBe(200)
    expect(await answer.json()).not.toHaveProperty('total_storage_consumption')
  })
})

test('the disk is shown to administrators', async () => {
  const { status, body } = await admin.get('/systeminfo/volumes')
  expect(status).toBe(200)
  const [{ total, free }] = body.storage
  expect(total).toBeGreaterThan(free)
  expect(free).toBeGreaterThan(0)
  expect((await ada.get('/systeminfo/volumes')).status).toBe(403)
  expect((await nobody.get('/systeminfo/volumes')).status).toBe(401)
})

test('without an authority of its own there is no certificate to fetch', async () => {
  expect((await nobody.get('/systeminfo/getcert')).status).toBe(404)
  expect((await admin.get('/systeminfo')).body.has_ca_root).toBe(false)
})

test('the certificate of its own authority is for everybody', async () => {
  const own = await startTestServer({ settings: { 'tls.self': 'true' } })
  try {
    const answer = await fetch(`${own.url}/api/v2.0/systeminfo/getcert`, {
      tls: { rejectUnauthorized: false },
    })
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=ca.crt')
    expect(new X509Certificate(await answer.text()).ca).toBe(true)
  } finally {
    await own.stop()
  }
})
