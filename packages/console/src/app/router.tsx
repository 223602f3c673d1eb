// Addresses and their pages; an address holds the whole state of its page.
import type { QueryClient } from '@tanstack/react-query'
import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { ProjectsPage } from '../pages/projects-page.tsx'
import { RepositoriesPage } from '../pages/repositories-page.tsx'
import { RepositoryPage } from '../pages/repository-page.tsx'
import { SignInPage } from '../pages/sign-in-page.tsx'
import { Shell } from './shell.tsx'

export interface ListSearch {
  /** What the names contain. */
  readonly q?: string
  /** From 1, which is left out. */
  readonly page?: number
}

function listSearch(search: Record<string, unknown>): ListSearch {
  const page = Number(search.page)
  return {
    ...(typeof search.q === 'string' && search.q !== '' && { q: search.q }),
    ...(Number.isInteger(page) && page > 1 && { page }),
  }
}

const root = createRootRoute({ component: Shell })
const home = createRoute({ getParentRoute: () => root, path: '/', validateSearch: listSearch, component: RepositoriesPage })
const repositories = createRoute({
  getParentRoute: () => root,
  path: '/repositories',
  validateSearch: listSearch,
  component: RepositoriesPage,
})
const repository = createRoute({
  getParentRoute: () => root,
  path: '/projects/$project/repositories/$',
  validateSearch: listSearch,
  component: RepositoryPage,
})
const projects = createRoute({
  getParentRoute: () => root,
  path: '/projects',
  validateSearch: listSearch,
  component: ProjectsPage,
})
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: ({ back }: Record<string, unknown>): { back?: string } =>
    typeof back === 'string' && /^\/(?![/\\])/.test(back) ? { back } : {},
  component: SignInPage,
})

const tree = root.addChildren([home, repositories, repository, projects, signIn])

export function createConsoleRouter(queries: QueryClient) {
  return createRouter({ routeTree: tree, context: { queries }, defaultPreload: 'intent' })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>
  }
}
