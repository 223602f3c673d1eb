// /usergroups over HTTP.
import type { ApiCall, ApiHandlers } from '../../platform/http/api.ts'
import { parseListQuestion } from '../../platform/listing.ts'
import type { Permits } from '../authorization/index.ts'
import type { Principal } from './actor.ts'
import { causeOf } from './cause.ts'
import type { Groups } from './groups.ts'
import type { Group } from './groups-store.ts'

type GroupHandlers = ApiHandlers<
  Principal,
  | 'listUserGroups'
  | 'createUserGroup'
  | 'searchUserGroups'
  | 'getUserGroup'
  | 'updateUserGroup'
  | 'deleteUserGroup'
>

export function groupHandlers(groups: Groups, permits: Permits): GroupHandlers {
  return {
    listUserGroups: async ({ query }, { principal }) => {
      await permits.inSystem(principal, 'user-group:list')
      const filter = { namePart: query.group_name, ldapDn: query.ldap_group_dn }
      const { items, total } = await groups.list(filter, parseListQuestion(query, {}))
      return { status: 200, body: items.map(present), total }
    },
    createUserGroup: async ({ body }, call) => {
      await permits.inSystem(call.principal, 'user-group:create')
      const { group_type, group_name, ldap_group_dn } = body
      const group = { kind: group_type ?? 0, name: group_name ?? '', ldapDn: ldap_group_dn ?? '' }
      const id = await groups.create(group, cause(call))
      return { status: 201, location: `/api/v2.0/usergroups/${id}` }
    },
    searchUserGroups: async ({ query }, { principal }) => {
      await permits.signedIn(principal)
      const found = await groups.list({ namePart: query.groupname }, parseListQuestion(query, {}))
      const body = found.items.map(({ id, name, kind }) => ({ id, group_name: name, group_type: kind }))
      return { status: 200, body, total: found.total }
    },
    getUserGroup: async ({ params }, { principal }) => {
      await permits.inSystem(principal, 'user-group:read')
      return { status: 200, body: present(await groups.get(params.group_id)) }
    },
    updateUserGroup: async ({ params, body }, call) => {
      await permits.inSystem(call.principal, 'user-group:update')
      await groups.rename(params.group_id, body.group_name ?? '', cause(call))
      return { status: 200 }
    },
    deleteUserGroup: async ({ params }, call) => {
      await permits.inSystem(call.principal, 'user-group:delete')
      await groups.delete(params.group_id, cause(call))
      return { status: 200 }
    },
  }
}

function cause({ principal, context }: ApiCall<Principal>) {
  return causeOf(principal, context)
}

function present({ id, name, kind, ldapDn }: Group) {
  return { id, group_name: name, group_type: kind, ldap_group_dn: ldapDn ?? '' }
}
