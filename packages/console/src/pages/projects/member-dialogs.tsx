// Ends a membership, or changes one's own: asked for first.
import { Text } from '@mantine/core'
import { api } from '../../api.ts'
import { useCurrentUser } from '../../app/session.ts'
import { nameOfRole, useRoles } from '../../roles/roles.ts'
import { DangerDialog } from '../../ui/dialog.tsx'
import { useWords } from '../../words/words.tsx'
import { isOneself, isUser, type Member, useMemberChange, useMembersChanged } from './member.ts'
import { addressOf, useProject } from './project.ts'

interface MemberDialogProps {
  readonly member: Member
  readonly onClose: () => void
}

export function RemoveMember({ member, onClose }: MemberDialogProps) {
  const { t } = useWords()
  const { project } = useProject()
  const me = useCurrentUser()
  const changed = useMembersChanged()
  const name = member.entity_name
  const submit = async () => {
    const { params, headers } = addressOf(project.name)
    await api.deleteProjectMember({ params: { ...params, mid: member.id }, headers })
    await changed()
  }
  return (
    <DangerDialog
      opened
      title={t('projects.member.remove')}
      action={t('common.remove')}
      done={t('projects.member.removed', { name })}
      onClose={onClose}
      onSubmit={submit}
    >
      <Text className="long-name">
        {t(isUser(member) ? 'projects.member.removeWords' : 'projects.member.removeGroupWords', {
          name,
          project: project.name,
        })}
      </Text>
      {isOneself(member, me?.user_id) && <Text>{t('projects.member.removeYou')}</Text>}
    </DangerDialog>
  )
}

export function ChangeOwnRole({ member, role, onClose }: MemberDialogProps & { readonly role: number }) {
  const { t } = useWords()
  const roles = useRoles()
  const change = useMemberChange()
  return (
    <DangerDialog
      opened
      title={t('projects.ownRole')}
      action={t('projects.ownRole.change')}
      onClose={onClose}
      onSubmit={() => change(member, role)}
    >
      <Text>{t('projects.ownRole.words', { role: nameOfRole(roles, [role]) ?? '' })}</Text>
    </DangerDialog>
  )
}
