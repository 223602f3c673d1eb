// Signing in with the passwords of a real directory: beside local accounts, over each kind of connection, in each way.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { PassThrough } from 'node:stream'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import {
  companySettings,
  passwordOf,
  personDn,
  personLdif,
  startCompany,
  useCompany,
} from '../support/company.ts'
import { describeWith } from '../support/programs.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { type Slapd, slapdBase, slapdPrograms } from '../support/slapd.ts'

let server: TestServer
let slapd: Slapd
let accounts: Accounts
let admin: ApiCaller
let log = ''

const person = (uid: string, password = passwordOf(uid)) => ({ id: 0, name: uid, password })
const apiAs = (uid: string, password?: string) => new ApiCaller(server, person(uid, password))
const current = (uid: string, password?: string) => apiAs(uid, password).get('/users/current')
const basic = (uid: string, password?: string) => new Caller(server.url, person(uid, password))
/** Not the API's caller: 503 is declared for no operation, and every one may answer it. */
const statusOf = async (uid: string, password?: string) => (await basic(uid, password).get('/v2/')).status

async function useOnly(other: Record<string, unknown>): Promise<void> {
  const answer = await admin.put('/configurations', { ...companySettings(slapd), ...plain, ...other })
  expect([answer.status, answer.message]).toEqual([200, undefined])
}
const plain = {
  ldap_start_tls: false,
  ldap_ca_certificate: '',
  ldap_verify_cert: true,
  ldap_scope: 2,
  ldap_timeout: 5,
}
/** Forgets what the server remembers of passwords: what is asked next, it asks the directory. */
const restart = () => server.restart()

