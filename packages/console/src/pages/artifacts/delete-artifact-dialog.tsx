// Deletes an artifact with its parts and what refers to them, after showing all of it.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { DangerDialog } from '../../ui/dialog.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { shortDigest } from '../../ui/format.ts'
import { Skeletons } from '../../ui/list.tsx'
import { StepsProgress, useSteps } from '../../ui/steps.tsx'
import { useWords } from '../../words/words.tsx'
import { goingDigests, usageQuery } from './artifact-queries.ts'
import { deletionStep } from './deletion-step.ts'
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
  const work = useSteps()
  const usage = useQuery({ ...usageQuery(repository, digest), staleTime: 0 })
  const going = usage.data ? goingDigests(usage.data) : []
  const submit = async () => {
    const whole = await work.run(going.map((each) => deletionStep(repository, each)))
    // Who stops what goes along has deleted the artifact already, which is the first.
    if (work.isDone(digest)) await onDeleted()
    await refreshArtifacts(queries, repository)
    return whole
  }
  return (
    <DangerDialog
      opened
      onClose={() => {
        work.stop()
        onClose()
      }}
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
      <StepsProgress done={work.done} all={going.length} />
    </DangerDialog>
  )
}
