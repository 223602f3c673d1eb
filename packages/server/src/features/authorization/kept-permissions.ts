// Permissions as the database keeps them, read again: parsed once for each text.
import { LRUCache } from 'lru-cache'
import { everyProject, type RobotBlock } from './limit-rules.ts'

/** A block of a robot's permissions as Harbor's clients write it. */
export interface RobotPermission {
  readonly kind: 'system' | 'project'
  /** A project's name or `*`; `/` for the system. */
  readonly namespace: string
  /** The project that the name meant when it was given. */
  readonly projectId?: number
  readonly access: readonly RobotAccess[]
}

export interface RobotAccess {
  readonly resource: string
  readonly action: string
  /** Absent: allow. */
  readonly effect?: 'allow' | 'deny'
}

/** Characters of texts that are remembered: a robot with everything in one project has some 4,000. */
const rememberedCharacters = 16 * 1024 * 1024

const remembered = {
  maxSize: rememberedCharacters,
  sizeCalculation: (_: unknown, text: string) => text.length + 1,
}
const robots = new LRUCache<string, readonly RobotBlock[]>(remembered)
const roles = new LRUCache<string, ReadonlySet<string>>(remembered)

/** What a custom role grants. @param text a JSON array of permissions */
export function parseRolePermissions(text: string): ReadonlySet<string> {
  const known = roles.get(text)
  if (known) return known
  const parsed = new Set(JSON.parse(text) as string[])
  roles.set(text, parsed)
  return parsed
}

/** What a robot was given. @param text a JSON array of `RobotPermission` */
export function parseRobotBlocks(text: string): readonly RobotBlock[] {
  const known = robots.get(text)
  if (known) return known
  const parsed = blocksOf(JSON.parse(text) as RobotPermission[])
  robots.set(text, parsed)
  return parsed
}

/** The blocks as the rules read them. */
export function blocksOf(permissions: readonly RobotPermission[]): readonly RobotBlock[] {
  return permissions.map((permission) => {
    const { access } = permission
    const named = (denied: boolean) =>
      new Set(
        access
          .filter(({ effect }) => (effect === 'deny') === denied)
          .map(({ resource, action }) => `${resource}:${action}`),
      )
    return { where: whereOf(permission), allowed: named(false), denied: named(true) }
  })
}

function whereOf({ kind, namespace, projectId }: RobotPermission): RobotBlock['where'] {
  if (kind === 'system') return 'system'
  return namespace === everyProject ? 'every-project' : { project: projectId ?? 0 }
}
