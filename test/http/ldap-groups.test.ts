// A real directory's groups: nested ones, their roles in projects, the administrators' group; and /ldap over HTTP.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import {
  companySettings,
  groupDn,
  groupLdif,
  passwordOf,
  personDn,
  personLdif,
  startCompany,
  useCompany,
} from '../support/company.ts'
import { describeWith } from '../support/programs.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { type Slapd, slapdBase, slapdManager, slapdPrograms } from '../support/slapd.ts'

let server: TestServer
let slapd: Slapd
let accounts: Accounts
let admin: ApiCaller

const person = (uid: string) => ({ id: 0, name: uid, password: passwordOf(uid) })
const apiAs = (uid: string) => new ApiCaller(server, person(uid))
const useOnly = (other: Record<string, unknown>) => useCompany(admin, slapd, { ...plain, ...other })
const plain = { ldap_group_membership_attribute: 'memberof', ldap_group_search_scope: 2 }

/** Of the groups that this server knows, those that somebody is in, seen by what they may. */
async function groupsOf(uid: string): Promise<string[]> {
  const caller = apiAs(uid)
  expect((await caller.get('/users/current')).status).toBe(200)
  const { body } = await admin.get('/usergroups?page_size=100')
  const found: string[] = []
  for (const { id, group_name, ldap_group_dn } of body) {
    if (ldap_group_dn === '') continue
    const name = `seen-${uid}-${crypto.randomUUID().slice(0, 8)}`
    const project = await accounts.project(name, accounts.admin())
    await admin.post(`/projects/${project}/members`, { role_id: 3, member_group: { id } })
    if ((await caller.get(`/projects/${name}`)).status === 200) found.push(group_name)
  }
  return found
}

