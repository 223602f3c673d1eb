// An empty registry, project or repository teaches its first push, with the real host.
import { Card, Stack, Text, Title } from '@mantine/core'
import { useWords } from '../words/words.tsx'
import { CopyLine } from './copy-line.tsx'

/** @param repository with its project */
export function FirstPush({ repository = 'library/my-image' }: { readonly repository?: string }) {
  const { t } = useWords()
  const { host } = window.location
  return (
    <Card withBorder padding="xl">
      <Stack>
        <Title order={2} size="h4">
          {t('repositories.empty.title')}
        </Title>
        <Text c="dimmed">{t('repositories.empty.words')}</Text>
        <CopyLine text={`docker login ${host}`} />
        <CopyLine text={`docker tag my-image ${host}/${repository}:1.0`} />
        <CopyLine text={`docker push ${host}/${repository}:1.0`} />
      </Stack>
    </Card>
  )
}
