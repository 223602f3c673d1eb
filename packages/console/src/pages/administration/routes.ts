// Addresses of the administration.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { listSearch, textOf } from '../../app/list-search.ts'
import { rootRoute } from '../../app/root-route.tsx'
import { logSearch } from '../../log/log-search.ts'
import { whySearch } from './why-search.ts'

const administration = createRoute({
  getParentRoute: () => rootRoute,
  path: '/administration',
  component: lazyRouteComponent(() => import('../managing.ts'), 'AdministrationFrame'),
})

const first = createRoute({
  getParentRoute: () => administration,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/administration/system', replace: true })
  },
})

const system = createRoute({
  getParentRoute: () => administration,
  path: '/system',
  component: lazyRouteComponent(() => import('../managing.ts'), 'SystemPage'),
})

const users = createRoute({
  getParentRoute: () => administration,
  path: '/users',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../managing.ts'), 'UsersPage'),
})

const user = createRoute({
  getParentRoute: () => administration,
  path: '/users/$user',
  component: lazyRouteComponent(() => import('../managing.ts'), 'UserPage'),
})

const groups = createRoute({
  getParentRoute: () => administration,
  path: '/groups',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../managing.ts'), 'GroupsPage'),
})

const roles = createRoute({
  getParentRoute: () => administration,
  path: '/roles',
  component: lazyRouteComponent(() => import('../managing.ts'), 'RolesPage'),
})

const robots = createRoute({
  getParentRoute: () => administration,
  path: '/robots',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../managing.ts'), 'RobotsPage'),
})

const trust = createRoute({
  getParentRoute: () => administration,
  path: '/trust',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../managing.ts'), 'TrustPage'),
})

const labels = createRoute({
  getParentRoute: () => administration,
  path: '/labels',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../managing.ts'), 'LabelsPage'),
})

const signIn = createRoute({
  getParentRoute: () => administration,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>) => textOf(search, 'tab'),
  component: lazyRouteComponent(() => import('../managing.ts'), 'SignInPage'),
})

const configuration = createRoute({
  getParentRoute: () => administration,
  path: '/configuration',
  component: lazyRouteComponent(() => import('../managing.ts'), 'ConfigurationPage'),
})

const audit = createRoute({
  getParentRoute: () => administration,
  path: '/audit',
  validateSearch: logSearch,
  component: lazyRouteComponent(() => import('../managing.ts'), 'AuditPage'),
})

const purge = createRoute({
  getParentRoute: () => administration,
  path: '/audit/purge',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../managing.ts'), 'PurgePage'),
})

const why = createRoute({
  getParentRoute: () => administration,
  path: '/why',
  validateSearch: whySearch,
  component: lazyRouteComponent(() => import('../managing.ts'), 'WhyPage'),
})

export const administrationRoutes = [
  administration.addChildren([
    ...([first, system, users, user, groups, roles, robots, trust, labels] as const),
    ...([signIn, configuration, audit, purge, why] as const),
  ]),
] as const
