// The one place that decides who may do what. What no rule grants is denied.
import { type ProjectPermission, type RoleId, roleIds, type SystemPermission } from './permission-rules.ts'

/** Where someone stands towards a project: as read in one query, whatever the answer will be. */
export interface Standing {
  readonly signedIn: boolean
  readonly administrator: boolean
  /** Absent when there is no such project; to most askers that is the same as a private one. */
  readonly project?: { readonly public: boolean }
  readonly roles: readonly RoleId[]
}

export interface CreationPolicy {
  /** Who may create projects. */
  readonly creation: 'everyone' | 'adminonly'
  /** Whose push to an absent project creates it. */
  readonly createOnPush: 'nobody' | 'administrators' | 'everyone'
}

const limitedGuests: ProjectPermission[] = [
  'project:read',
  'repository:read',
  'repository:list',
  'repository:pull',
  'artifact:read',
  'artifact:list',
  'tag:list',
  'metadata:read',
  'metadata:list',
]
const guests: ProjectPermission[] = [...limitedGuests, 'member:read', 'member:list']
const developers: ProjectPermission[] = [
  ...guests,
  'repository:push',
  'repository:update',
  'artifact:create',
  'tag:create',
]
const maintainers: ProjectPermission[] = [...developers, 'repository:delete', 'artifact:delete', 'tag:delete']
const projectAdmins: ProjectPermission[] = [
  ...maintainers,
  'project:update',
  'project:delete',
  'metadata:create',
  'metadata:update',
  'metadata:delete',
  'member:create',
  'member:update',
  'member:delete',
]
/** What a public project grants to anybody, signed in or not. */
const anybody: ProjectPermission[] = [
  'project:read',
  'repository:read',
  'repository:list',
  'repository:pull',
  'artifact:read',
  'artifact:list',
  'tag:list',
  'metadata:read',
  'metadata:list',
]

const roleGrants: Readonly<Record<RoleId, ReadonlySet<ProjectPermission>>> = {
  [roleIds.limitedGuest]: new Set(limitedGuests),
  [roleIds.guest]: new Set(guests),
  [roleIds.developer]: new Set(developers),
  [roleIds.maintainer]: new Set(maintainers),
  [roleIds.projectAdmin]: new Set(projectAdmins),
}
const publicGrants: ReadonlySet<ProjectPermission> = new Set(anybody)

/** In a project: administrators may all; members what their roles grant; anybody what a public project grants. */
export function mayInProject(who: Standing, permission: ProjectPermission): boolean {
  if (!who.project) return false
  if (who.administrator) return true
  if (who.roles.some((role) => roleGrants[role].has(permission))) return true
  return who.project.public && publicGrants.has(permission)
}

/** Outside projects: administrators may all; signed-in users may create projects where the policy lets everyone. */
export function mayInSystem(who: Standing, permission: SystemPermission, policy: CreationPolicy): boolean {
  if (who.administrator) return true
  if (permission === 'catalog:list') return true // it lists only what the asker may pull
  if (permission === 'project:create') return who.signedIn && policy.creation === 'everyone'
  return false
}

/** A push creates its project where the policy says so, for those who could have created it by hand. */
export function mayCreateByPushing(who: Standing, policy: CreationPolicy): boolean {
  if (who.project || !who.signedIn) return false
  if (policy.createOnPush === 'nobody') return false
  if (policy.createOnPush === 'administrators') return who.administrator
  return mayInSystem(who, 'project:create', policy)
}
