// Limits as the API has them: permissions in Harbor's manner, a resource and an action each.
import { Failure } from '../../platform/errors.ts'
import { isProjectPermission, isSystemPermission, partsOf } from '../authorization/index.ts'
import { type Limit, system } from './limit-rules.ts'

/** What a credential may do in a namespace. */
interface NamespacePermissions {
  readonly namespace: string
  readonly access: readonly { readonly resource: string; readonly action: string }[]
}

/** @throws Failure BAD_REQUEST for a permission that does not exist there */
export function limitsIn(permissions: readonly NamespacePermissions[]): Limit[] {
  return permissions.map(({ namespace, access }) => limitOf(namespace, access))
}

export function presentLimits(limits: readonly Limit[]) {
  return limits.map(({ namespace, access }) => ({ namespace, access: access.map(partsOf) }))
}

function limitOf(namespace: string, access: NamespacePermissions['access']): Limit {
  const isKnown = namespace === system ? isSystemPermission : isProjectPermission
  const pairs = access.map(({ resource, action }) => `${resource}:${action}`)
  const unknown = pairs.find((pair) => !isKnown(pair))
  if (unknown !== undefined) {
    const where = namespace === system ? 'outside projects' : 'in projects'
    throw new Failure('BAD_REQUEST', { message: `there is no permission ${unknown} ${where}` })
  }
  return { namespace, access: [...new Set(pairs)] }
}
