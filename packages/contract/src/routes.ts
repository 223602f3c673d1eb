// The one table of the management API's operations, by operationId. What is not built is not in it.
import { accessTokenRoutes } from './access-tokens.ts'
import { artifactRoutes } from './artifacts.ts'
import { configurationRoutes } from './configurations.ts'
import { groupRoutes } from './groups.ts'
import { ldapRoutes } from './ldap.ts'
import { memberRoutes } from './members.ts'
import { projectRoutes } from './projects.ts'
import { repositoryRoutes } from './repositories.ts'
import { systemRoutes } from './system.ts'
import { userRoutes } from './users.ts'

/** The path that all of the API's paths begin with. */
export const apiBase = '/api/v2.0'

/** Operations of Harbor's contract: paths, ids and shapes are Harbor's. */
export const harborRoutes = {
  ...systemRoutes,
  ...configurationRoutes,
  ...ldapRoutes,
  ...groupRoutes,
  ...userRoutes,
  ...projectRoutes,
  ...memberRoutes,
  ...repositoryRoutes,
  ...artifactRoutes,
} as const

/** Operations that Harbor does not have. Each new one is added here, and nowhere else. */
export const extensionRoutes = { ...accessTokenRoutes } as const

export const routes = { ...harborRoutes, ...extensionRoutes } as const

export type Routes = typeof routes
export type OperationId = keyof Routes
