// The settings that docs/ldap.md tells administrators to make, tried as they stand there.
import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { groupLdif, passwordOf, personDn, personLdif, searcher, startCompany } from '../support/company.ts'
import { describeWith } from '../support/programs.ts'
import { startTestServer } from '../support/server.ts'
import { slapdPrograms } from '../support/slapd.ts'

type Example = Record<string, string | boolean | number>

/** The page's JSON documents, in their order. */
async function examples(): Promise<Example[]> {
  const page = await Bun.file(join(import.meta.dir, '../../docs/ldap.md')).text()
  const bodies = page.match(/^(?:```json\n|.*-d ')\{[\s\S]*?\}(?='?\n(?:```|\s*```))/gm) ?? []
  return bodies.map((text) => JSON.parse(text.slice(text.indexOf('{'))) as Example)
}

describeWith(slapdPrograms, 'docs/ldap.md', () => {
  test('the example for OpenLDAP signs in a member of its administrators’ group, by StartTLS', async () => {
    const slapd = await startCompany()
    const server = await startTestServer()
    try {
      const [openLdap] = await examples()
      const admin = new ApiCaller(server, new Accounts(server).admin())
      await slapd.change(
        personLdif({ uid: 'ann', cn: 'Ann Admin' }) + groupLdif('registry-admins', personDn('ann')),
      )
      const changed = {
        ldap_url: slapd.url,
        ldap_search_password: searcher.password,
        ldap_ca_certificate: await Bun.file(slapd.files.ca).text(),
      }
      expect((await admin.put('/configurations', { ...openLdap, ...changed })).status).toBe(200)
      expect((await admin.post('/ldap/ping')).body).toEqual({ success: true, message: '' })
      const ann = new ApiCaller(server, { id: 0, name: 'ann', password: passwordOf('ann') })
      expect((await ann.get('/configurations')).status).toBe(200)
    } finally {
      await server.stop()
      await slapd.remove()
    }
  })

  test('the example for Active Directory, and a group as a member, are accepted', async () => {
    const server = await startTestServer()
    try {
      const [, activeDirectory, member] = await examples()
      const admin = new ApiCaller(server, new Accounts(server).admin())
      expect((await admin.put('/configurations', activeDirectory)).status).toBe(200)
      expect((await admin.post('/projects/library/members', member)).status).toBe(201)
    } finally {
      await server.stop()
    }
  })
})
