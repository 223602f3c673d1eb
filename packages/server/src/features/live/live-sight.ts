// What listeners may be told, by their rights at this moment.
import type { Access, Permits, ProjectPermission, SystemPermission } from '../authorization/index.ts'
import { actorKey, type Principal } from '../identity/index.ts'
import type { Hint } from './live-hints.ts'

/** For one piece of the feed: whoever listens twice is looked at once. */
export class LiveSight {
  private readonly known = new Map<string, Promise<Access>>()

  constructor(private readonly permits: Permits) {}

  /** @returns the project's name where the hint is of one; undefined when it is not to be told */
  async of(principal: Principal, { projectId, needs }: Hint): Promise<{ project?: string } | undefined> {
    const access = await this.access(principal, projectId)
    if (projectId === null) {
      return (await this.permits.mayInSystem(access, needs as SystemPermission)) ? {} : undefined
    }
    const { project } = access
    const may = project && this.permits.alsoMay(access, needs as ProjectPermission)
    return may ? { project: project.name } : undefined
  }

  private access(principal: Principal, projectId: number | null): Promise<Access> {
    const ask = () =>
      projectId === null
        ? this.permits.everywhere(principal)
        : this.permits.towards(principal, { id: projectId })
    // A limited credential sees otherwise than its owner.
    if (principal.within) return ask()
    const key = `${actorKey(principal.actor)} ${projectId}`
    const found = this.known.get(key) ?? ask()
    this.known.set(key, found)
    return found
  }
}
