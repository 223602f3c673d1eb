// What did not work, in the server's own words, and a way on.
import { Alert, Anchor, Button, Stack, Text } from '@mantine/core'
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

export function FailureNotice({ error, again }: { readonly error: Error; readonly again?: () => void }) {
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
  return (
    <Alert color="gray" role="alert">
      <Text>{t('error.missing')}</Text>
      {!user && (
        <Anchor href={signInAddress(`${window.location.pathname}${window.location.search}`)}>
          {t('error.signIn')}
        </Anchor>
      )}
    </Alert>
  )
}
