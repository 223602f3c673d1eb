// What is done with one account: its profile, its password, its rank, its end.
import { List as Bullets, PasswordInput, Skeleton, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api.ts'
import { DangerDialog, FormDialog } from '../../ui/dialog.tsx'
import { useWords } from '../../words/words.tsx'
import { onText } from './on-text.ts'
import { type User, useUsersChanged } from './user.ts'
import { holdingsOf } from './user-queries.ts'

export interface UserAction {
  readonly kind: 'profile' | 'password' | 'secret' | 'administrator' | 'delete'
  readonly user: User
}

export interface UserDialogProps {
  readonly user: User
  readonly onClose: () => void
  /** After it is deleted: the page that showed it has nothing to show. */
  readonly onDeleted?: () => void
}

export function UserDialogs({ kind, ...props }: UserDialogProps & UserAction) {
  switch (kind) {
    case 'profile':
      return <ProfileDialog {...props} />
    case 'password':
    case 'secret':
      return <PasswordDialog {...props} kind={kind} />
    case 'administrator':
      return <AdministratorDialog {...props} />
    case 'delete':
      return <DeleteDialog {...props} />
  }
}

function ProfileDialog({ user, onClose }: UserDialogProps) {
  const { t } = useWords()
  const changed = useUsersChanged()
  const [email, setEmail] = useState(user.email ?? '')
  const [realname, setRealname] = useState(user.realname)
  const [comment, setComment] = useState(user.comment)
  const submit = async () => {
    const params = { user_id: user.user_id }
    await api.updateUserProfile({ params, body: { email, realname, comment } })
    await changed()
  }
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t('administration.users.editOf', { name: user.username })}
      action={t('common.save')}
      onSubmit={submit}
      done={t('common.saved')}
    >
      <TextInput
        label={t('administration.email')}
        type="email"
        value={email}
        required
        data-autofocus
        onChange={onText(setEmail)}
      />
      <TextInput label={t('administration.realname')} value={realname} onChange={onText(setRealname)} />
      <Textarea label={t('administration.comment')} value={comment} autosize onChange={onText(setComment)} />
    </FormDialog>
  )
}

/** `secret` is what clients show in place of the password of an account that has none here. */
function PasswordDialog({ user, kind, onClose }: UserDialogProps & { readonly kind: 'password' | 'secret' }) {
  const { t } = useWords()
  const changed = useUsersChanged()
  const [password, setPassword] = useState('')
  const submit = async () => {
    const params = { user_id: user.user_id }
    if (kind === 'secret') await api.setCliSecret({ params, body: { secret: password } })
    else await api.updateUserPassword({ params, body: { new_password: password } })
    await changed()
  }
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t(`administration.users.${kind}Of`, { name: user.username })}
      action={t('common.save')}
      onSubmit={submit}
      done={t('common.saved')}
      disabled={password === ''}
    >
      <Text size="sm">{t(`administration.users.${kind}.words`)}</Text>
      <PasswordInput
        label={t(`administration.users.${kind}.new`)}
        description={t('administration.password.rules')}
        value={password}
        required
        data-autofocus
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('administration.password.show') }}
        onChange={onText(setPassword)}
      />
    </FormDialog>
  )
}

function AdministratorDialog({ user, onClose }: UserDialogProps) {
  const { t } = useWords()
  const changed = useUsersChanged()
  const makes = !user.sysadmin_flag
  const submit = async () => {
    await api.setUserSysAdmin({ params: { user_id: user.user_id }, body: { sysadmin_flag: makes } })
    await changed()
  }
  const what = makes ? 'make' : 'unmake'
  return (
    <DangerDialog
      opened
      onClose={onClose}
      title={t(`administration.users.${what}`)}
      action={t(`administration.users.${what}`)}
      onSubmit={submit}
      done={t('common.saved')}
    >
      <Text className="long-name">{t(`administration.users.${what}.words`, { name: user.username })}</Text>
    </DangerDialog>
  )
}

function DeleteDialog({ user, onClose, onDeleted }: UserDialogProps) {
  const { t } = useWords()
  const changed = useUsersChanged()
  const submit = async () => {
    await api.deleteUser({ params: { user_id: user.user_id } })
    onDeleted?.()
    await changed()
  }
  return (
    <DangerDialog
      opened
      onClose={onClose}
      title={t('administration.users.deleteOf', { name: user.username })}
      action={t('common.delete')}
      onSubmit={submit}
      done={t('administration.users.deleted', { name: user.username })}
      typed={user.username}
    >
      <DeletePreview user={user} />
    </DangerDialog>
  )
}

/** What ends with the account, and what stays. */
function DeletePreview({ user: { user_id } }: { readonly user: User }) {
  const { t, many } = useWords()
  const holdings = useQuery(holdingsOf(user_id))
  const tokens = useQuery({
    queryKey: ['user', user_id, 'tokens', 'count'],
    queryFn: async () =>
      (await api.listAccessTokens({ params: { user_id }, query: { page_size: 1 } })).total ?? 0,
  })
  if (!holdings.data || tokens.data === undefined) return <Skeleton height={96} aria-busy />
  const { sessions, membership_count, memberships } = holdings.data
  const owned = memberships.filter(({ owner }) => owner).map(({ project_name }) => project_name)
  return (
    <Stack gap="xs">
      <Text>{t('administration.users.delete.ends')}</Text>
      <Bullets>
        <Bullets.Item>{many('administration.users.delete.memberships', membership_count)}</Bullets.Item>
        <Bullets.Item>{many('administration.users.delete.tokens', tokens.data)}</Bullets.Item>
        <Bullets.Item>{many('administration.users.delete.sessions', sessions)}</Bullets.Item>
      </Bullets>
      <Text className="long-name">
        {owned.length === 0
          ? t('administration.users.delete.ownsNothing')
          : t('administration.users.delete.owns', { projects: owned.join(', ') })}
      </Text>
    </Stack>
  )
}
