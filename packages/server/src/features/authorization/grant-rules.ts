// What a registry token may do at the management API: no more than the actions on repositories that it was granted.
import type { ProjectPermission } from './permission-rules.ts'

export interface GrantedAction {
  readonly type: string
  readonly name: string
  readonly actions: readonly string[]
}

const covered: ReadonlyMap<string, readonly ProjectPermission[]> = new Map<string, ProjectPermission[]>([
  [
    'pull',
    [
      ...(['repository:read', 'repository:pull', 'artifact:read', 'artifact:list', 'tag:list'] as const),
      ...(['accessory:list', 'artifact-addition:read'] as const),
    ],
  ],
  ['push', ['repository:push', 'artifact:create', 'tag:create']],
  ['delete', ['artifact:delete', 'tag:delete']],
])

/**
 * Whether a credential that is limited to `grants` covers a permission on a repository.
 * @param grants absent: as much as its owner may
 * @param repository the full path; '' for what concerns a project as a whole, which no such token covers
 */
export function grantsCover(
  grants: readonly GrantedAction[] | undefined,
  repository: string,
  permission: ProjectPermission,
): boolean {
  if (!grants) return true
  return grants.some(
    ({ type, name, actions }) =>
      type === 'repository' &&
      name === repository &&
      actions.some((action) => covered.get(action)?.includes(permission)),
  )
}
