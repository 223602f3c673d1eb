// Projects over the management API: made, shown, changed, deleted, with their metadata.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { startApiScene } from '../support/api-scene.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer } from '../support/server.ts'

const { server, accounts, admin, anonymous, ada, asAda } = await startApiScene()
afterAll(() => server.stop())

describe('making a project', () => {
  test('201 with its path; its maker is its administrator', async () => {
    const answer = await asAda.post('/projects', { project_name: 'team' })
    expect(answer.status).toBe(201)
    const path = answer.headers.get('location')?.replace('/api/v2.0', '') as string
    expect(path).toMatch(/^\/projects\/\d+$/)
    const { body } = await asAda.get(path)
    expect(body).toMatchObject({
      project_id: Number(path.split('/').at(-1)),
      name: 'team',
      owner_id: ada.id,
      owner_name: 'ada',
      current_user_role_id: 1,
      current_user_role_ids: [1],
      repo_count: 0,
      metadata: { public: 'false' },
      cve_allowlist: { items: [] },
    })
    expect(Date.parse(body.creation_time)).toBeGreaterThan(Date.now() - 60_000)
  })

  test('its path can name it by its name', async () => {
    const headers = { 'x-resource-name-in-location': 'true' }
    const answer = await asAda.post('/projects', { project_name: 'by-name' }, headers)
    expect(answer.headers.get('location')).toBe('/api/v2.0/projects/by-name')
  })

  test('public, by the metadata or by the older field', async () => {
    await asAda.post('/projects', { project_name: 'open1', metadata: { public: 'true' } })
    await asAda.post('/projects', { project_name: 'open2', public: true })
    for (const name of ['open1', 'open2']) {
      expect((await anonymous.get(`/projects/${name}`)).body.metadata).toEqual({ public: 'true' })
    }
  })

  test('what Terraform’s provider sends is taken', async () => {
    const answer = await asAda.post('/projects', {
      project_name: 'terraform',
      registry_id: null,
      storage_limit: -1,
      cve_allowlist: { items: [] },
      metadata: {
        public: 'false',
        auto_scan: 'true',
        auto_sbom_generation: 'false',
        enable_content_trust: 'false',
        enable_content_trust_cosign: 'false',
        prevent_vul: 'false',
        severity: 'high',
        reuse_sys_cve_allowlist: 'true',
        proxy_speed_kb: '-1',
      },
    })
    expect(answer.status).toBe(201)
    expect((await asAda.get('/projects/terraform')).body.metadata).toMatchObject({
      auto_scan: 'true',
      severity: 'high',
    })
  })

  test('a taken name is a conflict, also to those who may not see the project', async () => {
    await asAda.post('/projects', { project_name: 'taken' })
    const other = new ApiCaller(server, await accounts.user('other'))
    for (const caller of [asAda, other, admin]) {
      expect(await caller.post('/projects', { project_name: 'taken' })).toMatchObject({
        status: 409,
        code: 'CONFLICT',
        message: 'The project named taken already exists',
      })
    }
  })

  const bad = 'project name is not in lower case or contains illegal characters'
  const length = 'is illegal in length. (greater than 255 or less than 1)'
  test.each([
    ['UPPER', bad],
    ['a..b', bad],
    ['a/b', bad],
    ['-a', bad],
    ['', `Project name  ${length}`],
    ['x'.repeat(256), length],
    ['v2', 'project name v2 is reserved'],
    ['asof.2026-01-01', 'project name asof.2026-01-01 is reserved'],
  ])('%.20s is no name', async (project_name, message) => {
    const answer = await admin.post('/projects', { project_name })
    expect(answer).toMatchObject({ status: 400, code: 'BAD_REQUEST' })
    expect(answer.message).toContain(message)
  })

  test.each([
    [{ storage_limit: -2 }, 'bad request: invalid non-positive value for quota limit, value=-2'],
    [{ storage_limit: 1_000 }, 'storage_limit must be -1: this server does not enforce quotas yet'],
    [{ registry_id: 3 }, 'registry_id must be left out: there are no proxy caches yet'],
    [
      { cve_allowlist: { items: [{ cve_id: 'CVE-2024-1' }] } },
      'cve_allowlist must be empty: this server does not judge vulnerabilities yet',
    ],
    [{ metadata: { public: 'maybe' } }, "metadata.public should only be 'true' or 'false', but got: 'maybe'"],
    [
      { metadata: { prevent_vul: 'true' } },
      'metadata.prevent_vul cannot be true: this server does not enforce it yet, so it would protect nothing',
    ],
    [{ metadata: { severity: 'odd' } }, 'metadata.severity should be one of'],
  ])('%j is refused, and makes nothing', async (more, message) => {
    const answer = await asAda.post('/projects', { project_name: 'refused', ...more })
    expect(answer.status).toBe(400)
    expect(answer.message).toContain(message)
    expect((await asAda.send('HEAD', '/projects?project_name=refused')).status).toBe(404)
  })

  test('anonymous callers may not, and users only where the setting lets them', async () => {
    expect((await anonymous.post('/projects', { project_name: 'x' })).status).toBe(401)
    const strict = await startTestServer({ settings: { 'projects.creation': 'adminonly' } })
    try {
      const there = new Accounts(strict)
      const user = new ApiCaller(strict, await there.user('ada'))
      expect(await user.post('/projects', { project_name: 'x' })).toMatchObject({
        status: 403,
        message: 'Only system admin can create project',
      })
      const root = new ApiCaller(strict, there.admin())
      expect((await root.post('/projects', { project_name: 'x' })).status).toBe(201)
    } finally {
      await strict.stop()
    }
  })
})

