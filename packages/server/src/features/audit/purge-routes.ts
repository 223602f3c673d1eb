// /system/purgeaudit over HTTP.
import { Failure } from '../../platform/errors.ts'
import type { ApiCall, ApiHandlers } from '../../platform/http/api.ts'
import type { Execution } from '../../platform/jobs/executions.ts'
import { executionFields, type ScheduleRow } from '../../platform/jobs/executions-store.ts'
import { parseListQuestion } from '../../platform/listing.ts'
import type { Permits } from '../authorization/index.ts'
import { causeOf, type Principal } from '../identity/index.ts'
import { type PurgeParameters, purgeParameters } from './purge-rules.ts'
import type { Purges } from './purges.ts'

type PurgeHandlers = ApiHandlers<
  Principal,
  | 'getPurgeHistory'
  | 'getPurgeSchedule'
  | 'createPurgeSchedule'
  | 'updatePurgeSchedule'
  | 'getPurgeJob'
  | 'stopPurge'
  | 'getPurgeJobLog'
>

const base = '/api/v2.0/system/purgeaudit'
/** What Harbor calls such jobs. */
const jobName = 'PURGE_AUDIT_LOG'
/** Where a type says all and the line is left out. */
const usualCron = { Hourly: '0 0 * * * *', Daily: '0 0 0 * * *', Weekly: '0 0 0 * * 0' } as const

interface ScheduleBody {
  readonly schedule?: { readonly type?: string | null; readonly cron?: string | null } | null
  readonly parameters?: Readonly<Record<string, unknown>> | null
}

export function purgeHandlers(purges: Purges, permits: Permits): PurgeHandlers {
  /** @returns the id of the purge that it started, if it did */
  const set = async ({ schedule, parameters }: ScheduleBody, call: Call): Promise<number | undefined> => {
    if (!schedule?.type) throw new Failure('BAD_REQUEST', { message: 'schedule cannot be empty' })
    const cause = causeOf(call.principal, call.context)
    const { type, cron } = schedule
    if (type === 'None') {
      await purges.endPlan(cause)
      return undefined
    }
    const asked: PurgeParameters = purgeParameters(parameters)
    if (type === 'Manual') return purges.start(asked, cause)
    if (!isPlanned(type)) throw new Failure('BAD_REQUEST', { message: `schedule type ${type} cannot be set` })
    await purges.plan(type, cron || (type === 'Custom' ? '' : usualCron[type]), asked, cause)
    return undefined
  }
  return {
    getPurgeHistory: async ({ query }, { principal }) => {
      await permits.inSystem(principal, 'purge-audit:list')
      const { items, total } = await purges.list(parseListQuestion(query, executionFields))
      return { status: 200, body: items.map(present), total }
    },
    getPurgeSchedule: async (_, { principal }) => {
      await permits.inSystem(principal, 'purge-audit:read')
      const planned = await purges.planned()
      return planned ? { status: 200, body: presentPlan(planned) } : { status: 200 }
    },
    createPurgeSchedule: async ({ body }, call) => {
      await permits.inSystem(call.principal, 'purge-audit:create')
      const id = await set(body, call)
      return { status: 201, location: `${base}/${id ?? 'schedule'}` }
    },
    updatePurgeSchedule: async ({ body }, call) => {
      await permits.inSystem(call.principal, 'purge-audit:update')
      await set(body, call)
      return { status: 200 }
    },
    getPurgeJob: async ({ params }, { principal }) => {
      await permits.inSystem(principal, 'purge-audit:read')
      return { status: 200, body: present(await purges.get(params.purge_id)) }
    },
    stopPurge: async ({ params }, { principal }) => {
      await permits.inSystem(principal, 'purge-audit:stop')
      await purges.stop(params.purge_id)
      return { status: 200 }
    },
    getPurgeJobLog: async ({ params }, { principal }) => {
      await permits.inSystem(principal, 'purge-audit:read')
      return { status: 200, body: (await purges.get(params.purge_id)).log }
    },
  }
}

type Call = ApiCall<Principal>

function isPlanned(type: string): type is ScheduleRow['type'] {
  return type === 'Hourly' || type === 'Daily' || type === 'Weekly' || type === 'Custom'
}

function present(execution: Execution) {
  return {
    id: execution.id,
    job_name: jobName,
    job_kind: execution.trigger === 'Manual' ? 'MANUAL' : 'SCHEDULE',
    job_parameters: execution.parameters,
    schedule: { type: execution.trigger },
    job_status: execution.status,
    deleted: false,
    creation_time: new Date(execution.createdAt).toISOString(),
    update_time: new Date(execution.updatedAt).toISOString(),
  }
}

function presentPlan(plan: ScheduleRow) {
  return {
    id: plan.id,
    job_name: '',
    job_kind: plan.cron,
    job_parameters: plan.parameters,
    schedule: {
      type: plan.type,
      cron: plan.cron,
      next_scheduled_time: new Date(plan.nextAt).toISOString(),
    },
    job_status: '',
    deleted: false,
    creation_time: new Date(plan.createdAt).toISOString(),
    update_time: new Date(plan.updatedAt).toISOString(),
  }
}
