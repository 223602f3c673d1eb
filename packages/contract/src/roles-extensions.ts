// Custom roles: sets of permissions that members of projects can be given, beside the five built-in roles.
import { z } from 'zod'
import { created, done, failures, id, pageOf, paging, time } from './common.ts'
import type { Route } from './route.ts'

const RoleAccess = z
  .object({ resource: z.string(), action: z.string() })
  .meta({ id: 'RoleAccess', description: 'A permission within projects.' })

const Role = z
  .object({
    id: id.meta({ format: 'int64', description: 'Below 100 for built-in roles.' }),
    name: z.string(),
    description: z.string(),
    builtin: z.boolean(),
    permissions: z.array(RoleAccess),
    creation_time: time.optional(),
    update_time: time.optional(),
  })
  .meta({ id: 'Role' })

const example = {
  name: 'depositor',
  description: 'Pushes, and never deletes.',
  permissions: [
    { resource: 'project', action: 'read' },
    { resource: 'repository', action: 'pull' },
    { resource: 'repository', action: 'push' },
  ],
}

const RoleCreate = z
  .object({
    name: z.string().meta({
      description: 'Lower-case letters and digits, parted by `.`, `_` or `-`; at most 64 characters.',
    }),
    description: z.string().nullish(),
    permissions: z.array(RoleAccess),
  })
  .meta({ id: 'RoleCreate', examples: [example] })

const RoleUpdate = z
  .object({
    name: z.string().nullish(),
    description: z.string().nullish(),
    permissions: z.array(RoleAccess).nullish(),
  })
  .meta({ id: 'RoleUpdate', description: 'What is left out stays as it is.', examples: [example] })

const area = 'Roles'
const params = z.object({ role_id: id.meta({ format: 'int64', examples: [100] }) })

export const roleExtensions = {
  listRoles: {
    method: 'GET',
    path: '/roles',
    area,
    summary: 'Lists the roles that members of projects can have',
    description: 'The five built-in ones come first. For everybody who is signed in.',
    auth: 'required',
    query: z.object(paging),
    responses: { ...pageOf(Role), ...failures(400, 401, 403, 422) },
  },
  createRole: {
    method: 'POST',
    path: '/roles',
    area,
    summary: 'Makes a custom role',
    description: 'For administrators. Its id is then a `role_id` of members of any project.',
    auth: 'required',
    body: RoleCreate,
    responses: { ...created, ...failures(400, 401, 403, 409, 422) },
  },
  getRole: {
    method: 'GET',
    path: '/roles/{role_id}',
    area,
    summary: 'Shows a role',
    auth: 'required',
    params,
    responses: { 200: { words: 'The role.', body: Role }, ...failures(401, 403, 404, 422) },
  },
  updateRole: {
    method: 'PUT',
    path: '/roles/{role_id}',
    area,
    summary: 'Changes a custom role',
    description: 'For administrators. What members may do changes with the next request.',
    auth: 'required',
    params,
    body: RoleUpdate,
    responses: { ...done, ...failures(400, 401, 403, 404, 409, 422) },
  },
  deleteRole: {
    method: 'DELETE',
    path: '/roles/{role_id}',
    area,
    summary: 'Deletes a custom role',
    description: 'For administrators. One that members have is refused: give them another role first.',
    auth: 'required',
    params,
    responses: { ...done, ...failures(401, 403, 404, 412, 422) },
  },
} as const satisfies Record<string, Route>