describe('looking one up', () => {
  test('by id, by name, and by a name that looks like an id', async () => {
    const id = await accounts.project('4711', ada)
    expect((await asAda.get(`/projects/${id}`)).body.name).toBe('4711')
    expect((await asAda.get('/projects/4711', { 'x-is-resource-name': 'true' })).body.name).toBe('4711')
    expect((await admin.get('/projects/4711')).status).toBe(404)
  })

  test('HEAD says whether a name is taken, to those with an account', async () => {
    const path = '/projects?project_name='
    expect((await asAda.send('HEAD', `${path}library`)).status).toBe(200)
    expect((await asAda.send('HEAD', `${path}nosuch`)).status).toBe(404)
    expect((await anonymous.send('HEAD', `${path}library`)).status).toBe(401)
    expect((await asAda.send('HEAD', '/projects')).status).toBe(422)
  })

  test('where only administrators create projects, HEAD tells others of those that they may read', async () => {
    const strict = await startApiScene({ settings: { 'projects.creation': 'adminonly' } })
    try {
      const bob = await strict.accounts.user('bob')
      await strict.accounts.project('closed', bob)
      await strict.accounts.project('open', bob, true)
      await strict.accounts.project('own', strict.ada)
      const heard = async (who: ApiCaller, name: string) =>
        (await who.send('HEAD', `/projects?project_name=${name}`)).status
      for (const name of ['open', 'own']) expect([name, await heard(strict.asAda, name)]).toEqual([name, 200])
      for (const name of ['closed', 'nosuch'])
        expect([name, await heard(strict.asAda, name)]).toEqual([name, 404])
      expect(await heard(strict.admin, 'closed')).toBe(200)
      expect(await heard(strict.admin, 'nosuch')).toBe(404)
    } finally {
      await strict.server.stop()
    }
  })

  test('administrators are told what does not exist', async () => {
    for (const name of ['99999999', 'nosuch']) {
      expect(await admin.get(`/projects/${name}`)).toMatchObject({
        status: 404,
        message: `project ${name} not found`,
      })
    }
  })

  test('the summary counts repositories, and members for those who may list them', async () => {
    const id = await accounts.project('counted', ada, true)
    for (const [index, role] of (['maintainer', 'developer', 'guest', 'limitedGuest'] as const).entries()) {
      await accounts.member(id, await accounts.user(`counted${index}`), role)
    }
    await new Caller(server.url, ada).pushImage('counted/app', 'v1')
    expect((await asAda.get('/projects/counted/summary')).body).toEqual({
      repo_count: 1,
      project_admin_count: 1,
      maintainer_count: 1,
      developer_count: 1,
      guest_count: 1,
      limited_guest_count: 1,
    })
    expect((await anonymous.get('/projects/counted/summary')).body).toEqual({ repo_count: 1 })
  })
})

