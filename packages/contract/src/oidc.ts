// OpenID Connect, as far as the management API has to do with it.
import { z } from 'zod'
import { done, failures } from './common.ts'
import type { Route } from './route.ts'

export const oidcRoutes = {
  pingOIDC: {
    method: 'POST',
    path: '/system/oidc/ping',
    area: 'Settings',
    summary: 'Tries an OpenID Connect provider',
    description:
      'For administrators. Asks the address for its discovery document; the message says what is wrong.',
    auth: 'required',
    body: z
      .object({
        url: z.string().nullish().meta({ description: 'The issuer’s address.' }),
        verify_cert: z.boolean().nullish(),
      })
      .meta({ examples: [{ url: 'https://id.example.com/realms/main', verify_cert: true }] }),
    responses: { ...done, ...failures(400, 401, 403, 422) },
  },
} as const satisfies Record<string, Route>
