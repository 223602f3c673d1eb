// What did not work, in the server's own words, and a way on.
import { Alert, Button, Stack, Text } from '@mantine/core'
import { ClientError } from '../api.ts'
import { useWords } from '../words/words.tsx'

export function FailureNotice({ error, again }: { readonly error: Error; readonly again?: () => void }) {
  const { t } = useWords()
  const missing = error instanceof ClientError && [401, 403, 404].includes(error.status)
  return (
    <Alert color={missing ? 'gray' : 'red'} title={missing ? undefined : t('error.title')} role="alert">
      <Stack gap="sm" align="flex-start">
        <Text>{missing ? t('error.missing') : error.message}</Text>
        {again && !missing && (
          <Button size="xs" variant="light" color="red" onClick={again}>
            {t('error.again')}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}
