// Who may do what: the front door for other features.
export { type Access, type Asker, Authorization } from './authorization.ts'
export type { Decision } from './authorization-rules.ts'
export type { ProjectReference } from './authorization-store.ts'
export type { RobotPermission } from './kept-permissions.ts'
export { everyProject, systemNamespace } from './limit-rules.ts'
export * from './permission-rules.ts'
export { Permits, type ProjectAccess } from './permits.ts'
export {
  firstCustomRole,
  isRoleId,
  projectMatrix,
  type RoleName,
  roleIds,
  rolesById,
  rolesByPower,
} from './role-rules.ts'
export { type ListPermission, type Sight, sightOf } from './sight-rules.ts'
