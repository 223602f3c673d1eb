// The secret with which clients log in, for accounts that sign in on a provider's page.
import { Button, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { api } from '../../api.ts'
import { FormDialog } from '../../ui/dialog.tsx'
import { useWords } from '../../words/words.tsx'
import { AccountCard } from './account-card.tsx'
import type { OwnUser } from './own-account.ts'
import { newSecret } from './password-rules.ts'
import { SecretShown } from './secret-shown.tsx'

export function CliSecretCard({ user }: { readonly user: OwnUser }) {
  const { t } = useWords()
  const [asking, { open, close }] = useDisclosure()
  const [secret, setSecret] = useState<string>()
  const make = async () => {
    const made = newSecret()
    await api.setCliSecret({ params: { user_id: user.user_id }, body: { secret: made } })
    setSecret(made)
  }
  return (
    <AccountCard
      title={t('account.secret')}
      words={t('account.secret.words')}
      action={
        <Button size="xs" variant="default" onClick={open}>
          {t('account.secret.make')}
        </Button>
      }
    >
      <FormDialog
        opened={asking}
        onClose={close}
        title={t('account.secret.make')}
        action={t('account.secret.make')}
        onSubmit={make}
      >
        <Text>{t('account.secret.replaces')}</Text>
      </FormDialog>
      {secret !== undefined && (
        <SecretShown
          title={t('account.secret.made')}
          username={user.username}
          secret={secret}
          name={t('account.shown.secret')}
          onClose={() => setSecret(undefined)}
        />
      )}
    </AccountCard>
  )
}
