// Settings at run time over HTTP: who may read and change them, what is refused, and that they take effect at once.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let accounts: Accounts
let admin: ApiCaller

beforeAll(async () => {
  server = await startTestServer()
  accounts = new Accounts(server)
  admin = new ApiCaller(server, accounts.admin())
})
afterAll(() => server.stop())

const path = '/configurations'
const settingOf = async (name: string) => (await admin.get(path)).body[name].value
const eventsOf = (kind: string) =>
  queries(server.database).selectFrom('events').selectAll().where('kind', '=', kind).orderBy('seq').execute()

describe('who may', () => {
  test('anonymous callers and users without the right are refused, and change nothing', async () => {
    const user = new ApiCaller(server, await accounts.user('settings-user'))
    for (const [caller, status] of [
      [new ApiCaller(server), 401],
      [user, 403],
    ] as const) {
      expect((await caller.get(path)).status).toBe(status)
      expect((await caller.put(path, { banner_message: 'mine' })).status).toBe(status)
    }
    expect(await settingOf('banner_message')).toBe('')
  })

  test('nobody is an internal service', async () => {
    const answer = await admin.get('/internalconfig')
    expect([answer.status, answer.message]).toEqual([
      401,
      'only internal service is allowed to call this API',
    ])
    expect((await new ApiCaller(server).get('/internalconfig')).status).toBe(401)
  })
})

describe('reading', () => {
  test('shows Harbor’s settings with Harbor’s defaults', async () => {
    const { body } = await admin.get(path)
    expect(body).toMatchObject({
      auth_mode: { value: 'db_auth', editable: true },
      ldap_uid: { value: 'cn', editable: true },
      ldap_timeout: { value: 5, editable: true },
      ldap_scope: { value: 2, editable: true },
      ldap_group_membership_attribute: { value: 'memberof', editable: true },
      oidc_extra_redirect_parms: { value: '{}', editable: true },
      project_creation_restriction: { value: 'everyone', editable: true },
      robot_name_prefix: { value: 'robot$', editable: true },
      robot_token_duration: { value: 30, editable: true },
      session_timeout: { value: 60, editable: true },
      storage_per_project: { value: -1, editable: true },
      token_expiration: { value: 30, editable: true },
    })
  })

  test('never shows a secret, and keeps it sealed', async () => {
    const secret = 'Directory password 7'
    expect((await admin.put(path, { ldap_search_password: secret, oidc_client_secret: secret })).status).toBe(
      200,
    )
    const { body } = await admin.get(path)
    expect(body.ldap_search_password).toBeUndefined()
    expect(body.oidc_client_secret).toBeUndefined()
    expect(JSON.stringify(body)).not.toContain(secret)
    const rows = await queries(server.database).selectFrom('settings').selectAll().execute()
    expect(rows.map(({ name }) => name)).toContain('ldap_search_password')
    expect(JSON.stringify(rows)).not.toContain(secret)
    expect(JSON.stringify(await eventsOf('configuration.updated'))).not.toContain(secret)
  })
})

