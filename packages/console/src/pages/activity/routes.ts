// The address of what has happened.
import { createRoute } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { ActivityPage } from './activity-page.tsx'
import { activitySearch } from './activity-search.ts'

const activity = createRoute({
  getParentRoute: () => rootRoute,
  path: '/activity',
  validateSearch: activitySearch,
  component: ActivityPage,
})

export const activityRoutes = [activity] as const
