// The route that all others lie below.
import { createRootRoute } from '@tanstack/react-router'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { MissingPage } from './missing-page.tsx'
import { Shell } from './shell.tsx'

export const rootRoute = createRootRoute({
  component: Shell,
  notFoundComponent: MissingPage,
  errorComponent: ({ error, reset }) => (
    <FailureNotice error={error instanceof Error ? error : new Error(String(error))} again={reset} />
  ),
})
