// What can be permitted: pairs of a resource and an action, named as Harbor's clients name them.

export const projectPermissions = [
  'project:read',
  'project:update',
  'project:delete',
  'metadata:read',
  'metadata:list',
  'metadata:create',
  'metadata:update',
  'metadata:delete',
  'member:read',
  'member:list',
  'member:create',
  'member:update',
  'member:delete',
  'repository:read',
  'repository:list',
  'repository:pull',
  'repository:push',
  'repository:update',
  'repository:delete',
  'artifact:read',
  'artifact:list',
  'artifact:create',
  'artifact:delete',
  'tag:list',
  'tag:create',
  'tag:delete',
] as const

export const systemPermissions = [
  'project:create',
  'catalog:list',
  'user:create',
  'user:read',
  'user:list',
  'user:update',
  'user:delete',
  'configuration:read',
  'configuration:update',
  'ldap-user:create',
  'ldap-user:list',
  'user-group:create',
  'user-group:read',
  'user-group:list',
  'user-group:update',
  'user-group:delete',
] as const

export type ProjectPermission = (typeof projectPermissions)[number]
export type SystemPermission = (typeof systemPermissions)[number]

/** Harbor's role ids, as its API shows them. */
export const roleIds = { projectAdmin: 1, developer: 2, guest: 3, maintainer: 4, limitedGuest: 5 } as const
export type RoleName = keyof typeof roleIds
export type RoleId = (typeof roleIds)[RoleName]

const knownRoles: ReadonlySet<number> = new Set(Object.values(roleIds))

export function isRoleId(id: number): id is RoleId {
  return knownRoles.has(id)
}
