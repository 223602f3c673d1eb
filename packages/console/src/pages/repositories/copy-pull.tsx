// Copies the command that pulls from a repository; what it pulls is asked for when somebody wants it.
import { ActionIcon, Tooltip } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { pullCommand } from '../../app/pull-command.ts'
import { Icon } from '../../ui/icon.tsx'
import { clientFor, usePreferredClient } from '../../ui/pull-commands.tsx'
import { useWords } from '../../words/words.tsx'
import { defaultQuery } from './artifact-queries.ts'

export function CopyPull({ repository }: { readonly repository: string }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [preferred] = usePreferredClient()
  const { copied, copy } = useClipboard({ timeout: 1500 })
  const label = t('repositories.copyPull', { name: repository })
  const onClick = async () => {
    const chosen = await queries.fetchQuery(defaultQuery(repository)).catch(() => null)
    if (!chosen) return notifications.show({ message: t('repositories.noPull') })
    copy(pullCommand(clientFor(chosen.kind, preferred), { repository, ...chosen }, window.location))
  }
  return (
    <Tooltip label={copied ? t('copy.copied') : label}>
      <ActionIcon variant="subtle" color={copied ? 'teal' : 'gray'} aria-label={label} onClick={onClick}>
        <Icon name={copied ? 'check' : 'copy'} />
      </ActionIcon>
    </Tooltip>
  )
}
