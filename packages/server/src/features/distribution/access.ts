// Lets a request into a repository, or refuses it in the one way that tells nothing of what exists.
import { projectOf, type RepositoryName } from '@entrepot/oci'
import { Failure } from '../../platform/errors.ts'
import type { Cause } from '../../platform/events.ts'
import type { Access, Authorization, ProjectPermission } from '../authorization/index.ts'
import type { Principal } from '../identity/index.ts'
import { type Projects, projectNameProblem } from '../projects/index.ts'

export type Action = 'pull' | 'push' | 'delete'

/** What an action on content needs; a tag's delete and an artifact's have permissions of their own. */
const permissionOf: Record<Action, ProjectPermission> = {
  pull: 'repository:pull',
  push: 'repository:push',
  delete: 'artifact:delete',
}

/** What a token must have been granted for an action: a push needs pull as well, as clients ask for both. */
const scopeOf: Record<Action, string> = { pull: 'pull', push: 'pull,push', delete: 'delete' }

/** A repository that the request may act on. */
export interface Admitted {
  readonly principal: Principal
  readonly access: Access & { readonly project: NonNullable<Access['project']> }
  readonly name: RepositoryName
  /** Undefined when nothing was ever pushed to it. */
  readonly repositoryId: number | undefined
  readonly visible: boolean
}

/** What a request does with a repository, and what that needs. */
export interface Wish {
  readonly action: Action
  /** Where it is not the action's usual one. */
  readonly permission?: ProjectPermission
  /** Whether it may be a push's first request, which creates an absent project where the policy says so. */
  readonly begins?: boolean
}

export class RepositoryAccess {
  constructor(
    private readonly authorization: Authorization,
    private readonly projects: Projects,
  ) {}

  /** @throws Failure: 401 with a challenge, or 403 for a client that sent its password */
  async admit(
    principal: Principal,
    name: RepositoryName,
    { action, permission = permissionOf[action], begins = false }: Wish,
    cause: Cause,
  ): Promise<Admitted> {
    const look = () => this.authorization.access(principal, projectOf(name), name)
    let access = await look()
    if (isGranted(principal, name, action)) {
      if (begins && (await this.authorization.mayCreateByPushing(access))) {
        await this.createProject(principal, projectOf(name), cause)
        access = await look() // another's first push may have been faster
      }
      if (this.authorization.mayInProject(access, permission)) return admitted(principal, access, name)
    }
    throw refusal(principal, name, action, await this.advice(access, name, action))
  }

  private async createProject(principal: Principal, project: string, cause: Cause): Promise<void> {
    await this.projects.createByPush(project, principal.actor, cause)
  }

  /**
   * The repository to mount from, if the actor may pull from it. A token need not name it: clients ask for the target
   * alone, and the official conformance suite expects the mount (docs/decisions/0011).
   */
  async mountSource(principal: Principal, name: RepositoryName): Promise<number | undefined> {
    const access = await this.authorization.access(principal, projectOf(name), name)
    return this.authorization.mayInProject(access, 'repository:pull') ? access.repository?.id : undefined
  }

  /** Only those who may create projects learn that one is absent: they would learn it by creating it. */
  private async advice(access: Access, name: RepositoryName, action: Action): Promise<string> {
    const mayCreate = action === 'push' && (await this.authorization.mayInSystem(access, 'project:create'))
    if (!mayCreate || access.project) return ''
    const project = projectOf(name)
    const problem = projectNameProblem(project)
    if (problem) return `; ${problem}`
    return (
      `; the project ${project} does not exist: create it with POST /api/v2.0/projects ` +
      `{"project_name":"${project}"}, or let pushes create projects with the setting projects.createOnPush`
    )
  }
}

function isGranted(principal: Principal, name: RepositoryName, action: Action): boolean {
  if (!principal.grants) return true
  const spellings = name.startsWith('library/') ? [name, name.slice('library/'.length)] : [name]
  return principal.grants.some(
    (grant) =>
      grant.type === 'repository' && spellings.includes(grant.name) && grant.actions.includes(action),
  )
}

function admitted(principal: Principal, access: Access, name: RepositoryName): Admitted {
  if (!isInProject(access)) throw new Error('admitted to a project that does not exist')
  const { repository } = access
  return {
    principal,
    access,
    name,
    repositoryId: repository?.id,
    visible: repository?.visible ?? false,
  }
}

function isInProject(access: Access): access is Admitted['access'] {
  return access.project !== undefined
}

/** Docker prints the code in lower case before the message: `denied: requested access to the resource is denied…`. */
function refusal(principal: Principal, name: RepositoryName, action: Action, advice: string): Failure {
  const message =
    'requested access to the resource is denied: ' +
    `unauthorized to access repository: ${name}, action: ${action}${advice}`
  const scope = `repository:${name}:${scopeOf[action]}`
  if (principal.via === 'password' || principal.via === 'access-token')
    return new Failure('DENIED', { message })
  if (principal.via === 'anonymous') return new Failure('UNAUTHORIZED', { message, challenge: { scope } })
  const description = advice === '' ? {} : { description: advice.replace(/^; /, '') }
  const challenge = { scope, error: 'insufficient_scope' as const, ...description }
  return new Failure('DENIED', { message, status: 401, challenge })
}
