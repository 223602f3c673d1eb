// The address of what was found.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { foundSearch } from './found-search.ts'

const found = createRoute({
  getParentRoute: () => rootRoute,
  path: '/search',
  validateSearch: foundSearch,
  component: lazyRouteComponent(() => import('./search-page.tsx'), 'SearchPage'),
})

export const searchRoutes = [found] as const
