// /users/{user_id}/cli_secret over HTTP.
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
): ApiHandlers<Principal, 'setCliSecret'> {
  return {
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
