// A robot's secret is renewed, it is stopped or let go on, it is deleted: each asked for first.
import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { DangerDialog, FormDialog } from '../ui/dialog.tsx'
import { useWords } from '../words/words.tsx'
import type { Robot } from './robot.ts'
import type { NewSecret } from './robot-dialog.tsx'

interface ActionProps {
  readonly robot: Robot
  readonly onClose: () => void
}

export function RefreshSecret({
  robot,
  onClose,
  onMade,
}: ActionProps & { readonly onMade: (made: NewSecret) => void }) {
  const { t } = useWords()
  const name = robot.name ?? ''
  const submit = async () => {
    const { body } = await api.RefreshSec({ params: { robot_id: robot.id ?? 0 }, body: { secret: '' } })
    onMade({ name, secret: body.secret ?? '' })
  }
  return (
    <DangerDialog
      opened
      title={t('robots.secret.new')}
      action={t('robots.secret.make')}
      onClose={onClose}
      onSubmit={submit}
    >
      <Text className="long-name">{t('robots.secret.newWords', { name })}</Text>
    </DangerDialog>
  )
}

export function DisableRobot({ robot, onClose }: ActionProps) {
  const { t } = useWords()
  const queries = useQueryClient()
  const { id, name, description, level, duration, permissions, disable } = robot
  const submit = async () => {
    const body = { name, description, level, duration, permissions, disable: !disable }
    await api.UpdateRobot({ params: { robot_id: id ?? 0 }, body })
    await queries.invalidateQueries({ queryKey: ['robots'] })
  }
  const props = { opened: true, onClose, onSubmit: submit } as const
  const words = (
    <Text className="long-name">
      {t(disable ? 'robots.enableWords' : 'robots.disableWords', { name: name ?? '' })}
    </Text>
  )
  return disable ? (
    <FormDialog {...props} title={t('robots.enable')} action={t('robots.enable')}>
      {words}
    </FormDialog>
  ) : (
    <DangerDialog {...props} title={t('robots.disable')} action={t('robots.disable')}>
      {words}
    </DangerDialog>
  )
}

export function DeleteRobot({ robot, onClose }: ActionProps) {
  const { t } = useWords()
  const queries = useQueryClient()
  const name = robot.name ?? ''
  const submit = async () => {
    await api.DeleteRobot({ params: { robot_id: robot.id ?? 0 } })
    await queries.invalidateQueries({ queryKey: ['robots'] })
  }
  return (
    <DangerDialog
      opened
      title={t('robots.delete')}
      action={t('common.delete')}
      done={t('robots.deleted', { name })}
      onClose={onClose}
      onSubmit={submit}
    >
      <Text className="long-name">{t('robots.deleteWords', { name })}</Text>
    </DangerDialog>
  )
}
