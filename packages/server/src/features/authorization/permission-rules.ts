// What can be permitted: pairs of a resource and an action, named as Harbor's clients name them.

/** What robots may be given outside of projects: Harbor's 70. */
export const systemRobotPermissions = [
  'audit-log:list',
  'catalog:read',
  ...pairs('garbage-collection', 'create', 'read', 'list', 'update', 'stop'),
  ...pairs('jobservice-monitor', 'list', 'stop'),
  ...pairs('label', 'create', 'read', 'update', 'delete'),
  ...pairs('ldap-user', 'create', 'list'),
  ...pairs('preheat-instance', 'create', 'read', 'list', 'update', 'delete'),
  ...pairs('project', 'create', 'list'),
  ...pairs('purge-audit', 'create', 'read', 'list', 'update', 'stop'),
  ...pairs('quota', 'read', 'list', 'update'),
  ...pairs('registry', 'create', 'read', 'list', 'update', 'delete'),
  ...pairs('replication', 'create', 'read', 'list'),
  'replication-adapter:list',
  ...pairs('replication-policy', 'create', 'read', 'list', 'update', 'delete'),
  ...pairs('robot', 'create', 'read', 'list', 'delete'),
  ...pairs('scan-all', 'create', 'read', 'update', 'stop'),
  ...pairs('scanner', 'create', 'read', 'list', 'update', 'delete'),
  ...pairs('security-hub', 'read', 'list'),
  'system-volumes:read',
  ...pairs('user', 'create', 'read', 'list', 'update', 'delete'),
  ...pairs('user-group', 'create', 'read', 'list', 'update', 'delete'),
] as const

/** What robots may be given in projects: Harbor's 70. */
export const projectRobotPermissions = [
  ...pairs('project', 'read', 'update', 'delete'),
  ...pairs('metadata', 'read', 'list', 'create', 'update', 'delete'),
  ...pairs('member', 'read', 'list', 'create', 'update', 'delete'),
  ...pairs('robot', 'read', 'list', 'create', 'delete'),
  ...pairs('repository', 'read', 'list', 'pull', 'push', 'update', 'delete'),
  ...pairs('artifact', 'read', 'list', 'create', 'delete'),
  'artifact-addition:read',
  ...pairs('artifact-label', 'create', 'delete'),
  'accessory:list',
  ...pairs('tag', 'list', 'create', 'delete'),
  ...pairs('label', 'read', 'list', 'create', 'update', 'delete'),
  'quota:read',
  'log:list',
  ...pairs('scan', 'read', 'create', 'stop'),
  ...pairs('sbom', 'read', 'create', 'stop'),
  ...pairs('scanner', 'read', 'create'),
  ...pairs('export-cve', 'read', 'create'),
  ...pairs('immutable-tag', 'list', 'create', 'update', 'delete'),
  ...pairs('tag-retention', 'read', 'list', 'create', 'update', 'delete'),
  ...pairs('notification-policy', 'read', 'list', 'create', 'update', 'delete'),
  ...pairs('preheat-policy', 'read', 'list', 'create', 'update', 'delete'),
] as const

/** What only people may do outside of projects. `role` and `permission` are this server's own. */
const systemPermissionsOfPeople = [
  ...pairs('configuration', 'read', 'update'),
  'robot:update',
  ...pairs('role', 'create', 'read', 'list', 'update', 'delete'),
  'permission:read',
] as const

/** What only people may do in projects: whoever may change a robot could take over its rights. */
const projectPermissionsOfPeople = ['robot:update', 'export-cve:list', 'tag-retention:operate'] as const

export const systemPermissions = [...systemRobotPermissions, ...systemPermissionsOfPeople] as const
export const projectPermissions = [...projectRobotPermissions, ...projectPermissionsOfPeople] as const

export type ProjectPermission = (typeof projectPermissions)[number]
export type SystemPermission = (typeof systemPermissions)[number]
export type Permission = ProjectPermission | SystemPermission

const system: ReadonlySet<string> = new Set(systemPermissions)
const project: ReadonlySet<string> = new Set(projectPermissions)
const systemOfRobots: ReadonlySet<string> = new Set(systemRobotPermissions)
const projectOfRobots: ReadonlySet<string> = new Set(projectRobotPermissions)

export function isSystemPermission(text: string): text is SystemPermission {
  return system.has(text)
}

export function isProjectPermission(text: string): text is ProjectPermission {
  return project.has(text)
}

/** Whether a robot may be given it, in the system or in projects. */
export function isRobotPermission(kind: 'system' | 'project', text: string): text is Permission {
  return (kind === 'system' ? systemOfRobots : projectOfRobots).has(text)
}

/** @returns the resource and the action that a permission consists of */
export function partsOf(permission: string): { resource: string; action: string } {
  const colon = permission.indexOf(':')
  return { resource: permission.slice(0, colon), action: permission.slice(colon + 1) }
}

function pairs<Resource extends string, Action extends string>(
  resource: Resource,
  ...actions: readonly Action[]
): `${Resource}:${Action}`[] {
  return actions.map((action): `${Resource}:${Action}` => `${resource}:${action}`)
}
