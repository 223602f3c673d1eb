// Addresses of projects.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { listSearch } from '../../app/list-search.ts'
import { rootRoute } from '../../app/root-route.tsx'
import { logSearch } from '../../log/log-search.ts'
import { projectsSearch } from './projects-search.ts'

const list = createRoute({
  getParentRoute: () => rootRoute,
  path: '/projects',
  validateSearch: projectsSearch,
  component: lazyRouteComponent(() => import('../managing.ts'), 'ProjectsPage'),
})

const project = createRoute({
  getParentRoute: () => rootRoute,
  path: '/projects/$project',
  component: lazyRouteComponent(() => import('../managing.ts'), 'ProjectPage'),
})

const start = createRoute({
  getParentRoute: () => project,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/projects/$project/repositories', params, replace: true })
  },
})

const repositories = createRoute({
  getParentRoute: () => project,
  path: '/repositories',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../managing.ts'), 'ProjectRepositories'),
})

const members = createRoute({
  getParentRoute: () => project,
  path: '/members',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../managing.ts'), 'ProjectMembers'),
})

const robots = createRoute({
  getParentRoute: () => project,
  path: '/robots',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../managing.ts'), 'ProjectRobots'),
})

const labels = createRoute({
  getParentRoute: () => project,
  path: '/labels',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../managing.ts'), 'ProjectLabels'),
})

const trust = createRoute({
  getParentRoute: () => project,
  path: '/trust',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../managing.ts'), 'ProjectTrust'),
})

const log = createRoute({
  getParentRoute: () => project,
  path: '/log',
  validateSearch: logSearch,
  component: lazyRouteComponent(() => import('../managing.ts'), 'ProjectLog'),
})

const configuration = createRoute({
  getParentRoute: () => project,
  path: '/configuration',
  component: lazyRouteComponent(() => import('../managing.ts'), 'ProjectConfiguration'),
})

const tabs = [start, repositories, members, robots, labels, trust, log, configuration] as const

export const projectRoutes = [list, project.addChildren(tabs)] as const
