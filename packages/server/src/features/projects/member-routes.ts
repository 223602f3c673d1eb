// /projects/…/members over HTTP.

import type { RouteInput, Routes } from '@entrepot/contract'
import { Failure } from '../../platform/errors.ts'
import type { ApiCall, ApiHandlers } from '../../platform/http/api.ts'
import { parseListQuestion } from '../../platform/listing.ts'
import {
  type Permits,
  type ProjectAccess,
  type ProjectPermission,
  type RoleName,
  roleIds,
} from '../authorization/index.ts'
import { causeOf, type Principal } from '../identity/index.ts'
import type { MemberReference, Members, RoleGiver } from './members.ts'
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
  const enter = (address: ProjectAddress, { principal }: Call, permission: ProjectPermission) =>
    permits.inProject(principal, projectReference(address), permission)
  const projectOf = async (address: ProjectAddress, call: Call, permission: ProjectPermission) =>
    (await enter(address, call, permission)).project.id
  /** As in Harbor, a robot with the right over members gives any role: it was made for that by who may give them. */
  const giverOf = ({ within: _, ...access }: ProjectAccess, { principal, context }: Call): RoleGiver => ({
    cause: causeOf(principal, context),
    mayGive: (permission) => principal.actor.type === 'robot' || permits.alsoMay(access, permission),
  })
  return {
    listProjectMembers: async (input, call) => {
      const project = await projectOf(input, call, 'member:list')
      const { query } = input
      const { items, total } = await members.list(project, query.entityname, parseListQuestion(query, {}))
      return { status: 200, body: items.map(present), total }
    },
    createProjectMember: async (input, call) => {
      const access = await enter(input, call, 'member:create')
      const project = access.project.id
      const { role_id, member_user, member_group } = input.body
      const wanted = referenceTo(member_user, member_group)
      const id = await members.add(project, wanted, role_id ?? 0, giverOf(access, call))
      return { status: 201, location: `/api/v2.0/projects/${project}/members/${id}` }
    },
    getProjectMember: async (input, call) => {
      const project = await projectOf(input, call, 'member:read')
      return { status: 200, body: present(await members.get(project, input.params.mid)) }
    },
    updateProjectMember: async (input, call) => {
      const access = await enter(input, call, 'member:update')
      const giver = giverOf(access, call)
      await members.setRole(access.project.id, input.params.mid, input.body.role_id ?? 0, giver)
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

type MemberBody = RouteInput<Routes['createProjectMember']>['body']

/** @throws Failure BAD_REQUEST */
function referenceTo(user: MemberBody['member_user'], group: MemberBody['member_group']): MemberReference {
  // Clients send the other half of the model empty.
  if (user?.user_id || user?.username) {
    return { user: { id: user.user_id ?? undefined, name: user.username ?? undefined } }
  }
  if (group?.id || group?.group_name || group?.ldap_group_dn) {
    const { id, group_type, group_name, ldap_group_dn } = group
    const kind = group_type ?? (ldap_group_dn ? ldapGroup : 0)
    return { group: { id: id ?? 0, kind, name: group_name ?? '', ldapDn: ldap_group_dn ?? '' } }
  }
  throw new Failure('BAD_REQUEST', {
    message:
      'name a user by member_user.username or .user_id, or a group by member_group.id, .ldap_group_dn, or ' +
      '.group_name with .group_type',
  })
}

/** Harbor's number for a group of a directory. */
const ldapGroup = 1

const roleNames = new Map<number, RoleName>(
  Object.entries(roleIds).map(([name, id]) => [id, name as RoleName]),
)

function present(member: Member) {
  return {
    id: member.id,
    project_id: member.projectId,
    entity_name: member.name,
    role_name: roleNames.get(member.roleId) ?? member.roleName ?? '',
    role_id: member.roleId,
    entity_id: member.subjectId,
    entity_type: member.kind === 'group' ? 'g' : 'u',
  }
}
