// Addresses of repositories.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { referenceSearch, repositoriesSearch } from './repository-search.ts'

const repositories = createRoute({ getParentRoute: () => rootRoute, path: '/repositories' })

const list = createRoute({
  getParentRoute: () => repositories,
  path: '/',
  validateSearch: repositoriesSearch,
  component: lazyRouteComponent(() => import('./repositories-page.tsx'), 'RepositoriesPage'),
})

/** A repository, or with a tag or a digest an artifact: one route, as both are references. */
const reference = createRoute({
  getParentRoute: () => repositories,
  path: '$',
  validateSearch: referenceSearch,
  component: lazyRouteComponent(() => import('./reference-page.tsx'), 'ReferencePage'),
})

export const repositoryRoutes = [repositories.addChildren([list, reference])] as const