describe('changing and deleting', () => {
  test('metadata that are left out stay', async () => {
    await accounts.project('changing', ada)
    expect(
      (await asAda.put('/projects/changing', { metadata: { public: 'true', severity: 'low' } })).status,
    ).toBe(200)
    expect((await asAda.put('/projects/changing', { metadata: { severity: 'high' } })).status).toBe(200)
    expect((await anonymous.get('/projects/changing')).body.metadata).toEqual({
      public: 'true',
      severity: 'high',
    })
    expect((await asAda.put('/projects/changing', { public: false })).status).toBe(200)
    expect((await anonymous.get('/projects/changing')).status).toBe(401)
  })

  test('a project keeps its name', async () => {
    await accounts.project('named', ada)
    expect((await asAda.put('/projects/named', { project_name: 'named' })).status).toBe(200)
    expect((await asAda.put('/projects/named', { project_name: 'other-name' })).status).toBe(400)
  })

  test('a project with repositories is not deleted; an emptied one is, and its name is free', async () => {
    await accounts.project('going', ada)
    const caller = new Caller(server.url, ada)
    const pushed = await caller.pushImage('going/app', 'v1')
    const problem = 'the project contains repositories, can not be deleted'
    expect((await asAda.get('/projects/going/_deletable')).body).toEqual({
      deletable: false,
      message: problem,
    })
    expect(await asAda.delete('/projects/going')).toMatchObject({
      status: 412,
      code: 'PRECONDITION',
      message: problem,
    })
    expect((await asAda.delete('/projects/going/repositories/app')).status).toBe(200)
    expect((await asAda.get('/projects/going/_deletable')).body).toEqual({ deletable: true })
    expect((await asAda.delete('/projects/going')).status).toBe(200)
    expect((await asAda.get('/projects/going')).status).toBe(403)
    expect(await admin.delete('/projects/going')).toMatchObject({
      status: 404,
      message: 'project going not found',
    })
    // A successor has nothing of it: neither what was pushed, nor the right to its bytes.
    const next = await accounts.user('next')
    await accounts.project('going', next)
    const asNext = new Caller(server.url, next)
    expect((await asNext.get(`/v2/going/app/blobs/${pushed.layer}`)).status).toBe(404)
    await asNext.pushImage('going/app', 'v2', 'something else')
    expect((await asNext.get('/v2/going/app/manifests/v1')).status).toBe(404)
    expect((await asNext.get(`/v2/going/app/blobs/${pushed.layer}`)).status).toBe(404)
    const list = await new ApiCaller(server, next).get('/projects/going/repositories/app/artifacts')
    expect(list.body).toHaveLength(1)
  })
})

describe('metadata', () => {
  const path = '/projects/meta/metadatas'
  beforeAll(() => accounts.project('meta', ada))

  test('set, read, changed and unset one by one', async () => {
    expect((await asAda.post(`${path}/`, { auto_scan: 'true' })).status).toBe(200)
    expect((await asAda.get(`${path}/auto_scan`)).body).toEqual({ auto_scan: 'true' })
    expect((await asAda.get(`${path}/severity`)).body).toEqual({})
    expect((await asAda.put(`${path}/auto_scan`, { auto_scan: 'false' })).status).toBe(200)
    expect((await asAda.get(`${path}/`)).body).toEqual({ public: 'false', auto_scan: 'false' })
    expect((await asAda.delete(`${path}/auto_scan`)).status).toBe(200)
    expect((await asAda.get(`${path}/`)).body).toEqual({ public: 'false' })
  })

  test('adding what is set is a conflict', async () => {
    expect(await asAda.post(`${path}/`, { public: 'true' })).toMatchObject({ status: 409, code: 'CONFLICT' })
    expect((await asAda.get(`${path}/public`)).body).toEqual({ public: 'false' })
  })

  test('`public` has its effect, and without it a project is private', async () => {
    expect((await asAda.put(`${path}/public`, { public: 'true' })).status).toBe(200)
    expect((await anonymous.get('/projects/meta')).status).toBe(200)
    expect((await asAda.delete(`${path}/public`)).status).toBe(200)
    expect((await anonymous.get('/projects/meta')).status).toBe(401)
    expect((await asAda.get(`${path}/public`)).body).toEqual({ public: 'false' })
  })

  test.each([
    ['POST', '/', { nosuchkey: 'x' }, 'invalid key: nosuchkey'],
    ['POST', '/', { enable_content_trust: 'true' }, 'metadata.enable_content_trust cannot be true'],
    ['PUT', '/prevent_vul', { prevent_vul: 'true' }, 'metadata.prevent_vul cannot be true'],
    ['PUT', '/prevent_vul', { severity: 'low' }, 'the body must be {"prevent_vul": "…"}'],
    ['PUT', '/nosuchkey', { nosuchkey: 'x' }, 'invalid key: nosuchkey'],
    ['PUT', '/retention_id', { retention_id: '3' }, 'metadata.retention_id is set by retention policies'],
    ['PUT', '/proxy_speed_kb', { proxy_speed_kb: '100' }, "metadata.proxy_speed_kb cannot be '100'"],
    ['GET', '/nosuchkey', undefined, 'invalid key: nosuchkey'],
    ['DELETE', '/nosuchkey', undefined, 'invalid key: nosuchkey'],
  ])('%s %s %j is refused', async (method, key, body, message) => {
    const answer = await asAda.send(method, path + key, body)
    expect(answer).toMatchObject({ status: 400, code: 'BAD_REQUEST' })
    expect(answer.message).toContain(message)
  })
})
