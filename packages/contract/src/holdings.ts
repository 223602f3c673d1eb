// What an account has, for whoever looks after accounts: beyond Harbor's API, in its manner.
import { z } from 'zod'
import { count, failures, id } from './common.ts'
import type { Route } from './route.ts'

const UserHoldings = z
  .object({
    sign_in: z.array(z.enum(['password', 'ldap', 'oidc', 'oauth2'])).meta({
      description: 'The ways in which the account can be signed in to; none for one that nobody can open.',
    }),
    sessions: count.meta({ description: 'Browsers that are signed in; counted up to 1,000.' }),
    groups: z.array(z.string()).meta({ description: 'The groups it is in; the first 100 by name.' }),
    memberships: z
      .array(
        z.object({
          project_id: id,
          project_name: z.string(),
          role_id: id,
          role_name: z.string(),
          owner: z.boolean().meta({ description: 'Whether the project was made by this account.' }),
        }),
      )
      .meta({ description: 'Projects that the account itself is a member of; the first 100 by age.' }),
    membership_count: count.meta({ description: 'Of all; counted up to 1,000.' }),
  })
  .meta({ id: 'UserHoldings' })

/** Beyond Harbor's API. */
export const holdingRoutes = {
  getUserHoldings: {
    method: 'GET',
    path: '/users/{user_id}/holdings',
    area: 'Users',
    summary: 'Shows what an account has: ways to sign in, sessions, groups and memberships',
    description: 'One’s own; administrators see those of every account.',
    auth: 'required',
    params: z.object({ user_id: z.int().meta({ format: 'int', examples: [7] }) }),
    responses: {
      200: { words: 'What the account has.', body: UserHoldings },
      ...failures(401, 403, 404, 422),
    },
  },
} as const satisfies Record<string, Route>
