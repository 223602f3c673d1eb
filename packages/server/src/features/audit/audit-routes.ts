// The audit log over HTTP.
import type { ApiHandlers } from '../../platform/http/api.ts'
import { type ListPage, type ListRequest, parseListQuestion } from '../../platform/listing.ts'
import type { Permits } from '../authorization/index.ts'
import type { Principal } from '../identity/index.ts'
import type { AuditScope, ListedAudit } from './audit-list-store.ts'
import { auditFields } from './audit-list-store.ts'
import { eventTypes } from './audit-rules.ts'

type AuditHandlers = ApiHandlers<
  Principal,
  'listAuditLogs' | 'listAuditLogExts' | 'listAuditLogEventTypes' | 'getLogs' | 'getLogExts'
>

/** Asks for one page of the log. */
export type ListAudit = (
  scope: AuditScope,
  question: ReturnType<typeof parseListQuestion>,
) => Promise<ListPage<ListedAudit>>

export function auditHandlers(list: ListAudit, permits: Permits): AuditHandlers {
  const inAll = async (query: ListRequest, principal: Principal) => {
    const may = { inSystem: 'audit-log:list', inProject: 'log:list' } as const
    return list(await permits.whereverIt(principal, may), parseListQuestion(query, auditFields))
  }
  const inProject = async (name: string, query: ListRequest, principal: Principal) => {
    const { project } = await permits.inProject(principal, { name }, 'log:list')
    return list(project.id, parseListQuestion(query, auditFields))
  }
  return {
    listAuditLogs: async ({ query }, { principal }) => {
      const { items, total } = await inAll(query, principal)
      return { status: 200, body: items.map(present), total }
    },
    listAuditLogExts: async ({ query }, { principal }) => {
      const { items, total } = await inAll(query, principal)
      return { status: 200, body: items.map(presentWhole), total }
    },
    listAuditLogEventTypes: async (_, { principal }) => {
      await permits.inSystem(principal, 'audit-log:list')
      return { status: 200, body: eventTypes.map((event_type) => ({ event_type })) }
    },
    getLogs: async ({ params, query }, { principal }) => {
      const { items, total } = await inProject(params.project_name, query, principal)
      return { status: 200, body: items.map(present), total }
    },
    getLogExts: async ({ params, query }, { principal }) => {
      const { items, total } = await inProject(params.project_name, query, principal)
      return { status: 200, body: items.map(presentWhole), total }
    },
  }
}

function present(row: ListedAudit) {
  return {
    id: row.id,
    username: row.username,
    resource: row.resource,
    resource_type: row.resourceType,
    operation: row.operation,
    op_time: new Date(row.at).toISOString(),
  }
}

function presentWhole(row: ListedAudit) {
  return {
    ...present(row),
    operation_description: row.description,
    operation_result: row.succeeded === 1,
    client_address: row.address,
    credential: row.via,
    request_id: row.requestId,
    ...(row.projectId !== null && { project_id: row.projectId }),
  }
}
