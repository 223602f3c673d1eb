// The audit log: who did what, when, and from where.
import { z } from 'zod'
import { count, failures, listing, pageOf, projectNameParams, time } from './common.ts'
import type { Route } from './route.ts'

const common = {
  id: count,
  username: z.string().meta({ description: 'Who did it; `anonymous` without a login.' }),
  resource: z.string().meta({
    description: 'What it was done to, such as `team/app:1.0`, or `team/app@sha256:…` without a tag.',
  }),
  resource_type: z.string().meta({ description: 'Such as `artifact`, `project`, `user` or `robot`.' }),
  operation: z.string().meta({ description: 'Such as `create`, `delete`, `pull` or `login`.' }),
  op_time: time,
}

const AuditLog = z.object(common).meta({ id: 'AuditLog' })

const AuditLogExt = z
  .object({
    ...common,
    operation_description: z.string(),
    operation_result: z.boolean().meta({ description: 'Whether it was done: a failed login was not.' }),
    client_address: z.string().meta({ description: 'From where; empty for what the server did by itself.' }),
    credential: z.string().meta({ description: 'The kind of credential, such as `password` or `token`.' }),
    request_id: z.string().meta({ description: 'The `X-Request-Id` of the request’s answer and log line.' }),
    project_id: z.number().int().optional().meta({ description: 'Of what happened in a project.' }),
  })
  .meta({ id: 'AuditLogExt' })

const AuditLogEventType = z.object({ event_type: z.string() }).meta({ id: 'AuditLogEventType' })

const area = 'Audit'
const order =
  'Newest first; `sort=op_time` turns that round, and there is no other order. Filters by `username`, `resource`, ' +
  '`resource_type`, `operation`, `op_time`, `operation_result` and `operation_description`, and by `repository`: all of ' +
  'what happened to a repository, its tags and its artifacts. `listed=true` leaves out what is named by a digest and is no ' +
  'artifact of its own by now: parts of an index, signatures, what is gone; its total ends one after the page. With ' +
  'filters the total ends at 10,000, and those that no index serves look at the newest 200,000 entries.'
const ofAll = `${order} Those who may not read the whole log see the entries of projects whose log they may read.`
const ofProject = { area, auth: 'optional', params: projectNameParams } as const

export const auditRoutes = {
  listAuditLogs: {
    method: 'GET',
    path: '/audit-logs',
    area,
    summary: 'Lists the audit log, in the older form',
    description: ofAll,
    auth: 'required',
    query: z.object(listing),
    responses: { ...pageOf(AuditLog), ...failures(400, 401, 403, 422) },
  },
  listAuditLogExts: {
    method: 'GET',
    path: '/auditlog-exts',
    area,
    summary: 'Lists the audit log',
    description: ofAll,
    auth: 'required',
    query: z.object(listing),
    responses: { ...pageOf(AuditLogExt), ...failures(400, 401, 403, 422) },
  },
  listAuditLogEventTypes: {
    method: 'GET',
    path: '/auditlog-exts/events',
    area,
    summary: 'Lists the types of events that can be switched off and purged',
    auth: 'required',
    responses: {
      200: { words: 'All types.', body: z.array(AuditLogEventType) },
      ...failures(401, 403),
    },
  },
  getLogs: {
    ...ofProject,
    method: 'GET',
    path: '/projects/{project_name}/logs',
    summary: 'Lists a project’s audit log, in the older form',
    description: order,
    query: z.object(listing),
    responses: { ...pageOf(AuditLog), ...failures(400, 401, 403, 404, 422) },
  },
  getLogExts: {
    ...ofProject,
    method: 'GET',
    path: '/projects/{project_name}/auditlog-exts',
    summary: 'Lists a project’s audit log',
    description: order,
    query: z.object(listing),
    responses: { ...pageOf(AuditLogExt), ...failures(400, 401, 403, 404, 422) },
  },
} as const satisfies Record<string, Route>
