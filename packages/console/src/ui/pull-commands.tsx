// The command that pulls an artifact, for the client that one uses: it is remembered.
import { Box, Group, NativeSelect } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { clientsOf, type PullClient, type Pulled, pullCommand } from '../app/pull-command.ts'
import { useWords } from '../words/words.tsx'
import { CopyLine } from './copy-line.tsx'

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

/** A chart is pulled by another client than an image: the preferred one as far as it can. */
export function clientFor(kind: string, preferred: Preferred): PullClient {
  const clients = clientsOf(kind)
  return clients.find((client) => client === preferred) ?? (clients[0] as PullClient)
}

export function PullCommands(pulled: Pulled) {
  const { t } = useWords()
  const [preferred, prefer] = usePreferredClient()
  const client = clientFor(pulled.kind, preferred)
  return (
    <Group gap="sm" align="center" className="pull-commands">
      <NativeSelect
        aria-label={t('repositories.client')}
        data={[...clientsOf(pulled.kind)]}
        value={client}
        onChange={({ currentTarget }) => prefer(currentTarget.value as PullClient)}
      />
      <Box flex="1 1 260px" miw={0}>
        <CopyLine text={pullCommand(client, pulled, window.location)} />
      </Box>
    </Group>
  )
}
