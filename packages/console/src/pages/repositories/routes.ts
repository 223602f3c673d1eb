// Addresses of repositories.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type ListSearch, listSearch, textOf } from '../../app/list-search.ts'
import { rootRoute } from '../../app/root-route.tsx'

export interface ReferenceSearch extends ListSearch {
  readonly tab?: string
  /** Whether artifacts without a tag are shown. */
  readonly untagged?: true
}

/** Pages of references hold what they like in their address: texts, and the usual of lists. */
function referenceSearch(search: Record<string, unknown>): ReferenceSearch & Record<string, unknown> {
  return {
    ...search,
    ...listSearch(search),
    ...textOf(search, 'tab'),
    ...(search.untagged === true && { untagged: true }),
  }
}

export interface RepositoriesSearch extends ListSearch {
  /** Only of this one. */
  readonly project?: string
}

function repositoriesSearch(search: Record<string, unknown>): RepositoriesSearch {
  return { ...listSearch(search), ...textOf(search, 'project') }
}

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
