// Deletes an artifact with its parts and what refers to them, after showing all of it.
import { Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ClientError } from '../../api.ts'
import { repositoryParams } from '../../app/reference.ts'
import { DangerDialog } from '../../ui/dialog.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { shortDigest } from '../../ui/format.ts'
import { Skeletons } from '../../ui/list.tsx'
import { useWords } from '../../words/words.tsx'
import { goingDigests, usageQuery } from './artifact-queries.ts'
import { refreshArtifacts } from './refresh.ts'
import { UsagePreview } from './usage-preview.tsx'

interface DeleteArtifactDialogProps {
  readonly repository: string
  readonly digest: string
  readonly onClose: () => void
  /** Before what showed the artifact is asked for again. */
  readonly onDeleted: () => Promise<void> | void
}

export function DeleteArtifactDialog({ repository, digest, onClose, onDeleted }: DeleteArtifactDialogProps) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [done, setDone] = useState<number>()
  const usage = useQuery({ ...usageQuery(repository, digest), staleTime: 0 })
  const going = usage.data ? goingDigests(usage.data) : []
  const submit = async () => {
    for (const [index, each] of going.entries()) {
      setDone(index)
      await deleteOne(repository, each)
    }
    await onDeleted()
    await refreshArtifacts(queries, repository)
  }
  return (
    <DangerDialog
      opened
      onClose={onClose}
      size="lg"
      title={t('artifacts.delete.title', { name: shortDigest(digest) })}
      action={t('common.delete')}
      onSubmit={submit}
      done={t('artifacts.delete.done')}
      disabled={!usage.data}
    >
      {usage.error && <FailureNotice error={usage.error} again={() => usage.refetch()} />}
      {usage.isPending && <Skeletons rows={4} />}
      {usage.data && <UsagePreview usage={usage.data} />}
      {done !== undefined && going.length > 1 && (
        <Text size="sm" role="status">
          {t('artifacts.delete.progress', { done, all: going.length })}
        </Text>
      )}
    </DangerDialog>
  )
}

/** What somebody else has deleted meanwhile is as good as deleted. */
async function deleteOne(repository: string, digest: string): Promise<void> {
  try {
    await api.deleteArtifact({ params: { ...repositoryParams(repository), reference: digest } })
  } catch (error) {
    if (!(error instanceof ClientError && error.status === 404)) throw error
  }
}
