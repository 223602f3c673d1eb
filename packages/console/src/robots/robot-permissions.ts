// Permissions of robots as one chooses them: in groups, and by presets.
import type { RobotPermission } from './robot.ts'

export interface Pair {
  readonly resource: string
  readonly action: string
}

type Access = NonNullable<RobotPermission['access']>

/** What is often wanted, in permissions of projects. */
export const presets = {
  pull: ['repository:pull'],
  push: ['repository:pull', 'repository:push'],
} as const satisfies Record<string, readonly string[]>

export type PermissionGroup = 'content' | 'management' | 'other'

const content = ['repository', 'artifact', 'tag', 'artifact-label', 'artifact-addition', 'accessory', 'label']
const management = [
  ...['project', 'metadata', 'member', 'robot', 'quota', 'log', 'user', 'user-group', 'ldap-user'],
  ...['audit-log', 'purge-audit', 'catalog', 'system-volumes', 'garbage-collection'],
]

export const keyOf = ({ resource, action }: Pair) => `${resource}:${action}`

export interface ResourceRow {
  readonly resource: string
  readonly actions: readonly string[]
}

/** The resources of each group with their actions, in the API's order. */
export function groupsOf(
  permissions: readonly Pair[],
): readonly { readonly group: PermissionGroup; readonly rows: readonly ResourceRow[] }[] {
  const actions = new Map<string, string[]>()
  for (const { resource, action } of permissions) {
    actions.set(resource, [...(actions.get(resource) ?? []), action])
  }
  const rows = [...actions].map(([resource, each]) => ({ resource, actions: each }))
  return (['content', 'management', 'other'] as const)
    .map((group) => ({ group, rows: rows.filter(({ resource }) => groupOf(resource) === group) }))
    .filter((each) => each.rows.length > 0)
}

function groupOf(resource: string): PermissionGroup {
  if (content.includes(resource)) return 'content'
  return management.includes(resource) ? 'management' : 'other'
}

/** What a block allows. */
export function allowedIn(access: Access | null | undefined): ReadonlySet<string> {
  return new Set((access ?? []).filter(({ effect }) => effect !== 'deny').map(keyOfAccess))
}

/** What a block forbids, which no form here makes, and which stays as it is. */
export function deniedIn(access: Access | null | undefined): Access {
  return (access ?? []).filter(({ effect }) => effect === 'deny')
}

export function accessOf(chosen: ReadonlySet<string>, denied: Access = []): Access {
  const allowed = [...chosen].map((key) => {
    const colon = key.indexOf(':')
    return { resource: key.slice(0, colon), action: key.slice(colon + 1) }
  })
  return [...allowed, ...denied]
}

function keyOfAccess({ resource, action }: Access[number]): string {
  return `${resource ?? ''}:${action ?? ''}`
}

export function isSame(chosen: ReadonlySet<string>, keys: readonly string[]): boolean {
  return chosen.size === keys.length && keys.every((key) => chosen.has(key))
}
