// /robots over HTTP.
import { Failure, refuse } from '../../platform/errors.ts'
import type { ApiCall, ApiHandlers } from '../../platform/http/api.ts'
import { parseListQuestion } from '../../platform/listing.ts'
import {
  type Authorization,
  isRobotPermission,
  type Permits,
  type ProjectPermission,
  type RobotPermission,
  type SystemPermission,
} from '../authorization/index.ts'
import { causeOf, type Principal } from '../identity/index.ts'
import { grantable } from './robot-grants.ts'
import { type AskedPermission, isLevel, permissionsProblem, type RobotLevel } from './robot-rules.ts'
import { chosenList, presentCreated, presentRobot } from './robot-views.ts'
import { type Robots, unknownRobot } from './robots.ts'
import { type Robot, robotFields } from './robots-store.ts'

type RobotHandlers = ApiHandlers<
  Principal,
  'ListRobot' | 'CreateRobot' | 'GetRobotByID' | 'UpdateRobot' | 'RefreshSec' | 'DeleteRobot'
>

export interface RobotRouteParts {
  readonly robots: Robots
  readonly authorization: Authorization
  readonly permits: Permits
}

type Action = 'create' | 'read' | 'list' | 'update' | 'delete'
type Call = ApiCall<Principal>

export function robotHandlers(parts: RobotRouteParts): RobotHandlers {
  const { robots } = parts
  const entry = new RobotEntry(parts)
  return {
    ListRobot: async ({ query }, { principal }) => {
      const prefix = await robots.prefix()
      const { project, question } = chosenList(parseListQuestion(query, robotFields), prefix)
      await entry.require(principal, project, 'list')
      const { items, total } = await robots.list(project, question)
      return { status: 200, body: items.map((each) => presentRobot(each, prefix)), total }
    },
    CreateRobot: async ({ body }, { principal, context }) => {
      const level = body.level ?? ''
      const asked = body.permissions ?? []
      if (!isLevel(level)) throw bad(`bad request error level input: ${level.slice(0, 255)}`)
      const project = await entry.projectOf(principal, level, asked)
      const robot = {
        ...{ name: body.name ?? '', description: body.description ?? '', level, project },
        ...{ secret: body.secret ?? '', disabled: body.disable ?? false },
        duration: body.duration ?? undefined,
        permissions: await entry.granted(principal, level, asked),
      }
      const created = await robots.create(robot, causeOf(principal, context))
      return {
        status: 201,
        location: `/api/v2.0/robots/${created.id}`,
        body: presentCreated(created),
      }
    },
    GetRobotByID: async ({ params }, { principal }) => {
      const robot = await entry.enter(principal, params.robot_id, 'read')
      return { status: 200, body: presentRobot(robot, await robots.prefix()) }
    },
    UpdateRobot: async ({ params, body }, call) => {
      const { principal } = call
      const robot = await entry.enter(principal, params.robot_id, 'update')
      await entry.requireSame(robot, body)
      const asked = body.permissions ?? []
      const permissions = await entry.granted(principal, robot.level, asked)
      if (robot.level === 'project' && permissions[0]?.projectId !== robot.projectId) {
        throw bad('cannot update the project id of robot')
      }
      const edit = {
        ...{ description: body.description ?? '', disabled: body.disable ?? false, permissions },
        duration: body.duration ?? undefined,
      }
      await robots.update(robot.id, edit, cause(call))
      return { status: 200 }
    },
    RefreshSec: async ({ params, body }, call) => {
      const robot = await entry.enter(call.principal, params.robot_id, 'update')
      // Whoever knows the secret has the robot's rights: they must not be more than one's own.
      await grantable(parts.authorization, call.principal, JSON.parse(robot.permissions) as AskedPermission[])
      const secret = await robots.setSecret(robot.id, body.secret ?? '', cause(call))
      return { status: 200, body: { secret } }
    },
    DeleteRobot: async ({ params }, call) => {
      const robot = await entry.enter(call.principal, params.robot_id, 'delete')
      await robots.delete(robot.id, cause(call))
      return { status: 200 }
    },
  }

  function cause({ principal, context }: Call) {
    return causeOf(principal, context)
  }
}

/** Lets principals in to robots: a project's by the right in that project, the system's by the one outside of projects. */
class RobotEntry {
  constructor(private readonly parts: RobotRouteParts) {}

  /** @param project null for the system's robots @throws Failure as `Permits` refuses */
  async require(principal: Principal, project: number | null, action: Action): Promise<void> {
    const { permits } = this.parts
    if (project === null) await permits.inSystem(principal, `robot:${action}` satisfies SystemPermission)
    else await permits.inProject(principal, { id: project }, `robot:${action}` satisfies ProjectPermission)
  }

  /**
   * A living robot, for a principal that may do this with it. To others an unknown robot is like one that they may not
   * see; one of their own that was deleted lately is not found.
   */
  async enter(principal: Principal, id: number, action: Action): Promise<Robot> {
    const robot = await this.parts.robots.find(id)
    await this.require(principal, robot?.projectId ?? null, action)
    if (!robot || robot.deletedAt !== null) throw unknownRobot(id)
    return robot
  }

  /** The project of a robot that is to be made; null for the system's. @throws Failure BAD_REQUEST and as `Permits` refuses */
  async projectOf(principal: Principal, level: RobotLevel, asked: readonly AskedPermission[]) {
    refuse(permissionsProblem(level, asked, isRobotPermission))
    const { permits } = this.parts
    if (level === 'system') {
      await permits.inSystem(principal, 'robot:create')
      return null
    }
    const name = asked[0]?.namespace ?? ''
    const { project } = await permits.inProject(principal, { name }, 'robot:create')
    return { id: project.id, name: project.name }
  }

  granted(
    principal: Principal,
    level: RobotLevel,
    asked: readonly AskedPermission[],
  ): Promise<RobotPermission[]> {
    refuse(permissionsProblem(level, asked, isRobotPermission))
    return grantable(this.parts.authorization, principal, asked)
  }

  /** @throws Failure BAD_REQUEST */
  async requireSame(
    robot: Robot,
    {
      name,
      level,
    }: { readonly name?: string | null | undefined; readonly level?: string | null | undefined },
  ): Promise<void> {
    const full = presentRobot(robot, await this.parts.robots.prefix()).name
    if ((name ?? full) === full && (level ?? robot.level) === robot.level) return
    throw bad('cannot update the level or name of robot')
  }
}

function bad(message: string): Failure {
  return new Failure('BAD_REQUEST', { message })
}
