// The entries on the left: at most six, and none that leads nowhere for who is signed in.
import type { LinkProps } from '@tanstack/react-router'
import type { IconName } from '../ui/icon.tsx'
import type { WordKey } from '../words/words.tsx'
import { useCurrentUser, useIsAdministrator } from './session.ts'

interface Entry {
  readonly to: NonNullable<LinkProps['to']>
  readonly icon: IconName
  readonly words: WordKey
  readonly for: 'everybody' | 'users' | 'administrators'
}

const entries: readonly Entry[] = [
  { to: '/', icon: 'home', words: 'nav.home', for: 'everybody' },
  { to: '/repositories', icon: 'box', words: 'nav.repositories', for: 'everybody' },
  { to: '/projects', icon: 'folder', words: 'nav.projects', for: 'everybody' },
  { to: '/activity', icon: 'activity', words: 'nav.activity', for: 'everybody' },
]

export function useNavigation(): readonly Entry[] {
  const isUser = useCurrentUser() !== undefined
  const isAdministrator = useIsAdministrator()
  const shown = { everybody: true, users: isUser, administrators: isAdministrator }
  return entries.filter((entry) => shown[entry.for])
}
