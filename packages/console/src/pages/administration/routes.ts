// Addresses of the administration.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { listSearch, textOf } from '../../app/list-search.ts'
import { rootRoute } from '../../app/root-route.tsx'
import { logSearch } from '../../log/log-search.ts'
import { whySearch } from './why-search.ts'

const administration = createRoute({
  getParentRoute: () => rootRoute,
  path: '/administration',
  component: lazyRouteComponent(() => import('./administration-frame.tsx'), 'AdministrationFrame'),
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
  component: lazyRouteComponent(() => import('./system-page.tsx'), 'SystemPage'),
})

const users = createRoute({
  getParentRoute: () => administration,
  path: '/users',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./users-page.tsx'), 'UsersPage'),
})

const user = createRoute({
  getParentRoute: () => administration,
  path: '/users/$user',
  component: lazyRouteComponent(() => import('./user-page.tsx'), 'UserPage'),
})

const groups = createRoute({
  getParentRoute: () => administration,
  path: '/groups',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./groups-page.tsx'), 'GroupsPage'),
})

const roles = createRoute({
  getParentRoute: () => administration,
  path: '/roles',
  component: lazyRouteComponent(() => import('./roles-page.tsx'), 'RolesPage'),
})

const robots = createRoute({
  getParentRoute: () => administration,
  path: '/robots',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./robots-page.tsx'), 'RobotsPage'),
})

const trust = createRoute({
  getParentRoute: () => administration,
  path: '/trust',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./trust-page.tsx'), 'TrustPage'),
})

const labels = createRoute({
  getParentRoute: () => administration,
  path: '/labels',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./labels-page.tsx'), 'LabelsPage'),
})

const signIn = createRoute({
  getParentRoute: () => administration,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>) => textOf(search, 'tab'),
  component: lazyRouteComponent(() => import('./sign-in-page.tsx'), 'SignInPage'),
})

const configuration = createRoute({
  getParentRoute: () => administration,
  path: '/configuration',
  component: lazyRouteComponent(() => import('./configuration-page.tsx'), 'ConfigurationPage'),
})

const audit = createRoute({
  getParentRoute: () => administration,
  path: '/audit',
  validateSearch: logSearch,
  component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
})

const purge = createRoute({
  getParentRoute: () => administration,
  path: '/audit/purge',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./purge-page.tsx'), 'PurgePage'),
})

const why = createRoute({
  getParentRoute: () => administration,
  path: '/why',
  validateSearch: whySearch,
  component: lazyRouteComponent(() => import('./why-page.tsx'), 'WhyPage'),
})

export const administrationRoutes = [
  administration.addChildren([
    ...([first, system, users, user, groups, roles, robots, trust, labels] as const),
    ...([signIn, configuration, audit, purge, why] as const),
  ]),
] as const