describe('changing', () => {
  test('keeps what is left out, survives a restart, and tells which settings changed', async () => {
    const before = (await eventsOf('configuration.updated')).length
    await admin.put(path, { banner_message: 'Maintenance at noon', session_timeout: 90 })
    await admin.put(path, { session_timeout: 90, robot_token_duration: null, unknown_setting: 1 })
    const events = (await eventsOf('configuration.updated')).slice(before)
    expect(events.map(({ body }) => JSON.parse(body))).toEqual([
      { settings: ['banner_message', 'session_timeout'] },
    ])
    expect(JSON.parse(events[0]?.actor ?? '{}')).toMatchObject({ type: 'user', name: 'admin' })
    await server.restart()
    expect([await settingOf('banner_message'), await settingOf('session_timeout')]).toEqual([
      'Maintenance at noon',
      90,
    ])
    expect(await settingOf('robot_token_duration')).toBe(30)
  })

  const refused: [string, Record<string, unknown>, string][] = [
    ['another kind of sign-in', { auth_mode: 'uaa_auth' }, 'auth_mode'],
    ['a number beyond its bounds', { token_expiration: 0 }, 'the token_expiration value must be positive'],
    ['a number that is too large', { token_expiration: 1441 }, 'is over the limit value: 1440'],
    ['a scope that LDAP does not have', { ldap_scope: 3 }, 'ldap_scope'],
    ['an address that is no directory’s', { ldap_url: 'http://ldap.example.com' }, 'ldap_url'],
    ['a directory without a base', { ldap_url: 'ldap://ldap.example.com' }, 'ldap_base_dn'],
    ['a filter with a parenthesis too few', { ldap_filter: '(objectClass=person' }, 'ldap_filter'],
    ['an attribute that is none', { ldap_uid: 'uid)(cn=*' }, 'ldap_uid'],
    ['a prefix that would break credentials', { robot_name_prefix: 'robot:' }, 'robot_name_prefix'],
    ['skipping the audit log with no other', { skip_audit_log_database: true }, 'audit log forward endpoint'],
    ['an endpoint without a port', { audit_log_forward_endpoint: 'syslog' }, 'audit_log_forward_endpoint'],
    ['parameters that are no object', { oidc_extra_redirect_parms: '[]' }, 'oidc_extra_redirect_parms'],
    ['what this server cannot do', { uaa_endpoint: 'https://uaa.example.com' }, 'not supported'],
    ['a limit that nothing would keep', { storage_per_project: 1_000_000 }, 'storage_per_project'],
    ['certificates that are none', { ldap_ca_certificate: 'trust me' }, 'ldap_ca_certificate'],
  ]
  for (const [title, change, words] of refused) {
    test(`refuses ${title}, and writes nothing of the rest`, async () => {
      const answer = await admin.put(path, { banner_message: 'half', ...change })
      expect(answer.status).toBe(400)
      expect(answer.message).toContain(words)
      expect(await settingOf('banner_message')).not.toBe('half')
    })
  }

  test('says everything that is wrong at once', async () => {
    const { message } = await admin.put(path, { token_expiration: 0, ldap_scope: 7 })
    expect(message).toContain('token_expiration')
    expect(message).toContain('ldap_scope')
  })

  test('a value of another type is 422', async () => {
    for (const body of [
      { token_expiration: 'abc' },
      { read_only: 'yes' },
      { banner_message: 1 },
      [],
      'no JSON',
    ]) {
      const answer = await admin.put(path, body)
      expect([answer.status, answer.code]).toEqual([422, 'UNPROCESSABLE_ENTITY'])
    }
  })

  test('two changes that together would break a rule: one of them is refused', async () => {
    await admin.put(path, {
      skip_audit_log_database: false,
      audit_log_forward_endpoint: 'syslog.example.com:514',
    })
    const answers = await Promise.all([
      admin.put(path, { skip_audit_log_database: true }),
      admin.put(path, { audit_log_forward_endpoint: '' }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
    await admin.put(path, { skip_audit_log_database: false, audit_log_forward_endpoint: '' })
  })
})

describe('taking effect', () => {
  test('at once: who may register, and what the server says of itself', async () => {
    const stranger = new ApiCaller(server)
    const account = (name: string) => ({
      ...{ username: name, email: `${name}@example.com`, realname: name, password: 'Sesame 2026' },
    })
    expect((await stranger.post('/users', account('stranger1'))).status).toBe(401)
    await admin.put(path, { self_registration: true, banner_message: 'Welcome', oidc_name: 'Company' })
    expect((await stranger.post('/users', account('stranger2'))).status).toBe(201)
    expect((await stranger.get('/systeminfo')).body).toMatchObject({
      self_registration: true,
      banner_message: 'Welcome',
      oidc_provider_name: 'Company',
    })
    await admin.put(path, { self_registration: false })
    expect((await stranger.post('/users', account('stranger3'))).status).toBe(401)
  })

  test('the next token lives as long as is set now', async () => {
    const token = async () => {
      const answer = await new Caller(server.url, accounts.admin()).send(
        'GET',
        '/service/token?service=entrepot',
      )
      return JSON.parse(answer.text).expires_in
    }
    expect(await token()).toBe(1800)
    await admin.put(path, { token_expiration: 5 })
    expect(await token()).toBe(300)
    await admin.put(path, { token_expiration: 30 })
  })

  test('who may create projects', async () => {
    const user = new ApiCaller(server, await accounts.user('creator'))
    expect((await user.post('/projects', { project_name: 'created1' })).status).toBe(201)
    await admin.put(path, { project_creation_restriction: 'adminonly' })
    expect((await user.post('/projects', { project_name: 'created2' })).status).toBe(403)
    expect((await user.get('/systeminfo')).body.project_creation_restriction).toBe('adminonly')
    await admin.put(path, { project_creation_restriction: 'everyone' })
    expect((await user.post('/projects', { project_name: 'created3' })).status).toBe(201)
  })
})

describe('read-only', () => {
  test('refuses every change in words, lets everything be read, and can be ended', async () => {
    await accounts.project('frozen', accounts.admin(), true)
    await admin.put(path, { read_only: true })
    const registry = new Caller(server.url, accounts.admin())
    for (const [method, where] of [
      ['POST', '/v2/frozen/app/blobs/uploads/'],
      ['PUT', '/v2/frozen/app/manifests/latest'],
      ['DELETE', '/v2/frozen/app/manifests/latest'],
    ] as const) {
      const answer = await registry.send(method, where)
      expect([answer.status, answer.error?.code]).toEqual([403, 'DENIED'])
      expect(answer.error?.message).toContain('read only')
    }
    expect((await registry.send('GET', '/v2/frozen/app/tags/list')).status).toBe(404)
    for (const answer of [
      await admin.post('/projects', { project_name: 'later' }),
      await admin.delete('/projects/frozen'),
      await admin.put('/users/1', { realname: 'Other' }),
    ]) {
      expect([answer.status, answer.code]).toEqual([403, 'FORBIDDEN'])
    }
    expect((await admin.get('/projects/frozen')).status).toBe(200)
    expect((await admin.get('/systeminfo')).body.read_only).toBe(true)
    expect((await registry.send('GET', '/service/token?service=entrepot')).status).toBe(200)

    expect((await admin.put(path, { read_only: false })).status).toBe(200)
    expect((await registry.send('POST', '/v2/frozen/app/blobs/uploads/')).status).toBe(202)
  })
})

describe('what the operator has set', () => {
  test('counts, is shown as not editable, and cannot be changed here', async () => {
    const settings = {
      'users.selfRegistration': 'true',
      'projects.creation': 'adminonly',
      'auth.tokenLifetime': '90s',
      'auth.refreshTokenLifetime': '10m',
    } as const
    const fixed = await startTestServer({ settings })
    try {
      const other = new ApiCaller(fixed, { ...accounts.admin(), password: fixed.adminPassword })
      expect((await other.get(path)).body).toMatchObject({
        self_registration: { value: true, editable: false },
        project_creation_restriction: { value: 'adminonly', editable: false },
        token_expiration: { value: 2, editable: false },
        read_only: { value: false, editable: true },
      })
      const refused = await other.put(path, { self_registration: false, banner_message: 'half' })
      expect([refused.status, refused.code]).toEqual([403, 'FORBIDDEN'])
      expect(refused.message).toContain('users.selfRegistration')
      expect((await other.get(path)).body.banner_message.value).toBe('')
      // As a client does that sends back all it was shown.
      const same = await other.put(path, {
        self_registration: true,
        token_expiration: 2,
        banner_message: 'whole',
      })
      expect(same.status).toBe(200)
      const caller = new Caller(fixed.url, { ...accounts.admin(), password: fixed.adminPassword })
      const { text } = await caller.send('GET', '/service/token?service=entrepot')
      expect(JSON.parse(text).expires_in).toBe(90)
    } finally {
      await fixed.stop()
    }
  })
})
