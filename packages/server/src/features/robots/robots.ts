// Robots: made, changed and deleted. What they may do is authorization's to decide, with each request.
import { type Clock, day } from '../../platform/clock.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { Failure, refuse } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import type { ListPage, ListQuestion } from '../../platform/listing.ts'
import type { RobotPermission } from '../authorization/index.ts'
import type { Passwords } from '../identity/index.ts'
import { lockProject } from '../projects/index.ts'
import { fullName, splitRobotName } from './robot-name.ts'
import {
  descriptionProblem,
  durationProblem,
  forEver,
  type RobotLevel,
  robotNameProblem,
} from './robot-rules.ts'
import { chosenSecret, type MadeSecret, makeSecret } from './robot-secrets.ts'
import {
  deleteRobotsOf,
  findRobot,
  findRobotCredentials,
  insertRobot,
  listRobots,
  lockRobot,
  type Robot,
  type RobotChange,
  updateRobot,
} from './robots-store.ts'

export interface RobotToCreate {
  readonly name: string
  readonly description: string
  readonly level: RobotLevel
  /** Null for the system's. */
  readonly project: { readonly id: number; readonly name: string } | null
  /** Empty: one is made. */
  readonly secret: string
  readonly disabled: boolean
  /** Days, -1 for ever; undefined for the usual one. */
  readonly duration: number | undefined
  readonly permissions: readonly RobotPermission[]
}

export interface CreatedRobot {
  readonly id: number
  /** In full. */
  readonly name: string
  readonly secret: string
  readonly createdAt: number
  readonly expiresAt: number | null
}

/** What of a robot can be changed. */
export interface RobotEdit {
  readonly description: string
  readonly disabled: boolean
  /** Days from its making; undefined to leave it. */
  readonly duration: number | undefined
  readonly permissions: readonly RobotPermission[]
}

export interface RobotSettings {
  /** What robots' names begin with. */
  readonly prefix: string
  /** Days; -1 for ever. */
  readonly duration: number
}

export interface RobotsOptions {
  readonly db: Database
  readonly events: Events
  readonly passwords: Passwords
  readonly clock: Clock
  settings(): Promise<RobotSettings>
}

export class Robots {
  constructor(private readonly options: RobotsOptions) {}

  /** @throws Failure BAD_REQUEST naming what is wrong; NOT_FOUND when the project has gone; CONFLICT for a taken name */
  async create(robot: RobotToCreate, cause: Cause): Promise<CreatedRobot> {
    const settings = await this.options.settings()
    const { duration = settings.duration, project } = robot
    refuse(robotNameProblem(robot.name) ?? descriptionProblem(robot.description) ?? durationProblem(duration))
    const { secret, hash } = await this.secretFor(robot.secret, cause)
    const createdAt = this.options.clock()
    const expiresAt = expiryOf(createdAt, duration)
    const name = fullName({ name: robot.name, projectName: project?.name ?? null }, settings.prefix)
    const id = await this.options.db.transaction(async (tx) => {
      await requireProject(tx, project)
      const { id: creatorId } = cause.actor
      if (creatorId === null) throw new Error('only users and robots make robots')
      const row = {
        ...{ name: robot.name, description: robot.description, level: robot.level, duration, expiresAt },
        ...{ projectId: project?.id ?? null, secretHash: hash, disabled: robot.disabled, creatorId },
        creatorKind: cause.actor.type === 'robot' ? ('robot' as const) : ('user' as const),
        permissions: JSON.stringify(robot.permissions),
      }
      const made = await insertRobot(tx, row, createdAt)
      if (made === undefined) throw taken(robot)
      await this.record(tx, cause, 'robot.created', { id: made, name, projectId: row.projectId })
      return made
    })
    return { id, name, secret, createdAt, expiresAt }
  }

  /** Also one that was deleted lately, for whoever may know that. */
  find(id: number): Promise<Robot | undefined> {
    return findRobot(this.options.db, id)
  }

  /** A living robot, by its id or by its name in full. @returns its name in full too */
  async named(robot: number | string): Promise<{ readonly id: number; readonly name: string } | undefined> {
    const prefix = await this.prefix()
    let id = robot
    if (typeof id === 'string') {
      const parts = splitRobotName(id, prefix)
      const found = parts && (await findRobotCredentials(this.options.db, parts.name, parts.project))
      if (!found) return undefined
      id = found.id
    }
    const found = await this.find(id)
    return found?.deletedAt === null ? { id, name: fullName(found, prefix) } : undefined
  }

