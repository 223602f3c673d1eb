// All addresses and their pages; an address holds the whole state of its page.
import { createRouter } from '@tanstack/react-router'
import { accountRoutes } from '../pages/account/routes.ts'
import { activityRoutes } from '../pages/activity/routes.ts'
import { administrationRoutes } from '../pages/administration/routes.ts'
import { homeRoutes } from '../pages/home/routes.ts'
import { projectRoutes } from '../pages/projects/routes.ts'
import { repositoryRoutes } from '../pages/repositories/routes.ts'
import { searchRoutes } from '../pages/search/routes.ts'
import { FailedPage } from './failed-page.tsx'
import { rootRoute } from './root-route.tsx'
import { parseSearch, stringifySearch } from './search-text.ts'

const tree = rootRoute.addChildren([
  ...homeRoutes,
  ...repositoryRoutes,
  ...projectRoutes,
  ...administrationRoutes,
  ...activityRoutes,
  ...accountRoutes,
  ...searchRoutes,
])

export function createConsoleRouter() {
  return createRouter({
    routeTree: tree,
    // What fails within a page leaves the frame around it, and the way elsewhere.
    defaultErrorComponent: FailedPage,
    defaultPreload: 'intent',
    scrollRestoration: true,
    parseSearch,
    stringifySearch,
    // References stay as people write them: `library/app:1.0`, `library/app@sha256:…`.
    pathParamsAllowedCharacters: [':', '@', '+'],
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>
  }
}
