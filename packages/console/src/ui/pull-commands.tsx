// The command that pulls an artifact, for the client that one uses: it is remembered.
import { Box, Group } from '@mantine/core'
import { clientsOf, type Pulled, pullCommand } from '../app/pull-command.ts'
import { ClientChoice, clientAmong, usePreferredClient } from './client-choice.tsx'
import { CopyLine } from './copy-line.tsx'

export function PullCommands(pulled: Pulled) {
  const [preferred, prefer] = usePreferredClient()
  const clients = clientsOf(pulled.kind)
  const client = clientAmong(clients, preferred)
  return (
    <Group gap="sm" align="center">
      <ClientChoice clients={clients} value={client} onChange={prefer} />
      <Box flex="1 1 260px" miw={0}>
        <CopyLine text={pullCommand(client, pulled, window.location)} />
      </Box>
    </Group>
  )
}
