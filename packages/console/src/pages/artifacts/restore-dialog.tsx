// Putting a tag back to what it named before: what it names now, and what it will.
import { Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api.ts'
import { repositoryParams } from '../../app/reference.ts'
import { Ago } from '../../ui/ago.tsx'
import { FormDialog } from '../../ui/dialog.tsx'
import { Digest } from '../../ui/digest.tsx'
import { size } from '../../ui/format.ts'
import { useWords } from '../../words/words.tsx'
import { artifactQuery } from './artifact-queries.ts'
import { refreshArtifacts } from './refresh.ts'

interface RestoreDialogProps {
  readonly repository: string
  readonly tag: string
  /** What it names now; undefined when it is gone. */
  readonly from: string | undefined
  readonly to: string
  readonly onClose: () => void
}

export function RestoreDialog({ repository, tag, from, to, onClose }: RestoreDialogProps) {
  const { t } = useWords()
  const queries = useQueryClient()
  const submit = async () => {
    await api.moveTag({
      params: { ...repositoryParams(repository), tag_name: tag },
      body: { digest: to, ...(from !== undefined && { expected: from }) },
    })
    await refreshArtifacts(queries, repository)
  }
  return (
    <FormDialog
      opened
      onClose={onClose}
      size="lg"
      title={t('artifacts.restore.title', { name: tag })}
      action={t('artifacts.history.restore')}
      onSubmit={submit}
      done={t('artifacts.restore.done', { name: tag })}
    >
      {from !== undefined && (
        <Side words={t('artifacts.restore.now')} repository={repository} digest={from} without={tag} />
      )}
      <Side words={t('artifacts.restore.then')} repository={repository} digest={to} without={undefined} />
      <Text size="sm">{t('artifacts.restore.words')}</Text>
    </FormDialog>
  )
}

interface SideProps {
  readonly words: string
  readonly repository: string
  readonly digest: string
  /** The tag that it loses. */
  readonly without: string | undefined
}

function Side({ words, repository, digest, without }: SideProps) {
  const { t } = useWords()
  const { data } = useQuery(artifactQuery(repository, digest))
  const left = data?.tags?.filter(({ name }) => name !== without).length ?? 0
  return (
    <Stack gap={2}>
      <Text size="sm" c="dimmed">
        {words}
      </Text>
      <Group gap="xs">
        <Digest digest={digest} />
        {data ? (
          <Text span size="sm">
            {size(data.size)} · {t('artifacts.pushed')} <Ago time={data.push_time} />
          </Text>
        ) : (
          <Skeleton height={18} width={160} />
        )}
      </Group>
      {without !== undefined && data && left === 0 && (
        <Text size="sm">{t('artifacts.restore.untagged')}</Text>
      )}
    </Stack>
  )
}
