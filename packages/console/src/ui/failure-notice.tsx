// What did not work, in the server's own words, and a way on.
import { Alert, Button, Stack, Text } from '@mantine/core'
import { ClientError } from '../api.ts'
import { signInAddress, useCurrentUser } from '../app/session.ts'
import { useWords, type Words } from '../words/words.tsx'

/** The server's words; where no answer came, the browser has only words of its own. */
export function problemWords(error: unknown, t: Words['t']): string {
  if (error instanceof TypeError) return t('error.unreachable')
  return error instanceof Error ? error.message : String(error)
}

/** Nothing is there for this person: what could be done with it is not shown either. */
export function isMissing(error: unknown): boolean {
  return error instanceof ClientError && [401, 403, 404].includes(error.status)
}

interface Asked {
  readonly error: Error | null
  readonly refetch: () => unknown
}

/** Of what a part of a page needs: what failed first, and how to ask again for all that failed. */
export function failureOf(...queries: readonly Asked[]): FailureNoticeProps | undefined {
  const failed = queries.filter(({ error }) => error)
  const error = failed[0]?.error
  return error ? { error, again: () => failed.forEach((each) => void each.refetch()) } : undefined
}

export interface FailureNoticeProps {
  readonly error: Error
  readonly again?: () => void
}

export function FailureNotice({ error, again }: FailureNoticeProps) {
  const { t } = useWords()
  if (isMissing(error)) return <MissingNotice />
  return (
    <Alert color="red" title={t('error.title')} role="alert">
      <Stack gap="sm" align="flex-start">
        <Text className="long-name">{problemWords(error, t)}</Text>
        {again && (
          <Button size="xs" variant="default" onClick={again}>
            {t('error.again')}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

/** In place of what this person may not see, or what is not there; no one is told which. */
export function MissingNotice() {
  const { t } = useWords()
  const user = useCurrentUser()
  const { pathname, search } = window.location
  return (
    <Alert color="gray" role="alert">
      <Stack gap="sm" align="flex-start">
        <Text>{t('error.missing')}</Text>
        {!user && (
          <>
            <Text>{t('error.signIn')}</Text>
            <Button component="a" size="xs" href={signInAddress(`${pathname}${search}`)}>
              {t('account.signIn')}
            </Button>
          </>
        )}
      </Stack>
    </Alert>
  )
}
