// /configurations over HTTP.
import { type OperationId, routes } from '@entrepot/contract'
import { Failure } from '../../platform/errors.ts'
import type { ApiHandlers } from '../../platform/http/api.ts'
import type { Permits } from '../authorization/index.ts'
import { causeOf, type Principal } from '../identity/index.ts'
import type { Settings } from './settings.ts'

type SettingHandlers = ApiHandlers<
  Principal,
  'getConfigurations' | 'updateConfigurations' | 'getInternalconfig'
>

/** What stays possible in a read-only registry: to end that, and to try a directory's address. */
const neverRefused: ReadonlySet<OperationId> = new Set(['updateConfigurations', 'pingLdap'])

/** @throws Failure DENIED for an operation that changes something while the registry is read-only */
export async function admitInReadOnly(settings: Settings, id: OperationId): Promise<void> {
  const { method } = routes[id]
  if (method === 'GET' || method === 'HEAD' || neverRefused.has(id)) return
  await settings.admitChange()
}

export function settingHandlers(settings: Settings, permits: Permits): SettingHandlers {
  return {
    getConfigurations: async (_, { principal }) => {
      await permits.inSystem(principal, 'configuration:read')
      const shown = await settings.show()
      const items = shown.map(({ name, value, editable }) => [name, { value, editable }])
      return { status: 200, body: Object.fromEntries(items) }
    },
    updateConfigurations: async ({ body }, { principal, context }) => {
      await permits.inSystem(principal, 'configuration:update')
      await settings.change(body, causeOf(principal, context))
      return { status: 200 }
    },
    // In Harbor its own services ask here, with a secret of theirs, and are shown every password.
    getInternalconfig: async () => {
      throw new Failure('UNAUTHORIZED', { message: 'only internal service is allowed to call this API' })
    },
  }
}
