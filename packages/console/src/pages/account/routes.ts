// The address of one's own account.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { listSearch } from '../../app/list-search.ts'
import { rootRoute } from '../../app/root-route.tsx'

const own = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../managing.ts'), 'AccountPage'),
})

export const accountRoutes = [own] as const
