// What projects store, over HTTP.
import type { ApiHandlers } from '../../platform/http/api.ts'
import type { Permits } from '../authorization/index.ts'
import type { Principal } from '../identity/index.ts'
import type { StorageUse } from './storage-use.ts'

export function storageUseHandlers(
  use: StorageUse,
  permits: Permits,
): ApiHandlers<Principal, 'getStorageUse'> {
  return {
    getStorageUse: async (_, { principal }) => {
      await permits.inSystem(principal, 'quota:list')
      const { computedAt, computing, progress, stored, projects, others } = await use.view()
      const body = {
        ...(computedAt !== undefined && { computed_at: new Date(computedAt).toISOString() }),
        ...{ computing, progress, stored, others },
        projects: projects.map(({ id, name, bytes }) => ({ project_id: id, name, bytes })),
      }
      return { status: 200, body }
    },
  }
}
