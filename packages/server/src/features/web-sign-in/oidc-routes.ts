// /system/oidc/ping over HTTP.
import { Failure } from '../../platform/errors.ts'
import type { ApiHandlers } from '../../platform/http/api.ts'
import type { Permits } from '../authorization/index.ts'
import type { Principal } from '../identity/index.ts'
import { ProviderError } from './web-provider-port.ts'
import type { WebProviders } from './web-providers.ts'

export function oidcHandlers(providers: WebProviders, permits: Permits): ApiHandlers<Principal, 'pingOIDC'> {
  return {
    pingOIDC: async ({ body }, { principal }) => {
      await permits.inSystem(principal, 'configuration:update')
      try {
        await providers.pingOidc(body.url ?? '', body.verify_cert ?? true)
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error
        throw new Failure('BAD_REQUEST', { message: error.message, cause: error })
      }
      return { status: 200 }
    },
  }
}
