// Addresses of repositories.
import { createRoute } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { ReferencePage } from './reference-page.tsx'
import { RepositoriesPage } from './repositories-page.tsx'
import { referenceSearch, repositoriesSearch } from './repository-search.ts'

const repositories = createRoute({ getParentRoute: () => rootRoute, path: '/repositories' })

const list = createRoute({
  getParentRoute: () => repositories,
  path: '/',
  validateSearch: repositoriesSearch,
  component: RepositoriesPage,
})

/** A repository, or with a tag or a digest an artifact: one route, as both are references. */
const reference = createRoute({
  getParentRoute: () => repositories,
  path: '$',
  validateSearch: referenceSearch,
  component: ReferencePage,
})

export const repositoryRoutes = [repositories.addChildren([list, reference])] as const
