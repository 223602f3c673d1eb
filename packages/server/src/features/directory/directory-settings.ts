// The settings of a directory, as the settings at run time hold them.
import type { Settings, SettingValues } from '../settings/index.ts'
import type { DirectorySettings, SearchScope } from './directory-port.ts'

const openNames = [
  'ldap_url',
  'ldap_start_tls',
  'ldap_verify_cert',
  'ldap_ca_certificate',
  'ldap_timeout',
  'ldap_search_dn',
  'ldap_base_dn',
  'ldap_filter',
  'ldap_uid',
  'ldap_scope',
  'ldap_group_base_dn',
  'ldap_group_search_filter',
  'ldap_group_attribute_name',
  'ldap_group_search_scope',
  'ldap_group_membership_attribute',
  'ldap_group_admin_dn',
] as const satisfies (keyof SettingValues)[]
const names = [...openNames, 'ldap_search_password'] as const

export type LdapSettings = Pick<SettingValues, (typeof names)[number]>

export function readLdapSettings(settings: Settings): Promise<LdapSettings> {
  return settings.pick(...names)
}

/** Undefined while there is no directory. The password of who searches says nothing of anybody else's. */
export async function directoryState(settings: Settings): Promise<string | undefined> {
  const ldap = await settings.pick(...openNames)
  return ldap.ldap_url === '' ? undefined : JSON.stringify(ldap)
}

/** Harbor's numbers. */
const scopes: readonly SearchScope[] = ['base', 'one', 'sub']

export function directorySettings(ldap: LdapSettings): DirectorySettings {
  const { ldap_url: url } = ldap
  return {
    url: /^[a-z]+:\/\//i.test(url) ? url : `ldap://${url}`,
    startTls: ldap.ldap_start_tls,
    verifyCertificate: ldap.ldap_verify_cert,
    caCertificate: ldap.ldap_ca_certificate,
    timeout: ldap.ldap_timeout * 1_000,
    searchDn: ldap.ldap_search_dn,
    searchPassword: ldap.ldap_search_password,
    baseDn: ldap.ldap_base_dn,
    filter: ldap.ldap_filter,
    uid: ldap.ldap_uid,
    scope: scopes[ldap.ldap_scope] ?? 'sub',
    groups: {
      baseDn: ldap.ldap_group_base_dn,
      filter: ldap.ldap_group_search_filter,
      nameAttribute: ldap.ldap_group_attribute_name,
      scope: scopes[ldap.ldap_group_search_scope] ?? 'sub',
      membershipAttribute: ldap.ldap_group_membership_attribute,
      adminDn: ldap.ldap_group_admin_dn,
    },
  }
}
