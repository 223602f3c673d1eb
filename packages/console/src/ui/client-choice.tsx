// Which client's commands are shown: the one that was chosen last, wherever commands are.
import { NativeSelect } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import type { PullClient } from '../app/pull-command.ts'
import { useWords } from '../words/words.tsx'

type Preferred = PullClient | ''

/** The client that was chosen last in this browser. */
export function usePreferredClient(): readonly [Preferred, (client: Preferred) => void] {
  const [preferred, prefer] = useLocalStorage<Preferred>({
    key: 'entrepot.client',
    defaultValue: '',
    // The right one at once, not after the first picture.
    getInitialValueInEffect: false,
  })
  return [preferred, prefer]
}

/** Not every client can do everything: the preferred one as far as it can, else the first. */
export function clientAmong<Client extends PullClient>(
  clients: readonly Client[],
  preferred: Preferred,
): Client {
  return clients.find((client) => client === preferred) ?? (clients[0] as Client)
}

export interface ClientChoiceProps {
  readonly clients: readonly PullClient[]
  readonly value: PullClient
  readonly onChange: (client: PullClient) => void
}

export function ClientChoice({ clients, value, onChange }: ClientChoiceProps) {
  const { t } = useWords()
  return (
    <NativeSelect
      className="client-choice"
      aria-label={t('repositories.client')}
      data={[...clients]}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value as PullClient)}
    />
  )
}
