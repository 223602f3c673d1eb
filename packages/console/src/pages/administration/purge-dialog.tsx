// Purges the audit log after a trial run has said how many entries go.
import { Alert, Group, Loader, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { DangerDialog } from '../../ui/dialog.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { useWords } from '../../words/words.tsx'
import { countIn, isGoingOn, type PurgeWish, purgeLogOf, purgeOf, startPurge } from './purge.ts'

export interface PurgeDialogProps {
  readonly wish: PurgeWish
  readonly onClose: () => void
}

export function PurgeDialog({ wish, onClose }: PurgeDialogProps) {
  const { t } = useWords()
  const queries = useQueryClient()
  const trial = useTrial(wish)
  const submit = async () => {
    await startPurge(wish, false)
    await queries.invalidateQueries({ queryKey: ['purges'] })
  }
  return (
    <DangerDialog
      opened
      onClose={onClose}
      title={t('administration.purge')}
      action={t('administration.purge.start')}
      onSubmit={submit}
      done={t('administration.purge.started')}
      disabled={trial.count === undefined || trial.count === 0}
    >
      <Preview wish={wish} trial={trial} />
    </DangerDialog>
  )
}

interface Trial {
  readonly error: Error | null
  /** It ended, and not well. */
  readonly failed: boolean
  readonly count: number | undefined
}

/** A dry run that begins with the dialog. */
function useTrial(wish: PurgeWish): Trial {
  const started = useQuery({
    queryKey: ['purge trial', wish],
    queryFn: () => startPurge(wish, true),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const id = started.data
  const run = useQuery({ ...purgeOf(id ?? 0), enabled: id !== undefined })
  const ended = run.data !== undefined && !isGoingOn(run.data)
  const log = useQuery({ ...purgeLogOf(id ?? 0), enabled: ended && run.data.job_status === 'Success' })
  return {
    error: started.error ?? run.error ?? log.error,
    failed: ended && run.data.job_status !== 'Success',
    count: log.data === undefined ? undefined : countIn(log.data),
  }
}

function Preview({
  wish,
  trial: { error, failed, count },
}: {
  readonly wish: PurgeWish
  readonly trial: Trial
}) {
  const { t, many } = useWords()
  if (error) return <FailureNotice error={error} />
  if (failed) return <Alert color="red">{t('administration.purge.trialFailed')}</Alert>
  if (count === undefined) {
    return (
      <Group gap="sm" aria-busy="true">
        <Loader size="sm" />
        <Text>{t('administration.purge.counting')}</Text>
      </Group>
    )
  }
  return (
    <>
      <Text>{many('administration.purge.preview', count, { days: wish.days })}</Text>
      {count > 0 && <Text c="dimmed">{t('administration.purge.gone')}</Text>}
    </>
  )
}
