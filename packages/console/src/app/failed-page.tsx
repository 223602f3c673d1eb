// What is shown in place of a page that failed.
import type { ErrorComponentProps } from '@tanstack/react-router'
import { FailureNotice } from '../ui/failure-notice.tsx'

export function FailedPage({ error, reset }: ErrorComponentProps) {
  return <FailureNotice error={error instanceof Error ? error : new Error(String(error))} again={reset} />
}