  /** @param project the project's id; null for the system's robots */
  list(project: number | null, question: ListQuestion): Promise<ListPage<Robot>> {
    return listRobots(this.options.db, project, question)
  }

  /** Whether it looks like a robot's name in full: there may be no such robot. */
  async isName(name: string): Promise<boolean> {
    return splitRobotName(name, await this.prefix()) !== undefined
  }

  async prefix(): Promise<string> {
    return (await this.options.settings()).prefix
  }

  /** @throws Failure BAD_REQUEST, NOT_FOUND */
  async update(id: number, edit: RobotEdit, cause: Cause): Promise<void> {
    refuse(descriptionProblem(edit.description))
    refuse(edit.duration === undefined ? undefined : durationProblem(edit.duration))
    await this.change(id, 'robot.updated', cause, ({ duration: before, createdAt }) => {
      const { duration = before } = edit
      return {
        description: edit.description,
        disabled: Number(edit.disabled),
        permissions: JSON.stringify(edit.permissions),
        // As in Harbor, the days count from when the robot was made.
        ...(duration !== before && { duration, expires_at: expiryOf(createdAt, duration) }),
      }
    })
  }

  /**
   * From now on the old secret is refused.
   * @param chosen empty: one is made
   * @returns the secret that was made; empty for a chosen one
   * @throws Failure BAD_REQUEST, NOT_FOUND
   */
  async setSecret(id: number, chosen: string, cause: Cause): Promise<string> {
    const { secret, hash } = await this.secretFor(chosen, cause)
    await this.change(id, 'robot.secret-changed', cause, () => ({ secret_hash: hash }))
    return chosen === '' ? secret : ''
  }

  /** @throws Failure NOT_FOUND */
  async delete(id: number, cause: Cause): Promise<void> {
    const deleted_at = this.options.clock()
    await this.change(id, 'robot.deleted', cause, () => ({ deleted_at }))
  }

  /** All robots of a project that goes, in the transaction of its going. */
  async deleteOf(tx: Transaction, project: { readonly id: number; readonly name: string }, cause: Cause) {
    for (const { id, name } of await deleteRobotsOf(tx, project.id, this.options.clock())) {
      // Without the prefix: settings are not asked for within a transaction.
      const body = { id, name: `${project.name}+${name}`, projectId: project.id }
      await this.record(tx, cause, 'robot.deleted', body)
    }
  }

  private async change(
    id: number,
    kind: string,
    cause: Cause,
    work: (robot: Robot) => RobotChange,
  ): Promise<void> {
    const { db, clock, settings } = this.options
    const { prefix } = await settings()
    await db.transaction(async (tx) => {
      const robot = await lockRobot(tx, id)
      if (!robot) throw unknownRobot(id)
      await updateRobot(tx, id, work(robot), clock())
      const { projectId } = robot
      await this.record(tx, cause, kind, { id, name: fullName(robot, prefix), projectId })
    })
  }

  private async secretFor(chosen: string, cause: Cause): Promise<MadeSecret> {
    return chosen === '' ? makeSecret() : chosenSecret(chosen, this.options.passwords, cause.address)
  }

  private record(
    tx: Transaction,
    cause: Cause,
    kind: string,
    { projectId, ...body }: { id: number; name: string; projectId: number | null },
  ): Promise<void> {
    return this.options.events.record(tx, cause, { kind, projectId, body })
  }
}

export function unknownRobot(id: number): Failure {
  return new Failure('NOT_FOUND', { message: `robot ${id} not found` })
}

function expiryOf(createdAt: number, duration: number): number | null {
  return duration === forEver ? null : createdAt + duration * day
}

/** The project may have been deleted since the caller was let in. */
async function requireProject(tx: Transaction, project: RobotToCreate['project']): Promise<void> {
  if (project === null || (await lockProject(tx, project.id))) return
  throw new Failure('NOT_FOUND', { message: `project ${project.name} not found` })
}

function taken({ name, project }: RobotToCreate): Failure {
  const words = project ? `${project.id}:${project.name}+${name}` : `0:${name}`
  return new Failure('CONFLICT', { message: `robot account ${words} already exists` })
}
