// The pages of the administration, in the order in which they are shown.
import type { LinkProps } from '@tanstack/react-router'
import type { IconName } from '../../ui/icon.tsx'
import type { WordKey } from '../../words/words.tsx'

export interface Section {
  readonly to: NonNullable<LinkProps['to']>
  readonly icon: IconName
  readonly words: WordKey
}

export const sections: readonly Section[] = [
  { to: '/administration/system', icon: 'activity', words: 'administration.system' },
  { to: '/administration/users', icon: 'user', words: 'administration.users' },
  { to: '/administration/groups', icon: 'group', words: 'administration.groups' },
  { to: '/administration/roles', icon: 'shield', words: 'administration.roles' },
  { to: '/administration/robots', icon: 'robot', words: 'administration.robots' },
  { to: '/administration/trust', icon: 'key', words: 'administration.trust' },
  { to: '/administration/labels', icon: 'tag', words: 'administration.labels' },
  { to: '/administration/sign-in', icon: 'lock', words: 'administration.signIn' },
  { to: '/administration/configuration', icon: 'gear', words: 'administration.configuration' },
  { to: '/administration/audit', icon: 'book', words: 'administration.audit' },
  { to: '/administration/why', icon: 'question', words: 'administration.why' },
]
