// Addresses of repositories.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { listSearch } from '../../app/list-search.ts'
import { rootRoute } from '../../app/root-route.tsx'

const list = createRoute({
  getParentRoute: () => rootRoute,
  path: '/repositories',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./repositories-page.tsx'), 'RepositoriesPage'),
})

export const repositoryRoutes = [list] as const
