// Roles as the API shows them, and their names in words.
import type { api } from '../../api.ts'
import type { ResourceRow } from '../../robots/robot-permissions.ts'
import type { WordKey, Words } from '../../words/words.tsx'

export type Role = Awaited<ReturnType<typeof api.listRoles>>['body'][number]

const builtIn: Readonly<Record<string, WordKey>> = {
  projectAdmin: 'roles.projectAdmin',
  maintainer: 'roles.maintainer',
  developer: 'roles.developer',
  guest: 'roles.guest',
  limitedGuest: 'roles.limitedGuest',
}

/** Custom roles are called what they are called. */
export function roleWords(name: string, t: Words['t']): string {
  const key = builtIn[name]
  return key === undefined ? name : t(key)
}

/** The actions of a row that the role grants. */
export function grantedOf({ permissions }: Role, { resource, actions }: ResourceRow): readonly string[] {
  return actions.filter((action) =>
    permissions.some((each) => each.resource === resource && each.action === action),
  )
}
