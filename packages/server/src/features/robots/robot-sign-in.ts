// Signing in as a robot, or else as a person: whoever takes a name and a password takes either.
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Actor, PasswordSignIn, SignIn } from '../identity/index.ts'
import { splitRobotName } from './robot-name.ts'
import { isGenerated, isSecretOf } from './robot-secrets.ts'
import { findRobotCredentials, type RobotCredentials } from './robots-store.ts'

export interface RobotSignInOptions {
  readonly db: Database
  readonly people: PasswordSignIn
  /** Looks at secrets that people chose, as slowly as at their passwords. */
  readonly slowly: Pick<SignIn, 'verified'>
  readonly clock: Clock
  /** What robots' names begin with. */
  prefix(): Promise<string>
}

export class RobotSignIn implements PasswordSignIn {
  private knownPrefix: string | undefined

  constructor(private readonly options: RobotSignInOptions) {}

  /**
   * The robot, or the user, with this name and secret. A name that does not exist takes the steps of an unknown user.
   * @throws Failure UNAUTHORIZED, also for a robot that is disabled or has expired; TOOMANYREQUESTS
   */
  async withPassword(name: string, password: string, address: string): Promise<Actor> {
    // People sign in far more often than the prefix changes: only what begins with it asks for the setting again.
    if (this.knownPrefix !== undefined && !name.startsWith(this.knownPrefix)) {
      return this.asPerson(name, password, address, this.knownPrefix)
    }
    return this.asRobot(name, password, address)
  }

  /** Any change of a robot begins another one: who goes on for long shows its secret once more. */
  async generation(name: string): Promise<number | undefined> {
    const { people, prefix } = this.options
    const robot = await this.find(splitRobotName(name, this.knownPrefix ?? (await prefix())))
    if (!robot) return people.generation(name)
    return this.isActive(robot) ? robot.updatedAt : undefined
  }

  private async asPerson(name: string, password: string, address: string, known: string): Promise<Actor> {
    try {
      return await this.options.people.withPassword(name, password, address)
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'UNAUTHORIZED') throw error
      this.knownPrefix = await this.options.prefix()
      if (this.knownPrefix === known) throw error
      return this.asRobot(name, password, address)
    }
  }

  private async asRobot(name: string, password: string, address: string): Promise<Actor> {
    const { people, prefix } = this.options
    this.knownPrefix = await prefix()
    const parts = splitRobotName(name, this.knownPrefix)
    const find = () => this.find(parts)
    const robot = await find()
    if (!robot) return people.withPassword(name, password, address)
    if (isGenerated(robot.passwordHash)) {
      // Whoever tries a wrong one waits as for a wrong password of nobody's: names of robots cannot be told so.
      if (!isSecretOf(password, robot.passwordHash)) return people.withPassword(name, password, address)
    } else {
      await this.options.slowly.verified({ name, password, address }, find)
    }
    this.requireActive(robot)
    return { type: 'robot', id: robot.id, name }
  }

  private async find(parts: ReturnType<typeof splitRobotName>): Promise<RobotCredentials | undefined> {
    return parts && findRobotCredentials(this.options.db, parts.name, parts.project)
  }

  private isActive({ disabled, expiresAt }: RobotCredentials): boolean {
    return disabled !== 1 && (expiresAt === null || expiresAt > this.options.clock())
  }

  /** Only who knows the secret is told. */
  private requireActive(robot: RobotCredentials): void {
    if (this.isActive(robot)) return
    const state = robot.disabled === 1 ? 'is disabled' : 'has expired'
    throw new Failure('UNAUTHORIZED', { message: `this robot account ${state}` })
  }
}
