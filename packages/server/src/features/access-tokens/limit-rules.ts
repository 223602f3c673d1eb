// What a credential is limited to: pairs of a resource and an action, in one project, in all of them, or in the system.

export interface Limit {
  /** A project's name, `*` for every project, `/` for what lies outside projects. */
  readonly namespace: string
  /** Pairs such as `repository:push`. */
  readonly access: readonly string[]
}

export const everyProject = '*'
export const system = '/'

const read = [
  'repository:pull',
  'repository:read',
  'repository:list',
  'artifact:read',
  'artifact:list',
  'artifact-addition:read',
  'accessory:list',
  'tag:list',
  'label:read',
  'label:list',
  'scan:read',
  'sbom:read',
  'metadata:read',
  'metadata:list',
  'project:read',
] as const
const write = [
  ...read,
  'repository:push',
  'repository:update',
  'artifact:create',
  'tag:create',
  'artifact-label:create',
  'artifact-label:delete',
] as const
const remove = [...write, 'repository:delete', 'artifact:delete', 'tag:delete'] as const

/** The common wishes, each with all of the one before; `all` is no limit at all. */
const presets: Readonly<Record<'read' | 'write' | 'delete', readonly string[]>> = {
  read,
  write,
  delete: remove,
}

/** The limits of a preset in each of some namespaces. */
export function limitsOf(preset: keyof typeof presets, projects: readonly string[]): Limit[] {
  return projects.map((namespace) => ({ namespace, access: presets[preset] }))
}

/**
 * Whether `asked` is nowhere wider than `own`.
 * @param own undefined: no limit
 */
export function isWithin(asked: readonly Limit[] | undefined, own: readonly Limit[] | undefined): boolean {
  if (own === undefined) return true
  if (asked === undefined) return false
  return asked.every(({ namespace, access }) => access.every((pair) => covers(own, namespace, pair)))
}

function covers(own: readonly Limit[], namespace: string, pair: string): boolean {
  return own.some((limit) => {
    const there = limit.namespace === namespace || (limit.namespace === everyProject && namespace !== system)
    return there && limit.access.includes(pair)
  })
}
