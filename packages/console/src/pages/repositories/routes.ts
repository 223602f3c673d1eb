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
export function referenceSearch(search: Record<string, unknown>): ReferenceSearch & Record<string, unknown> {
  return {
    ...search,
    ...listSearch(search),
    ...textOf(search, 'tab'),
    ...(search.untagged === true && { untagged: true }),
  }
}

const list = createRoute({
  getParentRoute: () => rootRoute,
  path: '/repositories',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./repositories-page.tsx'), 'RepositoriesPage'),
})

/** A repository, or with a tag or a digest an artifact: one route, as both are references. */
const reference = createRoute({
  getParentRoute: () => rootRoute,
  path: '/repositories/$',
  validateSearch: referenceSearch,
  component: lazyRouteComponent(() => import('./reference-page.tsx'), 'ReferencePage'),
})

export const repositoryRoutes = [list, reference] as const
