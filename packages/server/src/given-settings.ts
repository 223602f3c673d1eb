// Where the configuration of a node and the settings at run time overlap: what the operator has set, counts.
import type { Config } from './config.ts'
import type { GivenSettings, Settings } from './features/settings/index.ts'
import { minute } from './platform/clock.ts'

export function givenSettings({ users, projects, auth }: Config): GivenSettings {
  const { selfRegistration } = users
  const { creation } = projects
  const { tokenLifetime } = auth
  return {
    ...(selfRegistration !== undefined && {
      self_registration: { value: selfRegistration, by: 'users.selfRegistration' },
    }),
    ...(creation !== undefined && {
      project_creation_restriction: { value: creation, by: 'projects.creation' },
    }),
    ...(tokenLifetime !== undefined && {
      token_expiration: { value: Math.ceil(tokenLifetime / minute), by: 'auth.tokenLifetime' },
    }),
  }
}

/** In milliseconds. An operator may write seconds, which the setting in minutes shows rounded. */
export function tokenLifetimes({ auth }: Config, settings: Settings) {
  const { tokenLifetime, refreshTokenLifetime } = auth
  const lifetime = async () => {
    if (tokenLifetime !== undefined) return tokenLifetime
    // The operator may have shortened the one since the other was set.
    return Math.min((await settings.get('token_expiration')) * minute, refreshTokenLifetime)
  }
  return { lifetime, refreshLifetime: refreshTokenLifetime }
}
