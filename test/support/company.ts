// A company's directory for tests: people in two branches, groups in groups, and the settings that fit it.
import type { ApiCaller } from './api.ts'
import { type Slapd, slapdBase, startSlapd } from './slapd.ts'

export const passwordOf = (uid: string) => `Password of ${uid}`

export const searcher = { dn: `cn=registry,ou=services,${slapdBase}`, password: 'Search password 1' }

interface Person {
  readonly uid: string
  readonly cn: string
  readonly mail?: string
  readonly branch?: string
}

export function personDn(uid: string, branch = 'people'): string {
  return `uid=${uid},ou=${branch},${slapdBase}`
}

export function groupDn(cn: string): string {
  return `cn=${cn},ou=groups,${slapdBase}`
}

export function personLdif({ uid, cn, mail, branch = 'people' }: Person): string {
  const address = mail === undefined ? '' : `mail: ${mail}\n`
  return `dn: ${personDn(uid, branch)}
objectClass: inetOrgPerson
uid: ${uid}
cn: ${cn}
sn: ${cn.split(' ').at(-1)}
${address}userPassword: ${passwordOf(uid)}

`
}

export function groupLdif(cn: string, ...members: string[]): string {
  return `dn: ${groupDn(cn)}
objectClass: groupOfNames
cn: ${cn}
${members.map((dn) => `member: ${dn}\n`).join('')}
`
}

function unitLdif(ou: string): string {
  return `dn: ou=${ou},${slapdBase}\nobjectClass: organizationalUnit\nou: ${ou}\n\n`
}

/**
 * ada is in dev, dev in engineering, engineering in everybody, and that in a circle in dev again; bob is in
 * everybody alone; eve is in owners; carl is in another branch, and has no address.
 */
export async function startCompany(): Promise<Slapd> {
  const slapd = await startSlapd()
  const service = `dn: ${searcher.dn}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: registry\nuserPassword: ${searcher.password}\n\n`
  await slapd.change(
    ['people', 'contractors', 'groups', 'services'].map(unitLdif).join('') +
      service +
      personLdif({ uid: 'ada', cn: 'Ada Lovelace', mail: 'ada@example.com' }) +
      personLdif({ uid: 'bob', cn: 'Bob Berg', mail: 'bob@example.com' }) +
      personLdif({ uid: 'eve', cn: 'Eve Olsen', mail: 'eve@example.com' }) +
      personLdif({ uid: 'carl', cn: 'Carl Coe', branch: 'contractors' }) +
      groupLdif('dev', personDn('ada'), groupDn('everybody')) +
      groupLdif('engineering', groupDn('dev')) +
      groupLdif('everybody', groupDn('engineering'), personDn('bob')) +
      groupLdif('owners', personDn('eve')),
  )
  return slapd
}

export function companySettings({ url }: Pick<Slapd, 'url'>) {
  return {
    ldap_url: url,
    ldap_search_dn: searcher.dn,
    ldap_search_password: searcher.password,
    ldap_base_dn: slapdBase,
    ldap_uid: 'uid',
    ldap_filter: '(objectClass=inetOrgPerson)',
    ldap_group_base_dn: `ou=groups,${slapdBase}`,
    ldap_group_attribute_name: 'cn',
    ldap_group_search_filter: '(objectClass=groupOfNames)',
    ldap_group_admin_dn: groupDn('owners'),
  }
}

/** @throws when the settings are refused */
export async function useCompany(
  admin: ApiCaller,
  slapd: Slapd,
  other: Record<string, unknown> = {},
): Promise<void> {
  const { status, message } = await admin.put('/configurations', { ...companySettings(slapd), ...other })
  if (status !== 200) throw new Error(`settings refused: ${message}`)
}
