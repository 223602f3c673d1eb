// /system/state over HTTP.
import type { ApiHandlers } from '../../platform/http/api.ts'
import type { Permits } from '../authorization/index.ts'
import type { Principal } from '../identity/index.ts'
import type { SystemState } from './system-state.ts'

export function systemStateHandlers(
  state: SystemState,
  permits: Permits,
): ApiHandlers<Principal, 'getSystemState'> {
  return {
    getSystemState: async (_, { principal }) => {
      await permits.inSystem(principal, 'configuration:read')
      return { status: 200, body: await state.read() }
    },
  }
}
