// What lists show to somebody: the rules about single projects, turned into conditions for a query.
import type { Standing } from './authorization-rules.ts'
import { allowingBlock, everyProject, type RobotBlock, withinLimits } from './limit-rules.ts'

/** Which projects a list draws from. Nothing beyond public ones, unless it says so. */
export interface Sight {
  /** What one must have in a project for it to count. */
  readonly permission: ListPermission
  /** The user whose memberships count. */
  readonly userId: number | undefined
  readonly everything: boolean
  /** Projects, by id, that a robot was given. */
  readonly given?: readonly number[]
  /** Where a robot was given all but some: those, by id. */
  readonly allBut?: readonly number[]
  /** Where a credential is limited: only these of all that, by name. */
  readonly only?: readonly string[]
}

export type ListPermission = 'project:read' | 'repository:list' | 'repository:pull' | 'artifact:list'

/** The projects in which somebody has `permission`, as far as it follows from memberships, robots' blocks and limits. */
export function sightOf(
  who: Standing & { readonly actor: { readonly type: string; readonly id?: number } },
  permission: ListPermission,
): Sight {
  const userId = who.actor.type === 'user' ? who.actor.id : undefined
  const all = { permission, userId, everything: who.administrator, ...robotSight(who, permission) }
  const { within } = who
  if (!within) return all
  const covering = within.filter(({ access }) => access.includes(permission))
  if (covering.some(({ namespace }) => namespace === everyProject)) return all
  return { ...all, only: covering.map(({ namespace }) => namespace) }
}

function robotSight({ robot, within }: Standing, permission: ListPermission): Partial<Sight> {
  if (!robot) return {}
  if (permission === 'project:read' && mayListAll(robot, within)) return { everything: true }
  const inProjects = robot.filter(({ where }) => where !== 'system')
  const denying = inProjects.filter(({ denied }) => denied.has(permission))
  if (denying.some(({ where }) => where === 'every-project')) return {}
  const denied = projectsOf(denying)
  const allowing = inProjects.filter(({ allowed }) => allowed.has(permission))
  if (allowing.some(({ where }) => where === 'every-project')) {
    return denied.length === 0 ? { everything: true } : { allBut: denied }
  }
  return { given: projectsOf(allowing).filter((id) => !denied.includes(id)) }
}

/** Harbor's `project:list`, outside of projects: the names of all of them. */
function mayListAll(robot: readonly RobotBlock[], within: Standing['within']): boolean {
  return allowingBlock(robot, null, 'project:list') >= 0 && withinLimits(within, null, 'project:list')
}

function projectsOf(blocks: readonly RobotBlock[]): number[] {
  return blocks.flatMap(({ where }) => (typeof where === 'object' ? [where.project] : []))
}
