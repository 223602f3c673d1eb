// The hourly look at a real directory: who has left, who is in other groups, and what a wrong setting must not do.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { PassThrough } from 'node:stream'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import {
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
import { type Slapd, slapdPrograms } from '../support/slapd.ts'

const hour = 3_600_000
let server: TestServer
let slapd: Slapd
let accounts: Accounts
let admin: ApiCaller
let log = ''
let now = Date.now()

const person = (uid: string) => ({ id: 0, name: uid, password: passwordOf(uid) })
/** What docker keeps after a login. */
async function refreshTokenOf(uid: string): Promise<string> {
  const query = '/service/token?service=entrepot&offline_token=true&client_id=docker'
  return JSON.parse((await new Caller(server.url, person(uid)).get(query)).text).refresh_token
}
async function renew(refresh_token: string, scope = ''): Promise<{ status: number; token: string }> {
  const form = { grant_type: 'refresh_token', service: 'entrepot', client_id: 'docker', refresh_token, scope }
  const answer = await new Caller(server.url).send('POST', '/service/token', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  })
  return { status: answer.status, token: JSON.parse(answer.text).access_token }
}
async function anHourLater(): Promise<void> {
  now += 2 * hour
  await server.runDueJobs()
}

describeWith(slapdPrograms, 'the look at a directory', () => {
  beforeAll(async () => {
    const lines = new PassThrough()
    lines.on('data', (chunk) => {
      log += chunk
    })
    slapd = await startCompany()
    server = await startTestServer({ clock: () => now, logTo: lines })
    accounts = new Accounts(server)
    admin = new ApiCaller(server, accounts.admin())
    await useCompany(admin, slapd)
  })
  afterAll(async () => {
    await server?.stop()
    await slapd?.remove()
  })

  test('who has left the company has left here; everybody else stays', async () => {
    await slapd.change(personLdif({ uid: 'quit', cn: 'Quit Today' }))
    const [gone, stays] = [await refreshTokenOf('quit'), await refreshTokenOf('ada')]
    expect([(await renew(gone)).status, (await renew(stays)).status]).toEqual([200, 200])
    await slapd.change(`dn: ${personDn('quit')}\nchangetype: delete\n`)
    await anHourLater()
    expect([(await renew(gone)).status, (await renew(stays)).status]).toEqual([401, 200])
  })

  test('a group that is left ends its role, without another sign-in', async () => {
    await slapd.change(personLdif({ uid: 'rae', cn: 'Rae Moves' }))
    await slapd.change(groupLdif('moving', personDn('rae'), personDn('bob')))
    const project = await accounts.project('moved', accounts.admin())
    const member = { role_id: 2, member_group: { group_type: 1, ldap_group_dn: groupDn('moving') } }
    await admin.post(`/projects/${project}/members`, member)
    const token = await refreshTokenOf('rae')
    const push = async () => {
      const renewed = await renew(token, 'repository:moved/app:push,pull')
      const caller = new Caller(server.url, { token: renewed.token })
      return (await caller.send('POST', '/v2/moved/app/blobs/uploads/')).status
    }
    expect(await push()).toBe(202)
    await slapd.change(
      `dn: ${groupDn('moving')}\nchangetype: modify\ndelete: member\nmember: ${personDn('rae')}\n`,
    )
    await anHourLater()
    expect(await push()).toBe(401)
  })

  test('a person who is renamed there is the same person', async () => {
    await slapd.change(personLdif({ uid: 'sue', cn: 'Sue Old' }))
    const token = await refreshTokenOf('sue')
    await slapd.change(`dn: ${personDn('sue')}\nchangetype: modrdn\nnewrdn: uid=susan\ndeleteoldrdn: 1\n`)
    await anHourLater()
    expect((await renew(token)).status).toBe(200)
  })

  test('an account with a password of its own here loses groups only', async () => {
    await slapd.change(personLdif({ uid: 'tom', cn: 'Tom Both' }))
    await slapd.change(
      `dn: ${groupDn('owners')}\nchangetype: modify\nadd: member\nmember: ${personDn('tom')}\n`,
    )
    const tom = new ApiCaller(server, person('tom'))
    const { user_id } = (await tom.get('/users/current')).body
    await admin.put(`/users/${user_id}/password`, { new_password: 'Local password 3' })
    const local = new ApiCaller(server, { ...person('tom'), password: 'Local password 3' })
    expect((await local.get('/configurations')).status).toBe(200)
    await slapd.change(`dn: ${personDn('tom')}\nchangetype: delete\n`)
    await anHourLater()
    expect((await local.get('/users/current')).status).toBe(200)
    expect((await local.get('/configurations')).status).toBe(403)
  })

  test('a filter that finds nobody, and a directory that is away, take nothing away', async () => {
    const token = await refreshTokenOf('ada')
    await useCompany(admin, slapd, { ldap_filter: '(objectClass=nobody)' })
    await anHourLater()
    expect(log).toContain('nothing is taken away')
    expect((await renew(token)).status).toBe(200)
    await useCompany(admin, slapd)
    await slapd.stop()
    try {
      await anHourLater()
      expect(log).toContain('directory review: the directory')
      expect((await renew(token)).status).toBe(200)
    } finally {
      await slapd.start()
    }
  })
})
