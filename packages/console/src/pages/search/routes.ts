// The address of what was found.
import { createRoute } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { foundSearch } from './found-search.ts'
import { SearchPage } from './search-page.tsx'

const found = createRoute({
  getParentRoute: () => rootRoute,
  path: '/search',
  validateSearch: foundSearch,
  component: SearchPage,
})

export const searchRoutes = [found] as const
