// /ping, /health and /systeminfo over HTTP.

import type { Clock } from '../../platform/clock.ts'
import { DatabaseUnavailable } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { ApiHandlers } from '../../platform/http/api.ts'
import type { Dependency } from '../../platform/http/operations-routes.ts'
import type { Permits } from '../authorization/index.ts'
import type { Principal } from '../identity/index.ts'
import type { Settings } from '../settings/index.ts'

export interface SystemRoutesOptions {
  /** What the server needs to be healthy, by name. */
  readonly dependencies: readonly Dependency[]
  readonly version: string
  readonly settings: Settings
  readonly clock: Clock
  readonly permits: Permits
  /** Of the disk of the storage, in bytes. */
  readonly volume: () => Promise<{ readonly total: number; readonly free: number }>
  /** Of the authority that the server made for itself, in PEM; undefined where it did not. */
  readonly ownAuthority: () => Promise<string | undefined>
}

const shownToAll = [
  'auth_mode',
  'primary_auth_mode',
  'self_registration',
  'banner_message',
  'oidc_name',
] as const
const shownToUsers = ['read_only', 'project_creation_restriction'] as const

type SystemHandlers = ApiHandlers<
  Principal,
  'getPing' | 'getHealth' | 'getSystemInfo' | 'getVolumes' | 'getCert'
>

export function systemHandlers(options: SystemRoutesOptions): SystemHandlers {
  return {
    getPing: async () => ({ status: 200, body: 'Pong' }),
    getHealth: async () => {
      const components = await Promise.all(options.dependencies.map(healthOf))
      // Harbor's clients look for this name: what answers here is the core.
      const all = [{ name: 'core', status: 'healthy' }, ...components]
      const healthy = all.every(({ status }) => status === 'healthy')
      return { status: 200, body: { status: healthy ? 'healthy' : 'unhealthy', components: all } }
    },
    getSystemInfo: async (_, { principal, context }) => {
      const { oidc_name, read_only, project_creation_restriction, ...settings } = await options.settings.pick(
        ...shownToAll,
        ...shownToUsers,
      )
      const known = { ...settings, oidc_provider_name: oidc_name }
      if (principal.actor.type === 'anonymous') return { status: 200, body: known }
      const more = {
        current_time: new Date(options.clock()).toISOString(),
        external_url: context.base,
        registry_url: context.base.replace(/^https?:\/\//, ''),
        project_creation_restriction,
        has_ca_root: (await options.ownAuthority()) !== undefined,
        harbor_version: options.version,
        registry_storage_provider_name: 'filesystem',
        read_only,
        notification_enable: false,
      }
      return { status: 200, body: { ...known, ...more } }
    },
    getVolumes: async (_, { principal }) => {
      await options.permits.inSystem(principal, 'system-volumes:read')
      return { status: 200, body: { storage: [await options.volume()] } }
    },
    getCert: async () => {
      const certificate = await options.ownAuthority()
      if (certificate === undefined) throw new Failure('NOT_FOUND', { message: 'certificate not found' })
      const headers = { 'content-disposition': 'attachment; filename=ca.crt' }
      return { status: 200, body: certificate, headers }
    },
  }
}

/** Why it is unhealthy stays in the log: this answer is for everybody. */
async function healthOf({ name, check }: Dependency) {
  try {
    await check()
    return { name, status: 'healthy' }
  } catch (error) {
    const why = error instanceof DatabaseUnavailable ? 'does not answer' : 'cannot be used'
    return { name, status: 'unhealthy', error: `the ${name} ${why}` }
  }
}
