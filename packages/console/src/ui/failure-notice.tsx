// What did not work, in the server's own words, and a way on.
import { Alert, Anchor, Button, Stack, Text } from '@mantine/core'
import { ClientError } from '../api.ts'
import { signInAddress, useCurrentUser } from '../app/session.ts'
import { useWords } from '../words/words.tsx'

export function FailureNotice({ error, again }: { readonly error: Error; readonly again?: () => void }) {
  const { t } = useWords()
  const user = useCurrentUser()
  const missing = error instanceof ClientError && [401, 403, 404].includes(error.status)
  if (missing) {
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
  return (
    <Alert color="red" title={t('error.title')} role="alert">
      <Stack gap="sm" align="flex-start">
        <Text className="long-name">{error.message}</Text>
        {again && (
          <Button size="xs" variant="default" onClick={again}>
            {t('error.again')}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}
