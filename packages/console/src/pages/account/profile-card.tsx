// Who one is, and changing it.
import { Button, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api.ts'
import { Ago } from '../../ui/ago.tsx'
import { FormDialog } from '../../ui/dialog.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useWords } from '../../words/words.tsx'
import { AccountCard } from './account-card.tsx'
import type { OwnUser, OwnWays } from './own-account.ts'

export interface ProfileCardProps {
  readonly user: OwnUser
  readonly ways: OwnWays
}

export function ProfileCard({ user, ways }: ProfileCardProps) {
  const { t } = useWords()
  const [opened, { open, close }] = useDisclosure()
  const administrator = user.sysadmin_flag || user.admin_role_in_auth
  const way = ways.password ? 'password' : ways.cli_secret ? 'provider' : 'directory'
  return (
    <AccountCard
      title={t('account.profile')}
      action={
        <Button size="xs" variant="default" leftSection={<Icon name="pencil" size={14} />} onClick={open}>
          {t('account.profile.edit')}
        </Button>
      }
    >
      <Facts
        facts={[
          [t('account.username'), user.username],
          [t('account.realname'), user.realname || '–'],
          [t('account.email'), user.email || '–'],
          [t('account.comment'), user.comment || undefined],
          [t('account.role'), t(administrator ? 'account.role.administrator' : 'account.role.user')],
          [t('account.signsIn'), t(`account.signsIn.${way}`)],
          [t('account.since'), <Ago key="since" time={user.creation_time} />],
        ]}
      />
      {opened && <ProfileDialog user={user} onClose={close} />}
    </AccountCard>
  )
}

function ProfileDialog({ user, onClose }: { readonly user: OwnUser; readonly onClose: () => void }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const { realname, email = '', comment } = user
  const [profile, setProfile] = useState({ realname, email, comment })
  const field = (name: keyof typeof profile) => ({
    label: t(`account.${name}`),
    value: profile[name],
    maxLength: 255,
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
      setProfile({ ...profile, [name]: currentTarget.value }),
  })
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t('account.profile.edit')}
      action={t('common.save')}
      done={t('account.profile.saved')}
      onSubmit={async () => {
        await api.updateUserProfile({ params: { user_id: user.user_id }, body: profile })
        await queries.invalidateQueries({ queryKey: ['current user'] })
      }}
    >
      <TextInput {...field('realname')} autoComplete="name" data-autofocus />
      <TextInput {...field('email')} type="email" autoComplete="email" required />
      <TextInput {...field('comment')} />
    </FormDialog>
  )
}
