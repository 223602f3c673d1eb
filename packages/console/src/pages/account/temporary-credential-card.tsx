// A credential for some hours, in one click.
import { Alert, Button, Group, NumberInput, Select } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../../api.ts'
import { useWords } from '../../words/words.tsx'
import { AccountCard } from './account-card.tsx'
import { ownTokensKey, type Preset, presets } from './own-account.ts'
import { SecretShown } from './secret-shown.tsx'

const mostHours = 72

export function TemporaryCredentialCard() {
  const { t } = useWords()
  const queries = useQueryClient()
  const [hours, setHours] = useState(12)
  const [preset, setPreset] = useState<Preset>('write')
  const making = useMutation({
    mutationFn: async () => {
      const body = { name: t('account.temporary.name'), preset, expires_in_hours: hours }
      return (await api.createAccessToken({ body })).body
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ownTokensKey }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    making.mutate()
  }
  return (
    <AccountCard title={t('account.temporary')} words={t('account.temporary.words')}>
      <form onSubmit={submit}>
        <Group align="flex-end" gap="sm">
          <NumberInput
            label={t('account.temporary.hours')}
            w={120}
            min={1}
            max={mostHours}
            allowDecimal={false}
            clampBehavior="strict"
            value={hours}
            onChange={(value) => setHours(Number(value) || 1)}
          />
          <Select
            label={t('account.temporary.may')}
            flex={1}
            miw={150}
            data={presets.map((value) => ({ value, label: t(`account.may.${value}`) }))}
            value={preset}
            allowDeselect={false}
            onChange={(value) => value && setPreset(value)}
          />
          <Button type="submit" loading={making.isPending}>
            {t('account.temporary.make')}
          </Button>
        </Group>
      </form>
      {making.error && (
        <Alert color="red" role="alert">
          {making.error.message}
        </Alert>
      )}
      {making.data && (
        <SecretShown
          title={t('account.temporary.made')}
          username={making.data.username}
          secret={making.data.token}
          name={t('account.shown.token')}
          expires={making.data.expiration_time}
          command={making.data.login_command}
          onClose={making.reset}
        />
      )}
    </AccountCard>
  )
}
