// Access tokens of accounts: beyond Harbor's API, in its manner.
import { z } from 'zod'
import { failures, id, listing, pageOf, time } from './common.ts'
import type { Route } from './route.ts'

export const TokenPermission = z
  .object({
    namespace: z.string().min(1).max(255).meta({
      description: 'The name of a project, `*` for every project, or `/` for what lies outside projects.',
    }),
    access: z
      .array(z.object({ resource: z.string().max(64), action: z.string().max(64) }))
      .min(1)
      .max(200),
  })
  .meta({ id: 'TokenPermission', description: 'What a token may do, as far as its owner may.' })

const AccessToken = z
  .object({
    id,
    name: z.string(),
    kind: z.string().meta({ description: '`personal`, or `temporary` where its life was given in hours.' }),
    hint: z.string().meta({ description: 'How the token begins and ends.' }),
    permissions: z
      .array(TokenPermission)
      .optional()
      .meta({ description: 'Absent: the token may do what its owner may.' }),
    creation_time: time,
    expiration_time: time,
    last_used_time: time.optional().meta({ description: 'To the hour; absent for one that was never used.' }),
  })
  .meta({ id: 'AccessToken' })

const AccessTokenCreated = z
  .object({
    id,
    name: z.string(),
    username: z.string().meta({ description: 'The user name to log in with.' }),
    token: z.string().meta({ description: 'The password to log in with. It is shown this once.' }),
    expiration_time: time,
    login_command: z
      .string()
      .meta({ description: 'A line for a shell; the token goes to its standard input.' }),
  })
  .meta({ id: 'AccessTokenCreated' })

const AccessTokenReq = z
  .object({
    name: z.string().min(1).max(255).optional().meta({ description: 'What it is for; to be recognised by.' }),
    preset: z
      .enum(['read', 'write', 'delete', 'all'])
      .optional()
      .meta({
        description:
          '`read` pulls, `write` pushes too, `delete` deletes too, in all of `projects`; `all` does what its owner may. ' +
          'Either this or `permissions`; `read` when neither is there.',
      }),
    projects: z
      .array(z.string().min(1).max(255))
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'The names of the projects of a preset; every project when absent.' }),
    permissions: z.array(TokenPermission).min(1).max(100).optional(),
    expires_in_days: z.int().min(1).max(366).optional().meta({ description: 'Makes a personal token.' }),
    expires_in_hours: z
      .int()
      .min(1)
      .max(72)
      .optional()
      .meta({ description: 'Makes a temporary token; 12 hours when neither is there.' }),
  })
  .meta({ id: 'AccessTokenReq', examples: [{ name: 'laptop', preset: 'write', expires_in_days: 90 }] })

const area = 'Access tokens'
const userParams = z.object({ user_id: z.int().meta({ format: 'int', examples: [7] }) })
const tokenId = id.meta({ examples: [7] })

export const accessTokenRoutes = {
  listOwnAccessTokens: {
    method: 'GET',
    path: '/users/current/tokens',
    area,
    summary: 'Lists one’s own access tokens',
    description: 'Filters and sorts by `name`, `kind`, `creation_time`, `expiration_time`, `last_used_time`.',
    auth: 'required',
    query: z.object(listing),
    responses: { ...pageOf(AccessToken), ...failures(400, 401, 403, 422) },
  },
  createAccessToken: {
    method: 'POST',
    path: '/users/current/tokens',
    area,
    summary: 'Makes an access token for oneself',
    description:
      'It serves as the password of one’s account, with `docker login` as with this API, and as a bearer token here. ' +
      'A token cannot make one with more permissions, or a longer life, than its own.',
    auth: 'required',
    body: AccessTokenReq,
    responses: {
      201: { words: 'Made. The token is shown this once.', body: AccessTokenCreated, headers: ['Location'] },
      ...failures(400, 401, 403, 409, 422),
    },
  },
  deleteOwnAccessToken: {
    method: 'DELETE',
    path: '/users/current/tokens/{token_id}',
    area,
    summary: 'Revokes one of one’s own access tokens',
    description: 'With all tokens that were made with it. What a client obtained by it ends at once too.',
    auth: 'required',
    params: z.object({ token_id: tokenId }),
    responses: { 200: { words: 'Revoked.' }, ...failures(401, 403, 404, 422) },
  },
  listAccessTokens: {
    method: 'GET',
    path: '/users/{user_id}/tokens',
    area,
    summary: 'Lists an account’s access tokens',
    description: 'One’s own; administrators see those of every account.',
    auth: 'required',
    params: userParams,
    query: z.object(listing),
    responses: { ...pageOf(AccessToken), ...failures(400, 401, 403, 404, 422) },
  },
  deleteAccessToken: {
    method: 'DELETE',
    path: '/users/{user_id}/tokens/{token_id}',
    area,
    summary: 'Revokes an account’s access token',
    description: 'One’s own; administrators revoke those of every account.',
    auth: 'required',
    params: userParams.extend({ token_id: tokenId }),
    responses: { 200: { words: 'Revoked.' }, ...failures(401, 403, 404, 422) },
  },
} as const satisfies Record<string, Route>
