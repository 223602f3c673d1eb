// /ldap over HTTP.
import type { ApiHandlers } from '../../platform/http/api.ts'
import type { Permits } from '../authorization/index.ts'
import { causeOf, type Principal } from '../identity/index.ts'
import type { DirectoryAccounts } from './directory-accounts.ts'

type DirectoryHandlers = ApiHandlers<
  Principal,
  'pingLdap' | 'searchLdapUser' | 'importLdapUser' | 'searchLdapGroup'
>

/** Harbor's number for a group of a directory. */
const ldapGroup = 1

export function directoryHandlers(directory: DirectoryAccounts, permits: Permits): DirectoryHandlers {
  return {
    pingLdap: async ({ body }, { principal }) => {
      // Whoever may not change the settings must not make the server connect elsewhere either.
      await permits.inSystem(principal, 'configuration:update')
      const { ldap_connection_timeout, ...given } = body ?? {}
      const problem = await directory.ping({ ...given, ldap_timeout: ldap_connection_timeout })
      return { status: 200, body: { success: problem === undefined, message: problem ?? '' } }
    },
    searchLdapUser: async ({ query }, { principal }) => {
      await permits.inSystem(principal, 'ldap-user:list')
      return { status: 200, body: await directory.people(query.username ?? '') }
    },
    importLdapUser: async ({ body }, { principal, context }) => {
      await permits.inSystem(principal, 'ldap-user:create')
      const failed = await directory.import(body.ldap_uid_list ?? [], causeOf(principal, context))
      return failed.length > 0 ? { status: 404, body: failed } : { status: 200 }
    },
    searchLdapGroup: async ({ query }, { principal }) => {
      await permits.inSystem(principal, 'user-group:list')
      const wanted = query.groupdn ? { dn: query.groupdn } : { namePart: query.groupname ?? '' }
      const found = await directory.groups(wanted)
      const body = found.map(({ name, dn }) => ({
        group_name: name,
        group_type: ldapGroup,
        ldap_group_dn: dn,
      }))
      return { status: 200, body }
    },
  }
}
