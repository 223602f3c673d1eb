// /permissions and /users/current/permissions over HTTP.
import type { ApiHandlers } from '../../platform/http/api.ts'
import {
  type Access,
  type Authorization,
  type Permits,
  partsOf,
  projectPermissions,
  projectRobotPermissions,
  systemPermissions,
  systemRobotPermissions,
} from '../authorization/index.ts'
import type { Principal } from '../identity/index.ts'
import type { Explanations } from './explanations.ts'

type PermissionHandlers = ApiHandlers<
  Principal,
  'getPermissions' | 'getCurrentUserPermissions' | 'explainPermission'
>

export interface PermissionRouteParts {
  readonly authorization: Authorization
  readonly permits: Permits
  readonly explanations: Explanations
}

export function permissionHandlers({
  authorization,
  permits,
  explanations,
}: PermissionRouteParts): PermissionHandlers {
  return {
    getPermissions: async (_, { principal }) => {
      const access = await permits.everywhere(principal)
      const project = projectRobotPermissions.map(partsOf)
      if (access.administrator && !access.within) {
        return { status: 200, body: { system: systemRobotPermissions.map(partsOf), project } }
      }
      if (!(await authorization.makesRobotsSomewhere(principal))) {
        await permits.inSystem(principal, 'permission:read')
      }
      return { status: 200, body: { project } }
    },
    getCurrentUserPermissions: async ({ query }, { principal }) => {
      const scope = scopeOf(query.scope ?? '')
      const relative = query.relative ?? false
      const access = scope?.project
        ? await permits.towards(principal, { id: scope.project })
        : await permits.everywhere(principal)
      if (!scope) return { status: 200, body: [] }
      const permissions = await allowed(authorization, access, scope)
      return { status: 200, body: permissions.map((each) => named(each, scope, relative)) }
    },
    explainPermission: async ({ query }, { principal }) => {
      await permits.inSystem(principal, 'permission:read')
      return { status: 200, body: await explanations.explain(query) }
    },
  }
}

interface Scope {
  readonly path: string
  /** The project's id; absent for what lies outside of projects. */
  readonly project?: number
}

/** @returns undefined for what is no scope, in which nobody may anything */
function scopeOf(text: string): Scope | undefined {
  const project = /^\/project\/(\d{1,15})\/?$/.exec(text)?.[1]
  if (project !== undefined) return { path: `/project/${project}`, project: Number(project) }
  return /^\/(?:system\/?)?$/.test(text) ? { path: '/system' } : undefined
}

async function allowed(authorization: Authorization, access: Access, scope: Scope): Promise<string[]> {
  if (scope.project) return projectPermissions.filter((each) => authorization.mayInProject(access, each))
  const permissions: string[] = []
  for (const each of systemPermissions) {
    if (await authorization.mayInSystem(access, each)) permissions.push(each)
  }
  return permissions
}

/** Harbor calls the project itself `.` within its scope, and by the scope's path outside. */
function named(permission: string, { path, project }: Scope, relative: boolean): ReturnType<typeof partsOf> {
  const { resource, action } = partsOf(permission)
  const isScope = project !== undefined && resource === 'project'
  if (relative) return { resource: isScope ? '.' : resource, action }
  return { resource: isScope ? path : `${path}/${resource}`, action }
}
