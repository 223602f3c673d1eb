// Copies the command that pulls an artifact: of a row, by the client that was chosen last.
import { ActionIcon, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { clientsOf, pullCommand } from '../../app/pull-command.ts'
import { writtenReference } from '../../app/reference.ts'
import { clientAmong, usePreferredClient } from '../../ui/client-choice.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useCopy } from '../../ui/use-copy.ts'
import { useWords } from '../../words/words.tsx'
import { type Chosen, defaultQuery } from './artifact-queries.ts'

export interface CopyPullProps {
  readonly repository: string
  /** Absent, what is pulled by default is asked for when somebody wants it. */
  readonly chosen?: Chosen
}

export function CopyPull({ repository, chosen }: CopyPullProps) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [preferred] = usePreferredClient()
  const { copied, copy } = useCopy()
  const label = t('repositories.copyPull', { name: writtenReference(repository, chosen?.reference) })
  const onClick = async () => {
    const pulled = chosen ?? (await queries.fetchQuery(defaultQuery(repository)).catch(() => null))
    if (!pulled) return notifications.show({ message: t('repositories.noPull') })
    const client = clientAmong(clientsOf(pulled.kind), preferred)
    await copy(pullCommand(client, { repository, ...pulled }, window.location))
  }
  return (
    <Tooltip label={copied ? t('copy.copied') : label}>
      <ActionIcon variant="subtle" color={copied ? 'teal' : 'gray'} aria-label={label} onClick={onClick}>
        <Icon name={copied ? 'check' : 'prompt'} />
      </ActionIcon>
    </Tooltip>
  )
}
