// An address that no page has.
import { Text } from '@mantine/core'
import { Page } from '../ui/page.tsx'
import { useWords } from '../words/words.tsx'

export function MissingPage() {
  const { t } = useWords()
  return (
    <Page title={t('page.missing.title')}>
      <Text>{t('error.missing')}</Text>
    </Page>
  )
}
