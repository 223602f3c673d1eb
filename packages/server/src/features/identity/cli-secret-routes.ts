// /users/{user_id}/cli_secret and /users/current/sign-in over HTTP.
import type { ApiHandlers } from '../../platform/http/api.ts'
import type { Permits } from '../authorization/index.ts'
import type { Principal } from './actor.ts'
import { causeOf } from './cause.ts'
import type { CliSecrets } from './cli-secrets.ts'
import { isAdministrator, type Users } from './users.ts'

export function cliSecretHandlers(
  cliSecrets: CliSecrets,
  users: Pick<Users, 'get'>,
  permits: Permits,
): ApiHandlers<Principal, 'setCliSecret' | 'getOwnSignIn'> {
  return {
    getOwnSignIn: async (_, { principal }) => {
      const { id } = await permits.signedIn(principal)
      const { password, cliSecret } = await cliSecrets.signInOf(id)
      return { status: 200, body: { password, cli_secret: cliSecret } }
    },
    setCliSecret: async ({ params, body }, { principal, context }) => {
      const isSelf = await permits.selfOrInSystem(principal, params.user_id, 'user:update')
      // The secret is neither limited nor ever expires: no credential makes a wider one.
      const wider = isSelf
        ? principal.accessToken !== undefined || principal.within !== undefined
        : isAdministrator(await users.get(params.user_id))
      if (wider) await permits.asAdministrator(principal)
      await cliSecrets.set(params.user_id, body.secret ?? '', causeOf(principal, context))
      return { status: 200 }
    },
  }
}
