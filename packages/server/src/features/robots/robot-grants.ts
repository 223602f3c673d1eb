// What a robot is to be given, looked up and held against what the giver may do: nobody gives more than they have.
import { Failure } from '../../platform/errors.ts'
import {
  type Access,
  type Asker,
  type Authorization,
  everyProject,
  isProjectPermission,
  isSystemPermission,
  type RobotPermission,
  systemNamespace,
} from '../authorization/index.ts'
import type { AskedPermission } from './robot-rules.ts'

/**
 * The permissions as they are kept: with the projects that their names mean now.
 * @param asked as `permissionsProblem` has let them through
 * @throws Failure DENIED for what the giver may not do; NOT_FOUND for an unknown project, to those who see all
 */
export async function grantable(
  authorization: Authorization,
  giver: Asker,
  asked: readonly AskedPermission[],
): Promise<RobotPermission[]> {
  const given: RobotPermission[] = []
  for (const each of asked) {
    const block = blockOf(each)
    const access = await accessFor(authorization, giver, block)
    for (const { resource, action, effect } of block.access) {
      if (effect === 'deny') continue
      if (!(await mayGive(authorization, access, block, `${resource}:${action}`))) {
        throw beyond(`${resource}:${action}`, block.namespace)
      }
    }
    const inProject = block.kind === 'project' && block.namespace !== everyProject
    given.push({ ...block, ...(inProject && access.project && { projectId: access.project.id }) })
  }
  return given
}

function blockOf({ kind, namespace, access }: AskedPermission): RobotPermission {
  return {
    kind: kind === 'system' ? 'system' : 'project',
    namespace: kind === 'system' ? systemNamespace : (namespace ?? ''),
    access: (access ?? []).map(({ resource, action, effect }) => ({
      resource: resource ?? '',
      action: action ?? '',
      ...(effect === 'deny' && { effect }),
    })),
  }
}

async function accessFor(
  authorization: Authorization,
  giver: Asker,
  { kind, namespace }: RobotPermission,
): Promise<Access> {
  if (kind === 'system' || namespace === everyProject) return authorization.access(giver, '')
  const access = await authorization.access(giver, namespace)
  if (!access.project && authorization.mayInEveryProject(access, 'project:read')) {
    throw new Failure('NOT_FOUND', { message: `project ${namespace} not found` })
  }
  return access
}

async function mayGive(
  authorization: Authorization,
  access: Access,
  { kind, namespace }: RobotPermission,
  permission: string,
): Promise<boolean> {
  if (kind === 'system') {
    return isSystemPermission(permission) && authorization.mayInSystem(access, permission)
  }
  if (!isProjectPermission(permission)) return false
  if (namespace === everyProject) return authorization.mayInEveryProject(access, permission)
  return authorization.mayInProject(access, permission)
}

function beyond(permission: string, namespace: string): Failure {
  return new Failure('DENIED', {
    message:
      `permission scope is invalid. It must be equal to or more restrictive than the creator's own permissions: ` +
      `${permission} in ${JSON.stringify(namespace.slice(0, 255))}`,
  })
}
