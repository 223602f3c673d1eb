// Pins a repository to the home page of this browser.
import { ActionIcon, Tooltip } from '@mantine/core'
import { usePlaces } from '../app/places.ts'
import { useWords } from '../words/words.tsx'
import { Icon } from './icon.tsx'

/** @param repository with its project */
export function PinButton({ repository }: { readonly repository: string }) {
  const { t } = useWords()
  const { pinned, pin, unpin } = usePlaces()
  const isPinned = pinned.includes(repository)
  const words = t(isPinned ? 'home.unpin' : 'home.pin')
  return (
    <Tooltip label={words}>
      <ActionIcon
        variant={isPinned ? 'light' : 'subtle'}
        color={isPinned ? undefined : 'gray'}
        aria-pressed={isPinned}
        aria-label={`${t('home.pin')}: ${repository}`}
        onClick={() => (isPinned ? unpin(repository) : pin(repository))}
      >
        <Icon name="pin" />
      </ActionIcon>
    </Tooltip>
  )
}
