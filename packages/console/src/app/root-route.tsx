// The route that all others lie below.
import { createRootRoute } from '@tanstack/react-router'
import { FailedPage } from './failed-page.tsx'
import { MissingPage } from './missing-page.tsx'
import { Shell } from './shell.tsx'

export const rootRoute = createRootRoute({
  component: Shell,
  notFoundComponent: MissingPage,
  errorComponent: FailedPage,
})
