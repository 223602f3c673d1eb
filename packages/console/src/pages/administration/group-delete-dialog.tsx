// Forgets a group.
import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../api.ts'
import { DangerDialog } from '../../ui/dialog.tsx'
import { useWords } from '../../words/words.tsx'
import type { Group } from './group-dialog.tsx'

export interface GroupDeleteDialogProps {
  readonly group: Group
  readonly onClose: () => void
}

export function GroupDeleteDialog({ group: { id, group_name }, onClose }: GroupDeleteDialogProps) {
  const { t } = useWords()
  const queries = useQueryClient()
  const name = group_name ?? ''
  const submit = async () => {
    await api.deleteUserGroup({ params: { group_id: id ?? 0 } })
    await queries.invalidateQueries({ queryKey: ['groups'] })
  }
  return (
    <DangerDialog
      opened
      onClose={onClose}
      title={t('administration.groups.deleteOf', { name })}
      action={t('common.delete')}
      onSubmit={submit}
      done={t('administration.groups.deleted', { name })}
    >
      <Text className="long-name">{t('administration.groups.delete.words', { name })}</Text>
    </DangerDialog>
  )
}
