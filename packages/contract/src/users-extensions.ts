// What Harbor's API does not say of one's own account.
import { z } from 'zod'
import { failures } from './common.ts'
import type { Route } from './route.ts'

const OwnSignIn = z
  .object({
    password: z
      .boolean()
      .meta({ description: 'Whether the account has a password here, which can be changed.' }),
    cli_secret: z.boolean().meta({
      description: 'Whether clients log in with a CLI secret, as the account signs in on a provider’s page.',
    }),
  })
  .meta({ id: 'OwnSignIn' })

export const userExtensions = {
  getOwnSignIn: {
    method: 'GET',
    path: '/users/current/sign-in',
    area: 'Users',
    summary: 'Says by what one’s own account signs in',
    description: 'Neither: a directory knows the password, as with LDAP.',
    auth: 'required',
    responses: { 200: { words: 'The ways.', body: OwnSignIn }, ...failures(401, 403) },
  },
} as const satisfies Record<string, Route>
