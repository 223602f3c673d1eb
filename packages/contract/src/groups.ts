// Groups of users: a directory's, or those that providers of identities name.
import { z } from 'zod'
import { count, created, done, failures, id, pageOf, paging } from './common.ts'
import type { Route } from './route.ts'

const groupType = count.nullish().meta({
  description: '1 a group of an LDAP directory, 2 of an authentication proxy, 3 of OpenID Connect or OAuth2.',
})

export const UserGroup = z
  .object({
    id: count.nullish(),
    group_name: z.string().nullish(),
    group_type: groupType,
    ldap_group_dn: z
      .string()
      .nullish()
      .meta({ description: 'The distinguished name of a directory’s group.' }),
  })
  .meta({
    id: 'UserGroup',
    examples: [{ group_type: 1, ldap_group_dn: 'cn=dev,ou=groups,dc=example,dc=com' }],
  })

const UserGroupSearchItem = z
  .object({ id: count.optional(), group_name: z.string().optional(), group_type: count.optional() })
  .meta({ id: 'UserGroupSearchItem' })

const area = 'Groups'
const params = z.object({ group_id: id.meta({ format: 'int64', examples: [3] }) })

export const groupRoutes = {
  listUserGroups: {
    method: 'GET',
    path: '/usergroups',
    area,
    summary: 'Lists the groups of users',
    description: 'For administrators, in the order of their names.',
    auth: 'required',
    query: z.object({
      ...paging,
      ldap_group_dn: z.string().optional().meta({ description: 'The one with this distinguished name.' }),
      group_name: z.string().optional().meta({ description: 'A part of the name.' }),
    }),
    responses: { ...pageOf(UserGroup), ...failures(401, 403, 422) },
  },
  createUserGroup: {
    method: 'POST',
    path: '/usergroups',
    area,
    summary: 'Makes a group known',
    description:
      'For administrators. Who is in it is what the provider says when somebody signs in; here a group gets its name and its rights.',
    auth: 'required',
    body: UserGroup,
    responses: { ...created, ...failures(400, 401, 403, 409, 422) },
  },
  searchUserGroups: {
    method: 'GET',
    path: '/usergroups/search',
    area,
    summary: 'Finds groups by a part of their name',
    description: 'For everybody with an account, so that groups can be made members of a project.',
    auth: 'required',
    query: z.object({
      ...paging,
      groupname: z.string().meta({ description: 'A part of the name.', examples: ['dev'] }),
    }),
    responses: { ...pageOf(UserGroupSearchItem), ...failures(401, 403, 409, 422) },
  },
  getUserGroup: {
    method: 'GET',
    path: '/usergroups/{group_id}',
    area,
    summary: 'Shows a group',
    auth: 'required',
    params,
    responses: { 200: { words: 'The group.', body: UserGroup }, ...failures(400, 401, 403, 404, 422) },
  },
  updateUserGroup: {
    method: 'PUT',
    path: '/usergroups/{group_id}',
    area,
    summary: 'Gives a group another name',
    auth: 'required',
    params,
    body: UserGroup,
    responses: { ...done, ...failures(400, 401, 403, 404, 422) },
  },
  deleteUserGroup: {
    method: 'DELETE',
    path: '/usergroups/{group_id}',
    area,
    summary: 'Forgets a group, and what it was a member of',
    description:
      'Also 200 when there is none. A directory’s group comes back, without rights, when one of it signs in.',
    auth: 'required',
    params: z.object({ group_id: count.meta({ examples: [3] }) }),
    responses: { ...done, ...failures(400, 401, 403, 422) },
  },
} as const satisfies Record<string, Route>
