// Lets a principal do something at the management API, or refuses it in the one way that tells nothing of what exists.
import { Failure } from '../../platform/errors.ts'
import { anonymousPrincipal, type Principal } from '../identity/index.ts'
import type { Access, Authorization } from './authorization.ts'
import type { ProjectReference } from './authorization-store.ts'
import { grantsCover } from './grant-rules.ts'
import { withinLimits } from './limit-rules.ts'
import type { ProjectPermission, SystemPermission } from './permission-rules.ts'

export type ProjectAccess = Access & { readonly project: NonNullable<Access['project']> }

export interface SignedIn {
  readonly id: number
  readonly access: Access
}

export class Permits {
  constructor(private readonly authorization: Authorization) {}

  /**
   * Where the principal stands towards a project in which it has this permission.
   * @param path of the repository that it concerns, in full
   * @throws Failure as `refusal` says; 404 only to administrators, who see all there is
   */
  async inProject(
    principal: Principal,
    project: ProjectReference,
    permission: ProjectPermission,
    path = '',
  ): Promise<ProjectAccess> {
    const access = await this.authorization.accessTo(principal, project, path)
    const covered = grantsCover(principal.grants, path, permission)
    if (covered && access.project && this.authorization.mayInProject(access, permission)) {
      return { ...access, project: access.project }
    }
    if (covered && access.administrator && !access.project && !access.within) {
      const name = 'id' in project ? project.id : project.name
      throw new Failure('NOT_FOUND', { message: `project ${name} not found` })
    }
    throw refusal(principal)
  }

  /** Where the principal stands towards a project, which may not exist. A registry token is not enough. */
  async towards(principal: Principal, project: ProjectReference): Promise<Access> {
    if (principal.grants) throw refusal(principal)
    return this.authorization.accessTo(principal, project, '')
  }

  async mayRead(principal: Principal, project: ProjectReference): Promise<boolean> {
    const access = await this.authorization.accessTo(principal, project, '')
    return this.authorization.mayInProject(access, 'project:read')
  }

  /** Whether a permission beyond the one that let the principal in is there too. */
  alsoMay(access: Access, permission: ProjectPermission): boolean {
    return this.authorization.mayInProject(access, permission)
  }

  /** @throws Failure as `refusal` says */
  async inSystem(principal: Principal, permission: SystemPermission): Promise<Access> {
    const access = await this.authorization.access(principal, '')
    if (principal.grants || !(await this.authorization.mayInSystem(access, permission)))
      throw refusal(principal)
    return access
  }

  /**
   * Lets in the account itself, and whoever has the right to all accounts, robots among them.
   * @returns whether it is the account itself
   */
  async selfOrInSystem(
    principal: Principal,
    account: number,
    permission: 'user:read' | 'user:update',
  ): Promise<boolean> {
    const { actor, grants } = principal
    const isSelf = actor.type === 'user' && actor.id === account && !grants
    if (isSelf) await this.signedIn(principal, permission)
    else await this.inSystem(principal, permission)
    return isSelf
  }

  /**
   * Who has a right over accounts, by a robot or a limited credential, is no administrator yet: with it nobody becomes
   * one, nor takes the account of one over.
   * @throws Failure as `refusal` says
   */
  async asAdministrator(principal: Principal): Promise<void> {
    const { administrator, within } = await this.everywhere(principal)
    if (!administrator || within) throw refusal(principal)
  }

  mayInSystem(access: Access, permission: SystemPermission): Promise<boolean> {
    return this.authorization.mayInSystem(access, permission)
  }

  /** Where the principal stands outside projects; for lists, which show what it may see. */
  async everywhere(principal: Principal): Promise<Access> {
    if (principal.grants) throw refusal(principal)
    return this.authorization.access(principal, '')
  }

  /**
   * Where the principal may do something in the system as a whole, and else in which projects it may do the like.
   * @throws Failure as `refusal` says, without a login or with a registry token
   */
  async whereverIt(
    principal: Principal,
    may: { readonly inSystem: SystemPermission; readonly inProject: ProjectPermission },
  ): Promise<'all' | number[]> {
    if (principal.actor.type === 'anonymous') throw refusal(principal)
    const access = await this.everywhere(principal)
    if (await this.mayInSystem(access, may.inSystem)) return 'all'
    return this.authorization.projectsWith(principal, may.inProject)
  }

  /**
   * The user's account that acts, for what concerns itself. A registry token is not enough, and a limited credential
   * must carry the permission `permission` outside of projects, as if it concerned another's account.
   */
  async signedIn(principal: Principal, permission: SystemPermission = 'user:read'): Promise<SignedIn> {
    const { actor, grants, within } = principal
    if (actor.type !== 'user' || grants || !withinLimits(within, null, permission)) throw refusal(principal)
    return { id: actor.id, access: await this.authorization.access(principal, '') }
  }
}

/**
 * Harbor answers 401, 403 or 404 for what one may not see, depending on the operation, and so tells what exists.
 * Here every such answer is the same for a caller, whatever there is: 401 to anonymous ones, 403 to all others.
 */
function refusal(principal: Principal): Failure {
  if (principal.actor.type === 'anonymous' && principal.via === anonymousPrincipal.via) {
    return new Failure('UNAUTHORIZED', { message: 'unauthorized' })
  }
  return new Failure('FORBIDDEN', { message: 'forbidden' })
}
