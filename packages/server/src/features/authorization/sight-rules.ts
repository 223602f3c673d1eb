// What lists show to somebody: the rules about single projects, turned into conditions for a query.
import type { Standing } from './authorization-rules.ts'
import { everyProject, withinLimits } from './limit-rules.ts'

/** Which projects a list draws from. Nothing beyond public ones, unless it says so. */
export interface Sight {
  /** The user whose memberships count. */
  readonly userId: number | undefined
  readonly everything: boolean
  /** Projects, by id, that a robot was given. */
  readonly given?: readonly number[]
  /** Where a credential is limited: only these of all that, by name. */
  readonly only?: readonly string[]
}

type ListPermission = 'project:read' | 'repository:list' | 'repository:pull'

/** The projects in which somebody has `permission`, as far as it follows from memberships, robots' blocks and limits. */
export function sightOf(
  who: Standing & { readonly actor: { readonly type: string; readonly id?: number } },
  permission: ListPermission,
): Sight {
  const userId = who.actor.type === 'user' ? who.actor.id : undefined
  const all = { userId, everything: who.administrator, ...robotSight(who, permission) }
  const { within } = who
  if (!within) return all
  const covering = within.filter(({ access }) => access.includes(permission))
  if (covering.some(({ namespace }) => namespace === everyProject)) return all
  return { ...all, only: covering.map(({ namespace }) => namespace) }
}

function robotSight({ robot, within }: Standing, permission: ListPermission): Partial<Sight> {
  if (!robot) return {}
  const given: number[] = []
  for (const { where, allowed, denied } of robot) {
    if (!allowed.has(permission) || denied.has(permission)) continue
    if (where === 'every-project') return { everything: true }
    if (where !== 'system') given.push(where.project)
  }
  const listsAll = permission === 'project:read' && robot.some((each) => each.allowed.has('project:list'))
  return listsAll && withinLimits(within, null, 'project:list') ? { everything: true } : { given }
}
