// Where people arrive.
import { createRoute } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { HomePage } from './home-page.tsx'

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: HomePage,
})

export const homeRoutes = [home] as const
