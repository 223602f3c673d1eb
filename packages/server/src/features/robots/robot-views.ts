// Robots as the contract writes them, and which of them a list's question is about.
import { second } from '../../platform/clock.ts'
import { Failure } from '../../platform/errors.ts'
import type { Filter, ListQuestion } from '../../platform/listing.ts'
import type { RobotPermission } from '../authorization/index.ts'
import { fullName, splitRobotName } from './robot-name.ts'
import { forEver, isLevel } from './robot-rules.ts'
import type { CreatedRobot } from './robots.ts'
import type { Robot } from './robots-store.ts'

export function presentRobot(robot: Robot, prefix: string) {
  return {
    id: robot.id,
    name: fullName(robot, prefix),
    description: robot.description,
    level: robot.level,
    duration: robot.duration,
    editable: robot.editable,
    disable: robot.disabled,
    expires_at: secondsOf(robot.expiresAt),
    permissions: (JSON.parse(robot.permissions) as RobotPermission[]).map(({ kind, namespace, access }) => ({
      kind,
      namespace,
      access: [...access],
    })),
    creator_type: robot.creatorKind === 'user' ? 'local' : 'robot',
    creator_ref: robot.creatorId,
    creation_time: new Date(robot.createdAt).toISOString(),
    update_time: new Date(robot.updatedAt).toISOString(),
  }
}

export function presentCreated({ id, name, secret, createdAt, expiresAt }: CreatedRobot) {
  return {
    ...{ id, name, secret },
    creation_time: new Date(createdAt).toISOString(),
    expires_at: secondsOf(expiresAt),
  }
}

function secondsOf(expiresAt: number | null): number {
  return expiresAt === null ? forEver : Math.floor(expiresAt / second)
}

/**
 * Which robots `Level` and `ProjectID` name, and what else is asked of them.
 * @returns the project's id, null for the system's robots
 * @throws Failure BAD_REQUEST
 */
export function chosenList(
  question: ListQuestion,
  prefix: string,
): { readonly project: number | null; readonly question: ListQuestion } {
  const level = equalTo(question, 'Level') ?? 'system'
  if (typeof level !== 'string' || !isLevel(level)) throw bad('bad request error level input')
  const filters = question.filters.map((filter) => withoutPrefix(filter, prefix))
  if (level === 'system') return { project: null, question: { ...question, filters } }
  const project = equalTo(question, 'ProjectID')
  if (project === undefined) throw bad('must with project ID when to query project robots')
  if (typeof project !== 'number' || project <= 0) throw bad('ProjectID must be a positive integer')
  return { project, question: { ...question, filters } }
}

function equalTo({ filters }: ListQuestion, field: string): unknown {
  const match = filters.find((filter) => filter.field === field)?.match
  if (match === undefined) return undefined
  return match.how === 'equals' ? match.value : null
}

/** Clients know robots by their names in full, or as Harbor keeps them: `library+ci`; they look for parts of these too. */
function withoutPrefix(filter: Filter, prefix: string): Filter {
  const { field, match } = filter
  if (field !== 'name' || (match.how !== 'equals' && match.how !== 'within')) return filter
  const text = String(match.value)
  const bare = (splitRobotName(text, prefix) ?? splitRobotName(text, ''))?.name ?? text
  return { field, match: { how: match.how, value: bare } }
}

function bad(message: string): Failure {
  return new Failure('BAD_REQUEST', { message })
}
