// Where people arrive.
import { createRoute, redirect } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/repositories', replace: true })
  },
})

export const homeRoutes = [home] as const
