// /roles over HTTP.
import type { ApiCall, ApiHandlers } from '../../platform/http/api.ts'
import { parseListQuestion } from '../../platform/listing.ts'
import { isRoleId, type Permits, partsOf } from '../authorization/index.ts'
import { causeOf, type Principal } from '../identity/index.ts'
import type { Role, Roles } from './roles.ts'

type RoleHandlers = ApiHandlers<
  Principal,
  'listRoles' | 'createRole' | 'getRole' | 'updateRole' | 'deleteRole'
>

export function roleHandlers(roles: Roles, permits: Permits): RoleHandlers {
  return {
    // Administrators of projects choose among them, so whoever is signed in may see them.
    listRoles: async ({ query }, { principal }) => {
      await permits.signedIn(principal, 'role:list')
      const { items, total } = await roles.list(parseListQuestion(query, {}))
      return { status: 200, body: items.map(present), total }
    },
    createRole: async ({ body }, call) => {
      await permits.inSystem(call.principal, 'role:create')
      const { name, description, permissions } = body
      const role = { name, description: description ?? '', permissions: permissions.map(toPermission) }
      const id = await roles.create(role, cause(call))
      return { status: 201, location: `/api/v2.0/roles/${id}` }
    },
    getRole: async ({ params }, { principal }) => {
      await permits.signedIn(principal, 'role:read')
      return { status: 200, body: present(await roles.get(params.role_id)) }
    },
    updateRole: async ({ params, body }, call) => {
      await permits.inSystem(call.principal, 'role:update')
      const { name, description, permissions } = body
      const change = {
        ...(typeof name === 'string' && { name }),
        ...(typeof description === 'string' && { description }),
        ...(permissions && { permissions: permissions.map(toPermission) }),
      }
      await roles.update(params.role_id, change, cause(call))
      return { status: 200 }
    },
    deleteRole: async ({ params }, call) => {
      await permits.inSystem(call.principal, 'role:delete')
      await roles.delete(params.role_id, cause(call))
      return { status: 200 }
    },
  }
}

function cause({ principal, context }: ApiCall<Principal>) {
  return causeOf(principal, context)
}

function toPermission({ resource, action }: { readonly resource: string; readonly action: string }): string {
  return `${resource}:${action}`
}

function present({ id, name, description, permissions, createdAt, updatedAt }: Role) {
  return {
    ...{ id, name, description, builtin: isRoleId(id), permissions: permissions.map(partsOf) },
    ...(createdAt !== undefined && { creation_time: new Date(createdAt).toISOString() }),
    ...(updatedAt !== undefined && { update_time: new Date(updatedAt).toISOString() }),
  }
}
