// The permission matrix: which role grants what in a project, and what a public project grants to anybody.
import { type ProjectPermission, projectPermissions } from './permission-rules.ts'

/** Harbor's role ids, as its API shows them. */
export const roleIds = { projectAdmin: 1, developer: 2, guest: 3, maintainer: 4, limitedGuest: 5 } as const
export type RoleName = keyof typeof roleIds
export type RoleId = (typeof roleIds)[RoleName]

/** Ids of custom roles begin here. */
export const firstCustomRole = 100

const descriptions: Readonly<Record<RoleName, string>> = {
  projectAdmin: 'Manages the project: members, robots, settings and everything within.',
  maintainer: 'Pushes, pulls and deletes, and manages labels, scans and rules of tags.',
  developer: 'Pushes and pulls.',
  guest: 'Pulls, and sees members and robots.',
  limitedGuest: 'Pulls.',
}

/** Each role may do all that the ones before it may. */
export const rolesByPower = ['limitedGuest', 'guest', 'developer', 'maintainer', 'projectAdmin'] as const

/** The least role that grants a permission, and whether a public project grants it to anybody, signed in or not. */
export type MatrixRow = readonly [from: RoleName, anybody?: 'public']

/**
 * As Harbor's roles are, but for two things: reads of metadata belong to all who may read the project, whose answers
 * show them anyway; and a public project shows its repositories one by one, not only in lists.
 */
export const projectMatrix: Readonly<Record<ProjectPermission, MatrixRow>> = {
  'project:read': ['limitedGuest', 'public'],
  'project:update': ['projectAdmin'],
  'project:delete': ['projectAdmin'],
  'metadata:read': ['limitedGuest', 'public'],
  'metadata:list': ['limitedGuest', 'public'],
  'metadata:create': ['projectAdmin'],
  'metadata:update': ['projectAdmin'],
  'metadata:delete': ['projectAdmin'],
  'member:read': ['guest'],
  'member:list': ['guest'],
  'member:create': ['projectAdmin'],
  'member:update': ['projectAdmin'],
  'member:delete': ['projectAdmin'],
  'robot:read': ['guest'],
  'robot:list': ['guest'],
  'robot:create': ['projectAdmin'],
  'robot:update': ['projectAdmin'],
  'robot:delete': ['projectAdmin'],
  'repository:read': ['limitedGuest', 'public'],
  'repository:list': ['limitedGuest', 'public'],
  'repository:pull': ['limitedGuest', 'public'],
  'repository:push': ['developer'],
  'repository:update': ['developer'],
  'repository:delete': ['maintainer'],
  'artifact:read': ['limitedGuest', 'public'],
  'artifact:list': ['limitedGuest', 'public'],
  'artifact:create': ['developer'],
  'artifact:delete': ['maintainer'],
  'artifact-addition:read': ['limitedGuest', 'public'],
  'artifact-label:create': ['developer'],
  'artifact-label:delete': ['developer'],
  'accessory:list': ['limitedGuest', 'public'],
  'tag:list': ['limitedGuest', 'public'],
  'tag:create': ['developer'],
  'tag:delete': ['maintainer'],
  'label:read': ['guest', 'public'],
  'label:list': ['guest', 'public'],
  'label:create': ['maintainer'],
  'label:update': ['maintainer'],
  'label:delete': ['maintainer'],
  'quota:read': ['limitedGuest'],
  'log:list': ['projectAdmin'],
  'scan:read': ['limitedGuest', 'public'],
  'scan:create': ['maintainer'],
  'scan:stop': ['maintainer'],
  'sbom:read': ['limitedGuest'],
  'sbom:create': ['maintainer'],
  'sbom:stop': ['maintainer'],
  'scanner:read': ['limitedGuest', 'public'],
  'scanner:create': ['projectAdmin'],
  'export-cve:read': ['developer'],
  'export-cve:create': ['developer'],
  'export-cve:list': ['developer'],
  'immutable-tag:list': ['maintainer'],
  'immutable-tag:create': ['maintainer'],
  'immutable-tag:update': ['maintainer'],
  'immutable-tag:delete': ['maintainer'],
  'tag-retention:read': ['developer'],
  'tag-retention:list': ['developer'],
  'tag-retention:create': ['developer'],
  'tag-retention:update': ['developer'],
  'tag-retention:delete': ['developer'],
  'tag-retention:operate': ['developer'],
  'notification-policy:read': ['maintainer'],
  'notification-policy:list': ['maintainer'],
  'notification-policy:create': ['projectAdmin'],
  'notification-policy:update': ['projectAdmin'],
  'notification-policy:delete': ['projectAdmin'],
  'preheat-policy:read': ['projectAdmin'],
  'preheat-policy:list': ['projectAdmin'],
  'preheat-policy:create': ['projectAdmin'],
  'preheat-policy:update': ['projectAdmin'],
  'preheat-policy:delete': ['projectAdmin'],
}

const grants: ReadonlyMap<number, ReadonlySet<string>> = new Map(
  rolesByPower.map((name, power) => [
    roleIds[name],
    new Set(projectPermissions.filter((each) => rolesByPower.indexOf(projectMatrix[each][0]) <= power)),
  ]),
)

/** What a public project grants to anybody. */
export const publicGrants: ReadonlySet<string> = new Set(
  projectPermissions.filter((each) => projectMatrix[each][1] === 'public'),
)

/** What a built-in role grants; undefined for an id that is none. */
export function builtInGrants(id: number): ReadonlySet<string> | undefined {
  return grants.get(id)
}

/** The built-in roles in the order of their ids, with what they grant. */
export const rolesById = rolesByPower
  .map((name) => {
    const id: number = roleIds[name]
    const permissions = projectPermissions.filter((each) => grants.get(id)?.has(each))
    return { id, name, description: descriptions[name], permissions }
  })
  .sort((a, b) => a.id - b.id)

/** Whether it is the id of a built-in role. */
export function isRoleId(id: number): id is RoleId {
  return grants.has(id)
}