describeWith(slapdPrograms, 'a directory of people', () => {
  beforeAll(async () => {
    const lines = new PassThrough()
    lines.on('data', (chunk) => {
      log += chunk
    })
    slapd = await startCompany()
    server = await startTestServer({ logTo: lines })
    accounts = new Accounts(server)
    admin = new ApiCaller(server, accounts.admin())
    await useCompany(admin, slapd)
  })
  afterAll(async () => {
    await server?.stop()
    await slapd?.remove()
  })

  test('the first sign-in makes an account, the second finds it', async () => {
    const first = await current('ada')
    expect(first.status).toBe(200)
    expect(first.body).toMatchObject({
      username: 'ada',
      realname: 'Ada Lovelace',
      email: 'ada@example.com',
      sysadmin_flag: false,
    })
    await restart()
    expect((await current('ada')).body.user_id).toBe(first.body.user_id)
    const users = await admin.get('/users?q=username=ada')
    expect(users.body).toHaveLength(1)
  })

  test('many at once make one account', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => current('bob')))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
    expect(new Set(answers.map(({ body }) => body.user_id)).size).toBe(1)
  })

  test('a wrong password, an unknown name and an empty password are one refusal', async () => {
    for (const [uid, password] of [
      ['ada', 'wrong'],
      ['nobody', 'Password of nobody'],
      ['ada', ''],
    ] as const) {
      const answer = await basic(uid, password).get('/v2/')
      expect([answer.status, answer.error?.message]).toEqual([
        401,
        'authentication failed: wrong user name or password',
      ])
    }
  })

  test('the token service takes the password, and docker login’s refresh token works after it', async () => {
    const answer = await basic('ada').get(
      '/service/token?service=entrepot&account=ada&offline_token=true&client_id=docker',
    )
    expect(answer.status).toBe(200)
    const { token, refresh_token } = JSON.parse(answer.text)
    expect((await new Caller(server.url, { token }).get('/v2/')).status).toBe(200)
    const renewed = await new Caller(server.url).send('POST', '/service/token', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `grant_type=refresh_token&service=entrepot&client_id=docker&refresh_token=${refresh_token}`,
    })
    expect(renewed.status).toBe(200)
    const login = await new Caller(server.url).send('POST', '/service/token', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `grant_type=password&service=entrepot&client_id=docker&username=ada&password=${encodeURIComponent(passwordOf('ada'))}`,
    })
    expect(login.status).toBe(200)
  })

  test('a name in another case is the same account, under the directory’s spelling', async () => {
    const answer = await current('ADA', passwordOf('ada'))
    expect([answer.status, answer.body.username]).toEqual([200, 'ada'])
  })

  test('names are data, never part of a filter', async () => {
    for (const uid of ['*', 'a*', 'ada)(uid=*', '*)(|(uid=*', 'ada\\2a', '(&)', '\\', 'ада', 'ada\u0000']) {
      expect([uid, await statusOf(uid, passwordOf('ada'))]).toEqual([uid, 401])
    }
  })

  test('a local account is never the directory’s: neither taken over nor shown to it', async () => {
    await slapd.change(personLdif({ uid: 'local', cn: 'Another Local' }))
    const local = await accounts.user('local', 'Local password 1')
    expect((await current('local', 'Local password 1')).body.user_id).toBe(local.id)
    expect(await statusOf('local')).toBe(401)
    expect((await admin.get('/users?q=username=local')).body).toHaveLength(1)
  })

  test('somebody new whose name begins as those of robots do has no account', async () => {
    await slapd.change(personLdif({ uid: 'svc-build', cn: 'Build Service' }))
    expect((await admin.put('/configurations', { robot_name_prefix: 'svc-' })).status).toBe(200)
    const answer = await basic('svc-build').get('/v2/')
    expect(answer.status).toBe(401)
    expect(answer.error?.message).toContain('svc-build: username begins with svc-, as the names of robots do')
    expect((await admin.put('/configurations', { robot_name_prefix: 'robot$' })).status).toBe(200)
    expect((await current('svc-build')).status).toBe(200)
  })

  test('somebody new under a name that another had is not them', async () => {
    await slapd.change(personLdif({ uid: 'jan', cn: 'Jan One' }))
    expect((await current('jan')).status).toBe(200)
    await slapd.change(`dn: ${personDn('jan')}\nchangetype: delete\n`)
    await slapd.change(personLdif({ uid: 'jan', cn: 'Jan Two' }))
    await restart()
    const answer = await basic('jan').get('/v2/')
    expect(answer.status).toBe(401)
    expect(answer.error?.message).toContain('belongs to another account')
    expect(log).toContain('belongs to another account')
  })

  test('somebody who is called otherwise now keeps their account', async () => {
    await slapd.change(personLdif({ uid: 'kim', cn: 'Kim Old' }))
    const before = (await current('kim')).body
    const renamed = `changetype: modrdn\nnewrdn: uid=kimberly\ndeleteoldrdn: 1\n`
    await slapd.change(`dn: ${personDn('kim')}\n${renamed}`)
    const after = await current('kimberly', passwordOf('kim'))
    expect([after.status, after.body.user_id, after.body.username]).toEqual([200, before.user_id, 'kim'])
  })

  test('a profile follows the directory; an address that is taken is not', async () => {
    await slapd.change(personLdif({ uid: 'lea', cn: 'Lea First', mail: 'ada@example.com' }))
    const first = (await current('lea')).body
    expect(first.realname).toBe('Lea First')
    expect(first.email).toEndWith('@ldap.invalid')
    const change = `changetype: modify\nreplace: mail\nmail: lea@example.com\n-\nreplace: cn\ncn: Lea, Second\n`
    await slapd.change(`dn: ${personDn('lea')}\n${change}`)
    await restart()
    expect((await current('lea')).body).toMatchObject({ email: 'lea@example.com', realname: 'Lea Second' })
  })

  test('a password is remembered for minutes, and a changed one is not taken after that', async () => {
    await slapd.change(personLdif({ uid: 'max', cn: 'Max Muster' }))
    expect(await statusOf('max')).toBe(200)
    await slapd.change(
      `dn: ${personDn('max')}\nchangetype: modify\nreplace: userPassword\nuserPassword: Another 1\n`,
    )
    expect(await statusOf('max', 'Another 1')).toBe(200)
    await restart()
    expect(await statusOf('max')).toBe(401)
  })

  test('a deleted account ends what was remembered; the person may come again, as somebody new', async () => {
    await slapd.change(personLdif({ uid: 'nina', cn: 'Nina New' }))
    const { user_id } = (await current('nina')).body
    expect((await admin.delete(`/users/${user_id}`)).status).toBe(200)
    const again = await current('nina')
    expect(again.status).toBe(200)
    expect(again.body.user_id).not.toBe(user_id)
  })

  test('an account of the directory has no password here to change, nor to guess', async () => {
    const { user_id } = (await current('ada')).body
    const change = { old_password: passwordOf('ada'), new_password: 'Local password 2' }
    expect((await apiAs('ada').put(`/users/${user_id}/password`, change)).status).toBe(403)
    const empty = { old_password: '', new_password: 'Local password 2' }
    expect((await apiAs('ada').put(`/users/${user_id}/password`, empty)).status).toBe(403)
  })

  test('StartTLS and ldaps with the company’s own authority; without it, nobody is signed in', async () => {
    const ca = await Bun.file(slapd.files.ca).text()
    const own = { ldap_ca_certificate: ca }
    for (const [change, status] of [
      [{ ldap_start_tls: true, ...own }, 200],
      [{ ldap_url: slapd.tlsUrl, ...own }, 200],
      [{ ldap_start_tls: true }, 503],
      [{ ldap_url: slapd.tlsUrl }, 503],
      [{ ldap_start_tls: true, ldap_verify_cert: false }, 200],
      [{ ldap_url: slapd.tlsUrl, ldap_verify_cert: false }, 200],
      [{ ldap_url: slapd.otherUrl, ldap_start_tls: true, ...own }, 503],
      [{ ldap_url: slapd.otherTlsUrl, ...own }, 503],
    ] as const) {
      await useOnly(change)
      expect([change, await statusOf('ada')]).toEqual([change, status])
    }
    await useOnly({})
  })

  test('the base and its depth say who is meant', async () => {
    await useOnly({ ldap_base_dn: `ou=people,${slapdBase}`, ldap_scope: 1 })
    expect(await statusOf('carl')).toBe(401)
    await useOnly({ ldap_scope: 1 })
    expect([await statusOf('carl'), await statusOf('ada')]).toEqual([401, 401])
    await useOnly({ ldap_filter: '(mail=*)' })
    expect([await statusOf('carl'), await statusOf('ada')]).toEqual([401, 200])
    await useOnly({})
    expect(await statusOf('carl')).toBe(200)
  })

  test('a directory that fails is told of in the log, and local accounts sign in as ever', async () => {
    await restart()
    await slapd.stop()
    try {
      const answer = await basic('ada').get('/v2/')
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '30'])
      expect(answer.text).not.toContain('127.0.0.1')
      expect(log).toContain('cannot be asked')
      expect(log).toContain('ECONNREFUSED')
      expect((await current('admin', server.adminPassword)).status).toBe(200)
      expect((await current('local', 'Local password 1')).status).toBe(200)
      expect(await statusOf('local', 'wrong')).toBe(401)
    } finally {
      await slapd.start()
    }
    expect(await statusOf('ada')).toBe(200)
  })

  test('a wrong search password is the administrator’s to mend, and nobody’s password is called wrong', async () => {
    await useOnly({ ldap_search_password: 'wrong' })
    await restart()
    expect(await statusOf('ada')).toBe(503)
    expect(log).toContain('does not accept ldap_search_dn')
    await useOnly({})
    expect(await statusOf('ada')).toBe(200)
  })

  test('without an address the directory is off, at once', async () => {
    expect(await statusOf('ada')).toBe(200)
    await useOnly({ ldap_url: '' })
    expect(await statusOf('ada')).toBe(401)
    await useOnly({})
    expect(await statusOf('ada')).toBe(200)
  })

  test('no password reaches the database or the log', async () => {
    const tables = ['users', 'events', 'identities', 'settings'] as const
    for (const table of tables) {
      const rows = await queries(server.database).selectFrom(table).selectAll().execute()
      expect(JSON.stringify(rows)).not.toContain('Password of')
    }
    expect(log).not.toContain('Password of')
  })
})
