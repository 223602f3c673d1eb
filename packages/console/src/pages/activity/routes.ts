// The address of what has happened.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { textOf } from '../../app/list-search.ts'
import { rootRoute } from '../../app/root-route.tsx'

export const periods = [7, 30, 90] as const

export interface ActivitySearch {
  readonly view?: 'storage'
  /** How many days back; 30, which is left out. */
  readonly days?: 7 | 90
  readonly project?: string
  readonly operation?: string
  readonly who?: string
  /** Of the list, from 1, which is left out. */
  readonly page?: number
}

function activitySearch(search: Record<string, unknown>): ActivitySearch {
  const [days, page] = [Number(search.days), Number(search.page)]
  return {
    ...(search.view === 'storage' && { view: search.view }),
    ...((days === 7 || days === 90) && { days }),
    ...textOf(search, 'project'),
    ...textOf(search, 'operation'),
    ...textOf(search, 'who'),
    ...(Number.isInteger(page) && page > 1 && { page }),
  }
}

const activity = createRoute({
  getParentRoute: () => rootRoute,
  path: '/activity',
  validateSearch: activitySearch,
  component: lazyRouteComponent(() => import('./activity-page.tsx'), 'ActivityPage'),
})

export const activityRoutes = [activity] as const
