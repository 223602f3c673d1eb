// The password of an account that has one here.
import { Alert, Button, PasswordInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { api } from '../../api.ts'
import { signInAddress } from '../../app/session.ts'
import { FormDialog } from '../../ui/dialog.tsx'
import { useWords } from '../../words/words.tsx'
import { AccountCard } from './account-card.tsx'
import type { OwnUser } from './own-account.ts'
import { passwordFits } from './password-rules.ts'

export function PasswordCard({ user }: { readonly user: OwnUser }) {
  const { t } = useWords()
  const [opened, { open, close }] = useDisclosure()
  return (
    <AccountCard
      title={t('account.password')}
      words={t('account.password.words')}
      action={
        <Button size="xs" variant="default" onClick={open}>
          {t('account.password.change')}
        </Button>
      }
    >
      {opened && <PasswordDialog user={user} onClose={close} />}
    </AccountCard>
  )
}

function PasswordDialog({ user, onClose }: { readonly user: OwnUser; readonly onClose: () => void }) {
  const { t } = useWords()
  const [words, setWords] = useState({ current: '', next: '', again: '' })
  const field = (name: keyof typeof words, autoComplete: string) => ({
    label: t(`account.password.${name}`),
    value: words[name],
    autoComplete,
    required: true,
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
      setWords({ ...words, [name]: currentTarget.value }),
  })
  const { current, next, again } = words
  const differs = again !== '' && again !== next
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t('account.password.change')}
      action={t('account.password.change')}
      disabled={current === '' || !passwordFits(next) || again !== next}
      onSubmit={async () => {
        const body = { old_password: current, new_password: next }
        await api.updateUserPassword({ params: { user_id: user.user_id }, body })
        // This session has ended with the old password.
        window.location.assign(signInAddress('/account'))
      }}
    >
      <input type="hidden" autoComplete="username" value={user.username} readOnly />
      <PasswordInput {...field('current', 'current-password')} data-autofocus />
      <PasswordInput {...field('next', 'new-password')} description={t('account.password.rule')} />
      <PasswordInput {...field('again', 'new-password')} error={differs && t('account.password.differs')} />
      <Alert color="yellow">{t('account.password.ends')}</Alert>
    </FormDialog>
  )
}
