// The one table of the management API's operations, by operationId. What is not built is not in it.
import { artifactRoutes } from './artifacts.ts'
import { configurationRoutes } from './configurations.ts'
import { memberRoutes } from './members.ts'
import { oidcRoutes } from './oidc.ts'
import { projectRoutes } from './projects.ts'
import { repositoryRoutes } from './repositories.ts'
import { systemRoutes } from './system.ts'
import { userRoutes } from './users.ts'

/** The path that all of the API's paths begin with. */
export const apiBase = '/api/v2.0'

export const routes = {
  ...systemRoutes,
  ...configurationRoutes,
  ...oidcRoutes,
  ...userRoutes,
  ...projectRoutes,
  ...memberRoutes,
  ...repositoryRoutes,
  ...artifactRoutes,
} as const

export type Routes = typeof routes
export type OperationId = keyof Routes
