// A tag that names nothing: perhaps it once did, and its history says what, and lets it be put back.
import { Alert, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Skeletons } from '../../ui/list.tsx'
import { useWords } from '../../words/words.tsx'
import { tagHistoryQuery } from './artifact-queries.ts'
import { TagHistory } from './tag-history.tsx'

interface GoneTagProps {
  readonly repository: string
  readonly tag: string
  /** Why the tag is not shown. */
  readonly error: Error
}

export function GoneTag({ repository, tag, error }: GoneTagProps) {
  const { t } = useWords()
  const history = useQuery(tagHistoryQuery(repository, tag, 1))
  if (history.isPending) return <Skeletons />
  if (history.error) return <FailureNotice error={error} />
  return (
    <Stack gap="md">
      <Alert color="gray" role="status">
        <Text>{t('artifacts.history.gone', { name: tag })}</Text>
      </Alert>
      <TagHistory repository={repository} tag={tag} current={undefined} />
    </Stack>
  )
}
