// Asks the rules on behalf of a principal: what it is limited to, and where it stands, both must agree.
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Actor } from '../identity/index.ts'
import {
  type CreationPolicy,
  mayCreateByPushing,
  mayInProject,
  mayInSystem,
  type Standing,
} from './authorization-rules.ts'
import { type ProjectReference, readStanding } from './authorization-store.ts'
import { isRoleId, type ProjectPermission, type RoleId, type SystemPermission } from './permission-rules.ts'

export interface Access extends Standing {
  readonly actor: Actor
  readonly project?: { readonly id: number; readonly name: string; readonly public: boolean }
  /** The repository asked for, if it exists; `visible` once a manifest has been pushed to it. */
  readonly repository?: { readonly id: number; readonly visible: boolean }
}

/** No user has this id: stands for anonymous in the one query. */
const nobody = 0

export class Authorization {
  constructor(
    private readonly db: Database,
    private readonly policy: CreationPolicy,
  ) {}

  /**
   * Where the actor stands towards a project, and optionally one of its repositories (full path).
   * The same query runs whatever exists and whoever asks.
   * @throws Failure UNAUTHORIZED when the actor's account is gone
   */
  access(actor: Actor, project: string, path = ''): Promise<Access> {
    return this.accessTo(actor, { name: project }, path)
  }

  /** The same, for a project that may be named by its id. */
  async accessTo(actor: Actor, project: ProjectReference, path = ''): Promise<Access> {
    const user = actor.type === 'user' ? actor.id : nobody
    const rows = await readStanding(this.db, project, { user, path })
    const first = rows[0]
    if (!first) throw new Error('the standing query answered nothing')
    if (actor.type === 'user' && first.userId === null) {
      throw new Failure('UNAUTHORIZED', {
        message: 'this account no longer exists',
        challenge: { error: 'invalid_token' },
      })
    }
    return {
      actor,
      signedIn: first.userId !== null,
      administrator: first.administrator === 1,
      roles: rows.map((row) => row.role).filter((role): role is RoleId => role !== null && isRoleId(role)),
      ...(first.projectId !== null && {
        project: {
          id: first.projectId,
          name: first.projectName as string,
          public: first.public === 1,
        },
      }),
      ...(first.repositoryId !== null && {
        repository: { id: first.repositoryId, visible: first.visibleAt !== null },
      }),
    }
  }

  mayInProject(access: Access, permission: ProjectPermission): boolean {
    return mayInProject(access, permission)
  }

  mayInSystem(access: Access, permission: SystemPermission): boolean {
    return mayInSystem(access, permission, this.policy)
  }

  /** Whether a push by this actor creates the project, which does not exist yet. */
  mayCreateByPushing(access: Access): boolean {
    return mayCreateByPushing(access, this.policy)
  }
}
