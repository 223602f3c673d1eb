// What a limited credential leaves of its owner's rights, and what a robot was given: lists of places and permissions.

/** Where something is permitted: one project, or, as null, what lies outside of projects. */
export type Place = { readonly id: number; readonly name: string } | null

/** Part of what a credential may be used for. */
export interface Limit {
  /** A project by its name, `*` for all of them, or `/` for what lies outside of projects. */
  readonly namespace: string
  /** Permissions, `resource:action`. */
  readonly access: readonly string[]
}

export const systemNamespace = '/'
export const everyProject = '*'

/** Whether a limited credential may be used for it; one without limits may be used for all that its owner may. */
export function withinLimits(
  limits: readonly Limit[] | undefined,
  place: Place,
  permission: string,
): boolean {
  if (!limits) return true
  return limits.some(({ namespace, access }) => {
    const reaches = place
      ? namespace === place.name || namespace === everyProject
      : namespace === systemNamespace
    return reaches && access.includes(permission)
  })
}

/** One block of a robot's permissions; what it denies, it denies whatever another block allows. */
export interface RobotBlock {
  /** A project by its id, for a later one may have its name. */
  readonly where: 'system' | 'every-project' | { readonly project: number }
  readonly allowed: ReadonlySet<string>
  readonly denied: ReadonlySet<string>
}

/** @returns the index of the first block that allows it; -1 when none does, or one denies it */
export function allowingBlock(blocks: readonly RobotBlock[], place: Place, permission: string): number {
  if (blocks.some((block) => concerns(block, place) && block.denied.has(permission))) return -1
  return blocks.findIndex((block) => concerns(block, place) && block.allowed.has(permission))
}

function concerns({ where }: RobotBlock, place: Place): boolean {
  if (where === 'system') return place === null
  return place !== null && (where === 'every-project' || where.project === place.id)
}
