// Which events open pages are told of, in how few words, and what one must be allowed to see for it.
import type { ProjectPermission, SystemPermission } from '../authorization/index.ts'

/** What is told: where to look again, and nothing of what is there. */
export interface Hint {
  readonly kind: string
  readonly projectId: number | null
  readonly repository?: string
  readonly tag?: string
  readonly needs: ProjectPermission | SystemPermission
}

export interface HintedEvent {
  readonly kind: string
  readonly projectId: number | null
  readonly body: Readonly<Record<string, unknown>>
}

/** By the event's noun: who may list such things may know that they changed. */
const inProjects: Readonly<Record<string, ProjectPermission>> = {
  artifact: 'artifact:list',
  tag: 'tag:list',
  repository: 'repository:list',
  project: 'project:read',
  member: 'member:list',
  robot: 'robot:list',
  label: 'label:list',
}

const inSystem: Readonly<Record<string, SystemPermission>> = {
  user: 'user:list',
  group: 'user-group:list',
  robot: 'robot:list',
  role: 'role:list',
  configuration: 'configuration:read',
}

/** No changes, but uses: there are many, and no page shows each. */
const uses = ['pulled', 'signed-in', 'signed-out', 'sign-in-failed']

/** @returns undefined for what no page waits for */
export function hintOf({ kind, projectId, body }: HintedEvent): Hint | undefined {
  const dot = kind.indexOf('.')
  const noun = kind.slice(0, dot)
  if (uses.includes(kind.slice(dot + 1))) return undefined
  // A project that is gone is seen by those alone who see them all.
  if (kind === 'project.deleted') return { kind, projectId: null, needs: 'project:list' }
  const needs = projectId === null ? inSystem[noun] : inProjects[noun]
  if (needs === undefined) return undefined
  const { repository } = body
  const tag = tagOf(body)
  return {
    ...{ kind, projectId, needs },
    ...(typeof repository === 'string' && { repository }),
    ...(tag !== undefined && { tag }),
  }
}

function tagOf({ tag, tags }: HintedEvent['body']): string | undefined {
  const first: unknown = tag ?? (Array.isArray(tags) ? tags[0] : undefined)
  return typeof first === 'string' ? first : undefined
}
