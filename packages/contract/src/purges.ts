// Purges of the audit log: now, or by a schedule.
import { z } from 'zod'
import { created, done, failures, id, listing, pageOf, time } from './common.ts'
import type { Route } from './route.ts'

const ScheduleObj = z
  .object({
    type: z
      .enum(['Hourly', 'Daily', 'Weekly', 'Custom', 'Manual', 'None', 'Schedule'])
      .nullish()
      .meta({ description: '`Manual` runs it once, now; `None` ends the schedule.' }),
    cron: z.string().nullish().meta({
      description: 'Seconds (always 0), minutes, hours, day of the month, month, day of the week; in UTC.',
    }),
    next_scheduled_time: time.nullish(),
  })
  .meta({ id: 'ScheduleObj' })

const Schedule = z
  .object({
    id: z.int().nullish(),
    status: z.string().nullish(),
    creation_time: time.nullish(),
    update_time: time.nullish(),
    schedule: ScheduleObj.nullish(),
    parameters: z
      .record(z.string(), z.unknown().meta({ description: 'A number, a text or a flag.' }))
      .nullish(),
  })
  .meta({
    id: 'Schedule',
    examples: [
      {
        schedule: { type: 'Daily', cron: '0 0 3 * * *' },
        parameters: { audit_retention_hour: 720, include_event_types: 'pull_artifact', dry_run: false },
      },
    ],
  })

const ExecHistory = z
  .object({
    id: z.int(),
    job_name: z.string(),
    job_kind: z.string().meta({ description: '`Manual` or `Schedule`; of a schedule, its cron line.' }),
    job_parameters: z.string().meta({ description: 'JSON.' }),
    schedule: ScheduleObj,
    job_status: z.string().meta({ description: '`Pending`, `Running`, `Success`, `Error` or `Stopped`.' }),
    deleted: z.boolean(),
    creation_time: time,
    update_time: time,
  })
  .meta({ id: 'ExecHistory' })

const area = 'Audit'
const parameters =
  '`parameters` need `audit_retention_hour` (older entries go; 0 purges nothing) and `include_event_types`: types ' +
  'joined by commas, with `other_events` for all that concern no artifact. With `dry_run`, entries are only counted.'
const one = {
  area,
  auth: 'required',
  params: z.object({ purge_id: id.meta({ description: 'The id of the purge.' }) }),
} as const
const scheduled = { area, auth: 'required', path: '/system/purgeaudit/schedule' } as const

export const purgeRoutes = {
  getPurgeHistory: {
    method: 'GET',
    path: '/system/purgeaudit',
    area,
    summary: 'Lists purges of the audit log, newest first',
    auth: 'required',
    query: z.object(listing),
    responses: { ...pageOf(ExecHistory), ...failures(400, 401, 403, 422) },
  },
  getPurgeSchedule: {
    ...scheduled,
    method: 'GET',
    summary: 'Shows when purges run by themselves',
    responses: {
      200: { words: 'The schedule; no body when there is none.', body: ExecHistory.optional() },
      ...failures(401, 403),
    },
  },
  createPurgeSchedule: {
    ...scheduled,
    method: 'POST',
    summary: 'Purges the audit log now, or sets when purges run by themselves',
    description: parameters,
    body: Schedule,
    responses: { ...created, ...failures(400, 401, 403, 422) },
  },
  updatePurgeSchedule: {
    ...scheduled,
    method: 'PUT',
    summary: 'Changes when purges run by themselves',
    description: parameters,
    body: Schedule,
    responses: { ...done, ...failures(400, 401, 403, 422) },
  },
  getPurgeJob: {
    ...one,
    method: 'GET',
    path: '/system/purgeaudit/{purge_id}',
    summary: 'Shows a purge',
    responses: { 200: { words: 'The purge.', body: ExecHistory }, ...failures(401, 403, 404, 422) },
  },
  stopPurge: {
    ...one,
    method: 'PUT',
    path: '/system/purgeaudit/{purge_id}',
    summary: 'Stops a purge',
    description: 'One that has ended stays as it is.',
    responses: { ...done, ...failures(401, 403, 404, 422) },
  },
  getPurgeJobLog: {
    ...one,
    method: 'GET',
    path: '/system/purgeaudit/{purge_id}/log',
    summary: 'Shows what a purge says of itself',
    responses: {
      200: { words: 'Lines of text.', body: z.string(), mediaType: 'text/plain' },
      ...failures(400, 401, 403, 404, 422),
    },
  },
} as const satisfies Record<string, Route>