describeWith(slapdPrograms, 'groups of a directory', () => {
  beforeAll(async () => {
    slapd = await startCompany()
    server = await startTestServer()
    accounts = new Accounts(server)
    admin = new ApiCaller(server, accounts.admin())
    await useCompany(admin, slapd)
  })
  afterAll(async () => {
    await server?.stop()
    await slapd?.remove()
  })

  test('nested groups are found, in circles too, and each is known by its name', async () => {
    expect(await groupsOf('ada')).toEqual(['dev', 'engineering', 'everybody'])
    expect(await groupsOf('bob')).toEqual(['dev', 'engineering', 'everybody'])
    expect(await groupsOf('carl')).toEqual([])
  })

  test('a group’s role in a project, given before anybody of it has signed in', async () => {
    await slapd.change(personLdif({ uid: 'dora', cn: 'Dora Early' }) + groupLdif('early', personDn('dora')))
    const project = await accounts.project('early-project', accounts.admin())
    const member = { role_id: 2, member_group: { group_type: 1, ldap_group_dn: groupDn('EARLY') } }
    expect((await admin.post(`/projects/${project}/members`, member)).status).toBe(201)
    const dora = new Caller(server.url, person('dora'))
    const scoped = await dora.withToken('repository:early-project/app:pull,push')
    expect((await scoped.send('POST', '/v2/early-project/app/blobs/uploads/')).status).toBe(202)
    expect((await dora.send('DELETE', '/v2/early-project/app/manifests/v1')).status).toBe(403)
  })

  test('who has left a group has lost its role with the next sign-in', async () => {
    const both = personLdif({ uid: 'fay', cn: 'Fay Stays' }) + personLdif({ uid: 'gus', cn: 'Gus Leaves' })
    await slapd.change(both + groupLdif('leaving', personDn('fay'), personDn('gus')))
    const project = await accounts.project('left', accounts.admin())
    const member = { role_id: 3, member_group: { group_type: 1, ldap_group_dn: groupDn('leaving') } }
    await admin.post(`/projects/${project}/members`, member)
    expect((await apiAs('gus').get('/projects/left')).status).toBe(200)
    await slapd.change(
      `dn: ${groupDn('leaving')}\nchangetype: modify\ndelete: member\nmember: ${personDn('gus')}\n`,
    )
    await server.restart()
    expect((await apiAs('gus').get('/projects/left')).status).toBe(403)
    expect((await apiAs('fay').get('/projects/left')).status).toBe(200)
  })

  test('whoever is in the administrators’ group is one, also through another, until they are not', async () => {
    await slapd.change(
      personLdif({ uid: 'hal', cn: 'Hal Nested' }) +
        groupLdif('sub-owners', personDn('hal')) +
        `dn: ${groupDn('owners')}\nchangetype: modify\nadd: member\nmember: ${groupDn('sub-owners')}\n`,
    )
    for (const uid of ['eve', 'hal']) expect((await apiAs(uid).get('/configurations')).status).toBe(200)
    expect((await apiAs('eve').get('/users/current')).body).toMatchObject({
      sysadmin_flag: false,
      admin_role_in_auth: true,
    })
    expect((await apiAs('ada').get('/configurations')).status).toBe(403)
    await useOnly({ ldap_group_admin_dn: '' })
    expect((await apiAs('hal').get('/configurations')).status).toBe(403)
    // A distinguished name in another spelling is the same.
    await useOnly({ ldap_group_admin_dn: groupDn('owners').toUpperCase().replaceAll(',', ' , ') })
    expect((await apiAs('hal').get('/configurations')).status).toBe(200)
    await useOnly({})
  })

  test('the group filter says which count; nesting goes through the others', async () => {
    await slapd.change(personLdif({ uid: 'ida', cn: 'Ida Filtered' }))
    await slapd.change(groupLdif('team-a', personDn('ida')) + groupLdif('registry-users', groupDn('team-a')))
    await useOnly({ ldap_group_search_filter: '(cn=registry-*)' })
    expect(await groupsOf('ida')).toEqual(['registry-users'])
    await useOnly({})
  })

  test('without a base for groups, what entries say of themselves is walked', async () => {
    await slapd.change(personLdif({ uid: 'jim', cn: 'Jim Entry' }))
    await slapd.change(groupLdif('inner', personDn('jim')))
    await slapd.change(groupLdif('outer', groupDn('inner')))
    await useOnly({ ldap_group_base_dn: '' })
    expect(await groupsOf('jim')).toEqual(['inner', 'outer'])
    await useOnly({ ldap_group_base_dn: '', ldap_group_membership_attribute: 'nothing' })
    expect(await groupsOf('jim')).toEqual([])
    await useOnly({})
  })

  test('groupOfUniqueNames and posixGroup name their members in their own ways', async () => {
    await slapd.change(personLdif({ uid: 'lou', cn: 'Lou Unix' }))
    await slapd.change(`dn: ${groupDn('unique')}
objectClass: groupOfUniqueNames
cn: unique
uniqueMember: ${personDn('lou')}

dn: ${groupDn('unix')}
objectClass: posixGroup
cn: unix
gidNumber: 7000
memberUid: lou
`)
    await useOnly({ ldap_group_search_filter: '' })
    expect(await groupsOf('lou')).toEqual(['unique', 'unix'])
    await useOnly({})
  })

  test('groups of one name in two branches are two', async () => {
    const branch = `ou=abroad,${slapdBase}`
    await slapd.change(personLdif({ uid: 'mia', cn: 'Mia Twice' }))
    await slapd.change(`dn: ${branch}\nobjectClass: organizationalUnit\nou: abroad\n`)
    await slapd.change(groupLdif('sales', personDn('mia')).replaceAll('ou=groups', 'ou=abroad'))
    await slapd.change(groupLdif('sales', personDn('mia')))
    await useOnly({ ldap_group_base_dn: slapdBase })
    const names = await groupsOf('mia')
    expect(names).toHaveLength(2)
    expect(names).toContain('sales')
    await useOnly({})
  })

  test('a group with more members than an answer may have entries', async () => {
    const uids = Array.from({ length: 700 }, (_, at) => personDn(`crowd${at}`))
    await slapd.change(
      personLdif({ uid: 'ned', cn: 'Ned Crowd' }) + groupLdif('crowd', ...uids, personDn('ned')),
    )
    const many = Array.from({ length: 130 }, (_, at) => groupLdif(`many${at}`, personDn('ned')))
    await slapd.change(many.join(''))
    expect((await apiAs('ned').get('/users/current')).status).toBe(200)
    const { headers } = await admin.get('/usergroups?group_name=many')
    expect(headers.get('x-total-count')).toBe('130')
  })

  describe('/ldap', () => {
    const operations = [
      ['POST', '/ldap/ping', {}],
      ['GET', '/ldap/users/search?username=ada', undefined],
      ['POST', '/ldap/users/import', { ldap_uid_list: ['ada'] }],
      ['GET', '/ldap/groups/search?groupname=dev', undefined],
    ] as const

    test('is for administrators', async () => {
      const user = new ApiCaller(server, await accounts.user('plain-user'))
      for (const [method, path, body] of operations) {
        expect((await new ApiCaller(server).send(method, path, body)).status).toBe(401)
        expect((await user.send(method, path, body)).status).toBe(403)
        expect((await apiAs('eve').send(method, path, body)).status).toBe(200)
      }
    })

    test('says that there is no directory, or why it does not answer', async () => {
      await useOnly({ ldap_url: '' })
      for (const [method, path, body] of operations.slice(1)) {
        const answer = await admin.send(method, path, body)
        expect([answer.status, answer.message]).toEqual([400, 'there is no directory: set ldap_url'])
      }
      expect((await admin.post('/ldap/ping')).body).toEqual({
        success: false,
        message: 'ldap_url is not set',
      })
      await useOnly({ ldap_url: 'ldap://127.0.0.1:1' })
      const answer = await admin.get('/ldap/users/search?username=ada')
      expect([answer.status, answer.message]).toEqual([400, expect.stringContaining('ECONNREFUSED')])
      await useOnly({})
    })

    test('tries what is set, and what is given', async () => {
      const ping = async (body?: object) => (await admin.post('/ldap/ping', body)).body
      expect(await ping()).toEqual({ success: true, message: '' })
      expect(await ping({})).toEqual({ success: true, message: '' })
      const manager = { ldap_search_dn: slapdManager.dn, ldap_search_password: slapdManager.password }
      expect(await ping({ ldap_url: slapd.url, ...manager })).toEqual({ success: true, message: '' })
      expect(await ping({ ldap_search_password: 'wrong' })).toMatchObject({ success: false })
      expect(await ping({ ldap_url: slapd.tlsUrl, ...manager })).toMatchObject({
        success: false,
        message: expect.stringContaining('certificate'),
      })
      expect((await admin.post('/ldap/ping', { ldap_scope: 'deep' })).status).toBe(422)
      expect((await admin.post('/ldap/ping', { ldap_url: 'http://127.0.0.1' })).status).toBe(400)
    })

    test('never sends the password that is kept to another address, nor for another name', async () => {
      for (const other of [{ ldap_url: slapd.otherUrl }, { ldap_search_dn: slapdManager.dn }]) {
        const { body } = await admin.post('/ldap/ping', other)
        expect(body).toMatchObject({
          success: false,
          message: expect.stringContaining('ldap_search_password'),
        })
      }
    })

    test('works while the registry is read-only', async () => {
      await useOnly({ read_only: true })
      expect((await admin.post('/ldap/ping')).body.success).toBe(true)
      expect((await admin.post('/ldap/users/import', { ldap_uid_list: ['ada'] })).status).toBe(403)
      expect((await apiAs('ada').get('/users/current')).status).toBe(200)
      await useOnly({ read_only: false })
    })

    test('finds people and groups', async () => {
      const people = await admin.get('/ldap/users/search?username=car')
      expect(people.body).toEqual([{ username: 'carl', realname: 'Carl Coe', email: '' }])
      expect((await admin.get('/ldap/users/search?username=*)(uid=*')).body).toEqual([])
      expect((await admin.get('/ldap/users/search')).body.length).toBeGreaterThan(3)
      const groups = await admin.get('/ldap/groups/search?groupname=engineer')
      expect(groups.body).toEqual([
        { group_name: 'engineering', group_type: 1, ldap_group_dn: groupDn('engineering') },
      ])
      const byDn = (dn: string) => admin.get(`/ldap/groups/search?groupdn=${encodeURIComponent(dn)}`)
      expect((await byDn(groupDn('dev'))).body).toHaveLength(1)
      expect((await byDn(groupDn('nosuch'))).body).toEqual([])
      expect((await byDn('no dn at all')).status).toBe(400)
      expect((await admin.get('/ldap/groups/search')).body).toHaveLength(100)
    })

    test('makes accounts before anybody signs in, and says who could not be', async () => {
      await slapd.change(personLdif({ uid: 'olga', cn: 'Olga Imported' }))
      await accounts.user('pat')
      await slapd.change(personLdif({ uid: 'pat', cn: 'Pat Taken' }))
      const answer = await admin.post('/ldap/users/import', {
        ldap_uid_list: ['olga', 'nobody', 'pat', 'olga'],
      })
      expect(answer.status).toBe(404)
      expect(answer.body).toEqual([
        { uid: 'nobody', error: 'unknown_user' },
        { uid: 'pat', error: expect.stringContaining('belongs to another account') },
      ])
      const { body } = await admin.get('/users?q=username=olga')
      expect(body).toMatchObject([{ username: 'olga', realname: 'Olga Imported' }])
      expect((await apiAs('olga').get('/users/current')).body.user_id).toBe(body[0].user_id)
      expect((await admin.post('/ldap/users/import', { ldap_uid_list: ['olga'] })).status).toBe(200)
      expect((await admin.post('/ldap/users/import', { ldap_uid_list: 'olga' })).status).toBe(422)
    })
  })

  test('a setting with the directory’s password is opened for its use alone', async () => {
    const { ldap_search_password } = companySettings(slapd)
    const { body } = await admin.get('/configurations')
    expect(JSON.stringify(body)).not.toContain(ldap_search_password)
  })
})
