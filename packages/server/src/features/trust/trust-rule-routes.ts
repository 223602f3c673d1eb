// /trust-rules and /projects/…/trust-rules over HTTP.
import { minute } from '../../platform/clock.ts'
import { Failure } from '../../platform/errors.ts'
import type { ApiCall, ApiHandlers } from '../../platform/http/api.ts'
import { parseListQuestion } from '../../platform/listing.ts'
import { limitsIn, presentLimits } from '../access-tokens/index.ts'
import type { Authorization, Permits, RobotPermission } from '../authorization/index.ts'
import { causeOf, type Principal } from '../identity/index.ts'
import { type ProjectAddress, projectReference } from '../projects/index.ts'
import { grantable, type Robots } from '../robots/index.ts'
import type { TrustRules } from './trust.ts'
import { type RuleContent, ruleFields, type TrustRule } from './trust-rules-store.ts'

export interface TrustRuleRouteParts {
  readonly trustRules: TrustRules
  readonly robots: Robots
  readonly authorization: Authorization
  readonly permits: Permits
}

type Handlers = ApiHandlers<
  Principal,
  | 'listTrustRules'
  | 'createTrustRule'
  | 'getTrustRule'
  | 'updateTrustRule'
  | 'deleteTrustRule'
  | 'listProjectTrustRules'
  | 'createProjectTrustRule'
  | 'getProjectTrustRule'
  | 'updateProjectTrustRule'
  | 'deleteProjectTrustRule'
>
type RuleBody = Parameters<Handlers['createTrustRule']>[0]['body']
type Call = ApiCall<Principal>

export function trustRuleHandlers(parts: TrustRuleRouteParts): Handlers {
  const { trustRules } = parts
  const entry = new TrustEntry(parts)
  const list = async (project: number | null, query: Parameters<typeof parseListQuestion>[0]) => {
    const { items, total } = await trustRules.list(project, parseListQuestion(query, ruleFields))
    return { status: 200 as const, body: items.map(present), total }
  }
  const get = async (project: number | null, id: number) => ({
    status: 200 as const,
    body: present(await trustRules.get(project, id)),
  })
  const create = async (project: number | null, body: RuleBody, call: Call, path: string) => {
    const content = await entry.contentOf(project, body, call)
    const id = await trustRules.create(project, content, causeOf(call.principal, call.context))
    return { status: 201 as const, location: `/api/v2.0${path}/trust-rules/${id}` }
  }
  const update = async (project: number | null, id: number, body: RuleBody, call: Call) => {
    const content = await entry.contentOf(project, body, call)
    await trustRules.update(project, id, content, causeOf(call.principal, call.context))
    return { status: 200 as const }
  }
  const remove = async (project: number | null, id: number, { principal, context }: Call) => {
    await trustRules.delete(project, id, causeOf(principal, context))
    return { status: 200 as const }
  }
  return {
    listTrustRules: async ({ query }, call) => list(await entry.system(call), query),
    createTrustRule: async ({ body }, call) => create(await entry.system(call), body, call, ''),
    getTrustRule: async ({ params }, call) => get(await entry.system(call), params.trust_rule_id),
    updateTrustRule: async ({ params, body }, call) =>
      update(await entry.system(call), params.trust_rule_id, body, call),
    deleteTrustRule: async ({ params }, call) => remove(await entry.system(call), params.trust_rule_id, call),
    listProjectTrustRules: async (input, call) => list(await entry.project(input, call), input.query),
    createProjectTrustRule: async (input, call) => {
      const project = await entry.project(input, call)
      return create(project, input.body, call, `/projects/${project}`)
    },
    getProjectTrustRule: async (input, call) =>
      get(await entry.project(input, call), input.params.trust_rule_id),
    updateProjectTrustRule: async (input, call) =>
      update(await entry.project(input, call), input.params.trust_rule_id, input.body, call),
    deleteProjectTrustRule: async (input, call) =>
      remove(await entry.project(input, call), input.params.trust_rule_id, call),
  }
}

/** A rule hands out a robot's rights: it is for those who may change robots, which no robot may. */
class TrustEntry {
  constructor(private readonly parts: TrustRuleRouteParts) {}

  async system({ principal }: Call): Promise<null> {
    await this.parts.permits.inSystem(principal, 'robot:update')
    return null
  }

  async project(address: ProjectAddress, { principal }: Call): Promise<number> {
    const { permits } = this.parts
    return (await permits.inProject(principal, projectReference(address), 'robot:update')).project.id
  }

  /** @throws Failure BAD_REQUEST for a robot that is not there, or not of this project; DENIED for one that may more */
  async contentOf(project: number | null, body: RuleBody, { principal }: Call): Promise<RuleContent> {
    const { robots, authorization } = this.parts
    const robot = await robots.find(body.robot_id)
    const fits = robot && robot.deletedAt === null && (project === null || robot.projectId === project)
    if (!fits) {
      const where = project === null ? '' : ' in this project'
      throw new Failure('BAD_REQUEST', { message: `there is no robot ${body.robot_id}${where}` })
    }
    // Whoever holds its token has the robot's rights: they must not be more than one's own.
    await grantable(authorization, principal, JSON.parse(robot.permissions) as RobotPermission[])
    return {
      ...{
        name: body.name,
        description: body.description ?? '',
        issuer: body.issuer,
        audience: body.audience,
      },
      ...{ conditions: body.conditions, robotId: robot.id },
      limits: body.permissions && limitsIn(body.permissions),
      lifetime: (body.lifetime_minutes ?? defaultMinutes) * minute,
      ...{ singleUse: body.single_use ?? false, disabled: body.disable ?? false },
    }
  }
}

const defaultMinutes = 60

function present(rule: TrustRule) {
  const { id, name, description, issuer, audience, conditions, robotId, limits } = rule
  return {
    ...{ id, name, description, issuer, audience, conditions: [...conditions], robot_id: robotId },
    ...(rule.projectId !== null && { project_id: rule.projectId }),
    ...(limits && { permissions: presentLimits(limits) }),
    ...{ lifetime_minutes: rule.lifetime / minute, single_use: rule.singleUse, disable: rule.disabled },
    creation_time: new Date(rule.createdAt).toISOString(),
    update_time: new Date(rule.updatedAt).toISOString(),
  }
}
