// /users/{user_id}/cli_secret over HTTP.
import type { ApiHandlers } from '../../platform/http/api.ts'
import type { Permits } from '../authorization/index.ts'
import type { Principal } from './actor.ts'
import { causeOf } from './cause.ts'
import type { CliSecrets } from './cli-secrets.ts'

export function cliSecretHandlers(
  cliSecrets: CliSecrets,
  permits: Permits,
): ApiHandlers<Principal, 'setCliSecret'> {
  return {
    setCliSecret: async ({ params, body }, { principal, context }) => {
      await permits.selfOrInSystem(principal, params.user_id, 'user:update')
      await cliSecrets.set(params.user_id, body.secret ?? '', causeOf(principal, context))
      return { status: 200 }
    },
  }
}
