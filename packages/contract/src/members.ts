// Members of projects.
import { z } from 'zod'
import {
  count,
  created,
  done,
  failures,
  id,
  pageOf,
  paging,
  projectHeaders,
  projectParams,
} from './common.ts'
import { UserGroup } from './groups.ts'
import type { Route } from './route.ts'

const ProjectMemberEntity = z
  .object({
    id: count,
    project_id: count,
    entity_name: z.string(),
    role_name: z.string().meta({
      description: '`projectAdmin`, `maintainer`, `developer`, `guest`, `limitedGuest`, or a custom role’s.',
    }),
    role_id: count.meta({
      description:
        '1 project administrator, 2 developer, 3 guest, 4 maintainer, 5 limited guest; from 100 on custom roles.',
    }),
    entity_id: count,
    entity_type: z.string().meta({ description: '`u` for a user, `g` for a group.' }),
  })
  .meta({ id: 'ProjectMemberEntity' })

const UserEntity = z
  .object({ user_id: count.nullish(), username: z.string().nullish() })
  .meta({ id: 'UserEntity', description: 'A user, by its id or by its name.' })

const ProjectMember = z
  .object({
    role_id: count.nullish(),
    member_user: UserEntity.nullish(),
    member_group: UserGroup.nullish(),
  })
  .meta({ id: 'ProjectMember', examples: [{ role_id: 2, member_user: { username: 'ada' } }] })

const RoleRequest = z
  .object({ role_id: count.nullish() })
  .meta({ id: 'RoleRequest', examples: [{ role_id: 4 }] })

const all = { area: 'Members', auth: 'optional', params: projectParams, headers: projectHeaders } as const
const one = {
  ...all,
  params: projectParams.extend({ mid: id.meta({ format: 'int64', examples: [3] }) }),
} as const

export const memberRoutes = {
  listProjectMembers: {
    ...all,
    method: 'GET',
    path: '/projects/{project_name_or_id}/members',
    summary: 'Lists the members of a project',
    query: z.object({
      ...paging,
      entityname: z.string().optional().meta({ description: 'A part of the name.' }),
    }),
    responses: { ...pageOf(ProjectMemberEntity), ...failures(400, 401, 403, 404, 422) },
  },
  createProjectMember: {
    ...all,
    method: 'POST',
    path: '/projects/{project_name_or_id}/members',
    summary: 'Makes a user or a group a member of a project',
    body: ProjectMember,
    responses: { ...created, ...failures(400, 401, 403, 404, 409, 422) },
  },
  getProjectMember: {
    ...one,
    method: 'GET',
    path: '/projects/{project_name_or_id}/members/{mid}',
    summary: 'Shows a member',
    responses: {
      200: { words: 'The member.', body: ProjectMemberEntity },
      ...failures(400, 401, 403, 404, 422),
    },
  },
  updateProjectMember: {
    ...one,
    method: 'PUT',
    path: '/projects/{project_name_or_id}/members/{mid}',
    summary: 'Gives a member another role',
    body: RoleRequest,
    responses: { ...done, ...failures(400, 401, 403, 404, 422) },
  },
  deleteProjectMember: {
    ...one,
    method: 'DELETE',
    path: '/projects/{project_name_or_id}/members/{mid}',
    summary: 'Ends a membership',
    description: 'Also 200 when there is none.',
    responses: { ...done, ...failures(400, 401, 403, 404, 422) },
  },
} as const satisfies Record<string, Route>
