// The one table of the management API's operations, by operationId. What is not built is not in it.
import { accessTokenRoutes } from './access-tokens.ts'
import { activityRoutes } from './activity.ts'
import { additionRoutes } from './additions.ts'
import { artifactRoutes } from './artifacts.ts'
import { artifactExtensions } from './artifacts-extensions.ts'
import { auditRoutes } from './audit.ts'
import { configurationRoutes } from './configurations.ts'
import { groupRoutes } from './groups.ts'
import { labelRoutes } from './labels.ts'
import { ldapRoutes } from './ldap.ts'
import { liveRoutes } from './live.ts'
import { memberRoutes } from './members.ts'
import { oidcRoutes } from './oidc.ts'
import { permissionRoutes } from './permissions.ts'
import { permissionExtensions } from './permissions-extensions.ts'
import { projectRoutes } from './projects.ts'
import { purgeRoutes } from './purges.ts'
import { repositoryRoutes } from './repositories.ts'
import { robotRoutes } from './robots.ts'
import { roleExtensions } from './roles-extensions.ts'
import { searchRoutes, wordSearchRoutes } from './search.ts'
import { systemRoutes } from './system.ts'
import { trustRuleRoutes } from './trust.ts'
import { userRoutes } from './users.ts'
import { userExtensions } from './users-extensions.ts'

/** The path that all of the API's paths begin with. */
export const apiBase = '/api/v2.0'

/** Operations of Harbor's contract: paths, ids and shapes are Harbor's. */
export const harborRoutes = {
  ...systemRoutes,
  ...configurationRoutes,
  ...ldapRoutes,
  ...groupRoutes,
  ...oidcRoutes,
  ...userRoutes,
  ...projectRoutes,
  ...memberRoutes,
  ...repositoryRoutes,
  ...artifactRoutes,
  ...additionRoutes,
  ...labelRoutes,
  ...searchRoutes,
  ...robotRoutes,
  ...permissionRoutes,
  ...auditRoutes,
  ...purgeRoutes,
} as const

/** Operations that Harbor does not have. Each new one is added here, and nowhere else. */
export const extensionRoutes = {
  ...roleExtensions,
  ...permissionExtensions,
  ...userExtensions,
  ...accessTokenRoutes,
  ...trustRuleRoutes,
  ...wordSearchRoutes,
  ...liveRoutes,
  ...activityRoutes,
  ...artifactExtensions,
} as const

export const routes = { ...harborRoutes, ...extensionRoutes } as const

export type Routes = typeof routes
export type OperationId = keyof Routes
