// /projects/…/members over HTTP.

import { Failure } from '../../platform/errors.ts'
import type { ApiCall, ApiHandlers } from '../../platform/http/api.ts'
import { parseListQuestion } from '../../platform/listing.ts'
import { type Permits, type ProjectPermission, type RoleName, roleIds } from '../authorization/index.ts'
import { causeOf, type Principal } from '../identity/index.ts'
import type { Members } from './members.ts'
import type { Member } from './members-store.ts'
import { type ProjectAddress, projectReference } from './project-address.ts'

type MemberHandlers = ApiHandlers<
  Principal,
  | 'listProjectMembers'
  | 'createProjectMember'
  | 'getProjectMember'
  | 'updateProjectMember'
  | 'deleteProjectMember'
>

export function memberHandlers(members: Members, permits: Permits): MemberHandlers {
  const projectOf = async (address: ProjectAddress, { principal }: Call, permission: ProjectPermission) =>
    (await permits.inProject(principal, projectReference(address), permission)).project.id
  return {
    listProjectMembers: async (input, call) => {
      const project = await projectOf(input, call, 'member:list')
      const { query } = input
      const { items, total } = await members.list(project, query.entityname, parseListQuestion(query, {}))
      return { status: 200, body: items.map(present), total }
    },
    createProjectMember: async (input, call) => {
      const project = await projectOf(input, call, 'member:create')
      const { role_id, member_user, member_group } = input.body
      // Harbor's CLI sends an empty group beside the user.
      if (member_group?.id || member_group?.group_name || member_group?.ldap_group_dn) {
        throw new Failure('BAD_REQUEST', { message: 'there are no groups yet: name a user' })
      }
      const user = { id: member_user?.user_id ?? undefined, name: member_user?.username ?? undefined }
      if (!user.id && !user.name) {
        throw new Failure('BAD_REQUEST', {
          message: 'member_user must name a user, by username or by user_id',
        })
      }
      const id = await members.add(project, user, role_id ?? 0, causeOf(call.principal, call.context))
      return { status: 201, location: `/api/v2.0/projects/${project}/members/${id}` }
    },
    getProjectMember: async (input, call) => {
      const project = await projectOf(input, call, 'member:read')
      return { status: 200, body: present(await members.get(project, input.params.mid)) }
    },
    updateProjectMember: async (input, call) => {
      const project = await projectOf(input, call, 'member:update')
      const cause = causeOf(call.principal, call.context)
      await members.setRole(project, input.params.mid, input.body.role_id ?? 0, cause)
      return { status: 200 }
    },
    deleteProjectMember: async (input, call) => {
      const project = await projectOf(input, call, 'member:delete')
      await members.remove(project, input.params.mid, causeOf(call.principal, call.context))
      return { status: 200 }
    },
  }
}

type Call = ApiCall<Principal>

const roleNames = new Map<number, RoleName>(
  Object.entries(roleIds).map(([name, id]) => [id, name as RoleName]),
)

function present(member: Member) {
  return {
    id: member.id,
    project_id: member.projectId,
    entity_name: member.username,
    role_name: roleNames.get(member.roleId) ?? member.roleName ?? '',
    role_id: member.roleId,
    entity_id: member.userId,
    entity_type: 'u',
  }
}
