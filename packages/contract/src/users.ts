// Accounts.
import { z } from 'zod'
import { created, done, failures, listing, pageOf, paging, time } from './common.ts'
import type { Route } from './route.ts'

const userId = z.int().meta({ format: 'int' })

const OIDCUserInfo = z
  .object({
    id: userId.optional(),
    user_id: userId.optional(),
    subiss: z.string().optional(),
    secret: z.string().optional(),
    creation_time: time.optional(),
    update_time: time.optional(),
  })
  .meta({ id: 'OIDCUserInfo' })

const UserResp = z
  .object({
    user_id: userId,
    username: z.string(),
    email: z.string().optional(),
    realname: z.string(),
    comment: z.string(),
    sysadmin_flag: z.boolean().meta({ description: 'Whether the user is an administrator of the server.' }),
    admin_role_in_auth: z.boolean(),
    oidc_user_meta: OIDCUserInfo.optional(),
    creation_time: time,
    update_time: time,
  })
  .meta({ id: 'UserResp' })

const UserSearchRespItem = z
  .object({ user_id: userId, username: z.string() })
  .meta({ id: 'UserSearchRespItem' })

const text = () => z.string().nullish()

const UserCreationReq = z
  .object({
    username: text().meta({ description: '1 to 255 characters.' }),
    email: text(),
    realname: text(),
    password: text().meta({
      description: '8 to 128 characters with an upper-case and a lower-case letter and a digit.',
    }),
    comment: text(),
  })
  .meta({
    id: 'UserCreationReq',
    examples: [{ username: 'ada', email: 'ada@example.com', realname: 'Ada', password: 'Sesame 2026' }],
  })

const UserProfile = z.object({ email: text(), realname: text(), comment: text() }).meta({
  id: 'UserProfile',
  description: 'What is left out stays as it is.',
  examples: [{ realname: 'Ada' }],
})

const PasswordReq = z
  .object({
    old_password: text().meta({ description: 'Needed to change one’s own.' }),
    new_password: text(),
  })
  .meta({ id: 'PasswordReq', examples: [{ old_password: 'Sesame 2026', new_password: 'Sesame 2027' }] })

const UserSysAdminFlag = z
  .object({ sysadmin_flag: z.boolean().nullish() })
  .meta({ id: 'UserSysAdminFlag', examples: [{ sysadmin_flag: true }] })

const OIDCCliSecretReq = z
  .object({ secret: text() })
  .meta({ id: 'OIDCCliSecretReq', examples: [{ secret: 'Sesame 2026' }] })

const area = 'Users'
const params = z.object({ user_id: userId.meta({ format: 'int', examples: [7] }) })

export const userRoutes = {
  listUsers: {
    method: 'GET',
    path: '/users',
    area,
    summary: 'Lists the accounts',
    description: 'For administrators. Filters and sorts by `username`, `email`, `user_id`, `creation_time`.',
    auth: 'required',
    query: z.object(listing),
    responses: { ...pageOf(UserResp), ...failures(400, 401, 403, 422) },
  },
  createUser: {
    method: 'POST',
    path: '/users',
    area,
    summary: 'Makes an account',
    description:
      'For administrators, and for everybody where the setting `users.selfRegistration` allows it.',
    auth: 'optional',
    body: UserCreationReq,
    responses: { ...created, ...failures(400, 401, 403, 409, 422) },
  },
  getCurrentUserInfo: {
    method: 'GET',
    path: '/users/current',
    area,
    summary: 'Says whose credentials these are',
    auth: 'required',
    responses: { 200: { words: 'The account.', body: UserResp }, ...failures(401, 403, 412) },
  },
  searchUsers: {
    method: 'GET',
    path: '/users/search',
    area,
    summary: 'Finds accounts by a part of their name',
    description: 'For everybody with an account, so that members can be found for a project.',
    auth: 'required',
    query: z.object({
      ...paging,
      username: z.string().meta({ description: 'A part of the name.', examples: ['ada'] }),
    }),
    responses: { ...pageOf(UserSearchRespItem), ...failures(401, 403, 422) },
  },
  getUser: {
    method: 'GET',
    path: '/users/{user_id}',
    area,
    summary: 'Shows an account',
    description: 'One’s own; administrators see every one.',
    auth: 'required',
    params,
    responses: { 200: { words: 'The account.', body: UserResp }, ...failures(401, 403, 404, 422) },
  },
  updateUserProfile: {
    method: 'PUT',
    path: '/users/{user_id}',
    area,
    summary: 'Changes an account’s address, name and comment',
    auth: 'required',
    params,
    body: UserProfile,
    responses: { ...done, ...failures(400, 401, 403, 404, 422) },
  },
  deleteUser: {
    method: 'DELETE',
    path: '/users/{user_id}',
    area,
    summary: 'Deletes an account',
    description: 'For administrators. The name and the address are free again; memberships and logins end.',
    auth: 'required',
    params,
    responses: { ...done, ...failures(401, 403, 404, 422) },
  },
  updateUserPassword: {
    method: 'PUT',
    path: '/users/{user_id}/password',
    area,
    summary: 'Changes a password',
    description:
      'One’s own with the old one; administrators change others’ without. Logged-in clients log in again.',
    auth: 'required',
    params,
    body: PasswordReq,
    responses: { ...done, ...failures(400, 401, 403, 404, 422) },
  },
  setCliSecret: {
    method: 'PUT',
    path: '/users/{user_id}/cli_secret',
    area,
    summary: 'Sets the secret with which clients log in',
    description:
      'One’s own; administrators set everybody’s. For accounts that sign in by way of an OpenID Connect or OAuth2 ' +
      'provider: clients show the secret as the password. It has the form of a password.',
    auth: 'required',
    params,
    body: OIDCCliSecretReq,
    responses: { ...done, ...failures(400, 401, 403, 404, 412, 422) },
  },
  setUserSysAdmin: {
    method: 'PUT',
    path: '/users/{user_id}/sysadmin',
    area,
    summary: 'Makes a user an administrator of the server, or no longer one',
    auth: 'required',
    params,
    body: UserSysAdminFlag,
    responses: { ...done, ...failures(401, 403, 404, 422) },
  },
} as const satisfies Record<string, Route>
