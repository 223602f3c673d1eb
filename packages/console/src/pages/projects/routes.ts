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
  component: lazyRouteComponent(() => import('./projects-page.tsx'), 'ProjectsPage'),
})

const project = createRoute({
  getParentRoute: () => rootRoute,
  path: '/projects/$project',
  component: lazyRouteComponent(() => import('./project-page.tsx'), 'ProjectPage'),
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
  component: lazyRouteComponent(() => import('./project-repositories.tsx'), 'ProjectRepositories'),
})

const members = createRoute({
  getParentRoute: () => project,
  path: '/members',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./project-members.tsx'), 'ProjectMembers'),
})

const robots = createRoute({
  getParentRoute: () => project,
  path: '/robots',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./project-robots.tsx'), 'ProjectRobots'),
})

const labels = createRoute({
  getParentRoute: () => project,
  path: '/labels',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./project-labels.tsx'), 'ProjectLabels'),
})

const trust = createRoute({
  getParentRoute: () => project,
  path: '/trust',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./project-trust.tsx'), 'ProjectTrust'),
})

const log = createRoute({
  getParentRoute: () => project,
  path: '/log',
  validateSearch: logSearch,
  component: lazyRouteComponent(() => import('./project-log.tsx'), 'ProjectLog'),
})

const configuration = createRoute({
  getParentRoute: () => project,
  path: '/configuration',
  component: lazyRouteComponent(() => import('./project-configuration.tsx'), 'ProjectConfiguration'),
})

const tabs = [start, repositories, members, robots, labels, trust, log, configuration] as const

export const projectRoutes = [list, project.addChildren(tabs)] as const
