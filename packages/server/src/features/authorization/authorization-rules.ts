// The one place that decides who may do what, and says by which rule. What no rule grants is denied.
import {
  allowingBlock,
  everyProject,
  type Limit,
  type Place,
  type RobotBlock,
  withinLimits,
} from './limit-rules.ts'
import type { ProjectPermission, SystemPermission } from './permission-rules.ts'
import { builtInGrants, publicGrants } from './role-rules.ts'

/** A role that somebody has in a project. */
export interface HeldRole {
  readonly id: number
  /** The group through which it is held; absent for a membership of one's own. */
  readonly group?: number
  /** What a custom role grants; built-in ones are known by their id. */
  readonly permissions?: ReadonlySet<string>
}

/** Where someone stands towards a project: as read in one query, whatever the answer will be. */
export interface Standing {
  readonly signedIn: boolean
  readonly administrator: boolean
  /** An administrator by an identity provider's word alone. */
  readonly administratorByProvider?: boolean
  /** Absent when there is no such project; to most askers that is the same as a private one. */
  readonly project?: { readonly id: number; readonly name: string; readonly public: boolean }
  readonly roles: readonly HeldRole[]
  /** What a robot was given. */
  readonly robot?: readonly RobotBlock[]
  /** What the credential is limited to. */
  readonly within?: readonly Limit[]
}

export interface CreationPolicy {
  /** Who may create projects. */
  readonly creation: 'everyone' | 'adminonly'
  /** Whose push to an absent project creates it. */
  readonly createOnPush: 'nobody' | 'administrators' | 'everyone'
}

/** Why something is allowed, or is not. */
export type Rule =
  | { readonly by: 'administrator'; readonly through: 'account' | 'provider' }
  | { readonly by: 'role'; readonly role: number; readonly group?: number }
  | { readonly by: 'robot'; readonly block: number }
  | { readonly by: 'public-project' }
  /** What everybody may, or everybody who is signed in. */
  | { readonly by: 'everyone' | 'creation-policy' }
  | { readonly by: 'no-project' | 'nothing' }
  /** Its owner may, but the credential is limited to other things. */
  | { readonly by: 'credential' }

export interface Decision {
  readonly allowed: boolean
  readonly rule: Rule
}

const noProject: Decision = { allowed: false, rule: { by: 'no-project' } }
const nothing: Decision = { allowed: false, rule: { by: 'nothing' } }
const outsideOfCredential: Decision = { allowed: false, rule: { by: 'credential' } }

/** In a project: administrators may all; members what their roles grant; robots what they were given; anybody what a public project grants. */
export function decideInProject(who: Standing, permission: ProjectPermission): Decision {
  const { project } = who
  if (!project) return noProject
  const rule = ruleInProject(who, project, permission)
  return limited(who, rule, project, permission)
}

/** Outside projects: administrators may all, robots what they were given, signed-in users create projects where the policy lets everyone. */
export function decideInSystem(
  who: Standing,
  permission: SystemPermission,
  policy: CreationPolicy,
): Decision {
  return limited(who, ruleInSystem(who, permission, policy), null, permission)
}

/** In every project, those to come included: for robots that are given it in all of them. */
export function mayInEveryProject(who: Standing, permission: ProjectPermission): boolean {
  const everywhere = who.within?.filter(({ namespace }) => namespace === everyProject)
  if (everywhere && !everywhere.some(({ access }) => access.includes(permission))) return false
  if (who.administrator) return true
  const { robot = [] } = who
  if (robot.some(({ where, denied }) => where !== 'system' && denied.has(permission))) return false
  return robot.some(({ where, allowed }) => where === 'every-project' && allowed.has(permission))
}

export function mayInProject(who: Standing, permission: ProjectPermission): boolean {
  return decideInProject(who, permission).allowed
}

export function mayInSystem(who: Standing, permission: SystemPermission, policy: CreationPolicy): boolean {
  return decideInSystem(who, permission, policy).allowed
}

/** A push creates its project where the policy says so, for those who could have created it by hand. */
export function mayCreateByPushing(who: Standing, policy: CreationPolicy): boolean {
  if (who.project || !who.signedIn) return false
  if (policy.createOnPush === 'nobody') return false
  if (policy.createOnPush === 'administrators' && !who.administrator) return false
  return mayInSystem(who, 'project:create', policy)
}

function limited(who: Standing, rule: Rule | undefined, place: Place, permission: string): Decision {
  if (!rule) return nothing
  return withinLimits(who.within, place, permission) ? { allowed: true, rule } : outsideOfCredential
}

function ruleInProject(
  who: Standing,
  project: NonNullable<Standing['project']>,
  permission: ProjectPermission,
): Rule | undefined {
  if (who.administrator) return administratorRule(who)
  const role = who.roles.find(({ id, permissions }) => (permissions ?? builtInGrants(id))?.has(permission))
  if (role) {
    return { by: 'role', role: role.id, ...(role.group !== undefined && { group: role.group }) }
  }
  const block = who.robot ? allowingBlock(who.robot, project, permission) : -1
  if (block >= 0) return { by: 'robot', block }
  return project.public && publicGrants.has(permission) ? { by: 'public-project' } : undefined
}

function ruleInSystem(who: Standing, permission: SystemPermission, policy: CreationPolicy): Rule | undefined {
  if (who.administrator) return administratorRule(who)
  const block = who.robot ? allowingBlock(who.robot, null, permission) : -1
  if (block >= 0) return { by: 'robot', block }
  if (permission === 'catalog:read') return { by: 'everyone' } // it lists only what the asker may pull
  const creates = permission === 'project:create' && who.signedIn && !who.robot
  return creates && policy.creation === 'everyone' ? { by: 'creation-policy' } : undefined
}

function administratorRule({ administratorByProvider = false }: Standing): Rule {
  return { by: 'administrator', through: administratorByProvider ? 'provider' : 'account' }
}
