// Asks the rules on behalf of a principal: what it is limited to, and where it stands, both must agree.
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Actor, Principal } from '../identity/index.ts'
import {
  type CreationPolicy,
  type Decision,
  decideInProject,
  decideInSystem,
  type HeldRole,
  mayCreateByPushing,
  mayInEveryProject,
  mayInProject,
  mayInSystem,
  type Standing,
} from './authorization-rules.ts'
import {
  makesRobotsSomewhere,
  type ProjectReference,
  readMemberships,
  readRobotStanding,
  readUserStanding,
  type StandingRow,
} from './authorization-store.ts'
import { parseRobotBlocks, parseRolePermissions } from './kept-permissions.ts'
import { withinLimits } from './limit-rules.ts'
import type { ProjectPermission, SystemPermission } from './permission-rules.ts'
import { builtInGrants } from './role-rules.ts'

export interface Access extends Standing {
  readonly actor: Actor
  readonly project?: { readonly id: number; readonly name: string; readonly public: boolean }
  /** The repository asked for, if it exists; `visible` once a manifest has been pushed to it. */
  readonly repository?: { readonly id: number; readonly visible: boolean }
}

/** Who asks, and what its credential is limited to; how it proved itself says nothing of what it may. */
export type Asker = Pick<Principal, 'actor' | 'within'>

/** Who may create projects; a part of it is a setting, which may change at any time. */
export interface CreationSettings extends Pick<CreationPolicy, 'createOnPush'> {
  creation(): Promise<CreationPolicy['creation']>
}

/** No user has this id: stands for anonymous in the one query. */
const nobody = 0

export class Authorization {
  constructor(
    private readonly db: Database,
    private readonly settings: CreationSettings,
    private readonly clock: Clock,
  ) {}

  /**
   * Where the asker stands towards a project, and optionally one of its repositories (full path).
   * The same query runs whatever exists; for robots it is one of their own.
   * @throws Failure UNAUTHORIZED when the actor's account is gone, or the robot disabled or expired
   */
  access(asker: Asker, project: string, path = ''): Promise<Access> {
    return this.accessTo(asker, { name: project }, path)
  }

  /** The same, for a project that may be named by its id. */
  async accessTo({ actor, within }: Asker, project: ProjectReference, path = ''): Promise<Access> {
    const standing =
      actor.type === 'robot'
        ? await this.robotStanding(actor.id, project, path)
        : await this.userStanding(actor.type === 'user' ? actor.id : nobody, project, path)
    return { actor, ...standing, ...(within && { within }) }
  }

  mayInProject(access: Access, permission: ProjectPermission): boolean {
    return mayInProject(access, permission)
  }

  /** In every project, those to come included. */
  mayInEveryProject(access: Access, permission: ProjectPermission): boolean {
    return mayInEveryProject(access, permission)
  }

  async mayInSystem(access: Access, permission: SystemPermission): Promise<boolean> {
    return mayInSystem(access, permission, await this.policyFor(permission))
  }

  /** The projects, by id, in which a user's roles grant something; none for others than users. */
  async projectsWith({ actor, within }: Asker, permission: ProjectPermission): Promise<number[]> {
    if (actor.type !== 'user') return []
    const memberships = await readMemberships(this.db, actor.id)
    const granting = memberships.filter(({ role, permissions, projectId, projectName }) => {
      const grants = heldRole(role, permissions).permissions ?? builtInGrants(role)
      const place = { id: projectId, name: projectName }
      return grants?.has(permission) && withinLimits(within, place, permission)
    })
    return [...new Set(granting.map(({ projectId }) => projectId))]
  }

  /** Whether a push by this actor creates the project, which does not exist yet. */
  async mayCreateByPushing(access: Access): Promise<boolean> {
    // Whether there is such a project must not be told by what is asked for.
    if (this.settings.createOnPush === 'nobody') return false
    return mayCreateByPushing(access, await this.policyFor('project:create'))
  }

  /** Whether the asker may make robots in some project. */
  async makesRobotsSomewhere({ actor, within }: Asker): Promise<boolean> {
    return actor.type === 'user' && !within && makesRobotsSomewhere(this.db, actor.id)
  }

  /** The same as `mayInProject`, with the rule that decided. */
  decideInProject(access: Access, permission: ProjectPermission): Decision {
    return decideInProject(access, permission)
  }

  async decideInSystem(access: Access, permission: SystemPermission): Promise<Decision> {
    return decideInSystem(access, permission, await this.policyFor(permission))
  }

  /** Only the creation of projects depends on it: whatever else is asked waits for no setting. */
  private async policyFor(permission: SystemPermission): Promise<CreationPolicy> {
    const { createOnPush, creation } = this.settings
    return { createOnPush, creation: permission === 'project:create' ? await creation() : 'adminonly' }
  }

  private async userStanding(user: number, project: ProjectReference, path: string) {
    const rows = await readUserStanding(this.db, project, { user, path })
    const first = rows[0]
    if (!first) throw new Error('the standing query answered nothing')
    if (user !== nobody && first.userId === null) throw gone('this account no longer exists')
    const byAccount = first.administrator === 1
    const administrator = byAccount || first.administratorByProvider === 1
    return {
      signedIn: first.userId !== null,
      administrator,
      ...(administrator && !byAccount && { administratorByProvider: true }),
      roles: first.userId === null ? [] : rolesOf(rows),
      ...placeOf(first),
    }
  }

  private async robotStanding(robot: number, project: ProjectReference, path: string) {
    const row = await readRobotStanding(this.db, project, { robot, path })
    if (!row) throw new Error('the standing query answered nothing')
    const { robotId, disabled, expiresAt, permissions } = row
    if (robotId === null) throw gone('this robot account no longer exists')
    if (disabled === 1) throw gone('this robot account is disabled')
    // Compared here and not in the query, whose answer may be a recalled one.
    if (expiresAt !== null && expiresAt <= this.clock()) throw gone('this robot account has expired')
    return {
      signedIn: true,
      administrator: false,
      roles: [],
      robot: parseRobotBlocks(permissions ?? '[]'),
      ...placeOf(row),
    }
  }
}

/** The one of the user's own membership first, for it is the nearest reason. */
function rolesOf(rows: readonly StandingRow[]): HeldRole[] {
  const roles: HeldRole[] = []
  const first = rows[0]
  if (first && first.role !== null) roles.push(heldRole(first.role, first.rolePermissions))
  for (const { group, groupRole, groupRolePermissions } of rows) {
    if (group !== null && groupRole !== null) {
      roles.push({ ...heldRole(groupRole, groupRolePermissions), group })
    }
  }
  return roles
}

function heldRole(id: number, permissions: string | null): HeldRole {
  return permissions === null ? { id } : { id, permissions: parseRolePermissions(permissions) }
}

type PlaceRow = Pick<StandingRow, 'projectId' | 'projectName' | 'public' | 'repositoryId' | 'visibleAt'>

function placeOf(row: PlaceRow): Pick<Access, 'project' | 'repository'> {
  const { projectId, projectName, repositoryId, visibleAt } = row
  return {
    ...(projectId !== null && {
      project: { id: projectId, name: projectName as string, public: row.public === 1 },
    }),
    ...(repositoryId !== null && { repository: { id: repositoryId, visible: visibleAt !== null } }),
  }
}

function gone(message: string): Failure {
  return new Failure('UNAUTHORIZED', { message, challenge: { error: 'invalid_token' } })
}
