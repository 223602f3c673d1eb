// Pushes and pulls by day, and how much each project stores.
import { z } from 'zod'
import { count, failures, id, projectNameParams, time } from './common.ts'
import type { Route } from './route.ts'

const date = z.string().meta({ format: 'date', description: 'A day in UTC, such as `2026-03-01`.' })

const Activity = z
  .object({
    from: date,
    to: date,
    counted_since: date
      .optional()
      .meta({ description: 'The day on which counting began; absent while nothing was counted.' }),
    days: z
      .array(z.object({ date, pushes: count, pulls: count }))
      .meta({ description: 'Every day, oldest first.' }),
    most_active: z.array(z.object({ name: z.string(), pushes: count, pulls: count })).meta({
      description: 'Projects, or within a project repositories, by pushes and pulls together; ten at most.',
    }),
  })
  .meta({ id: 'Activity' })

const StorageUse = z
  .object({
    computed_at: time
      .optional()
      .meta({ description: 'When these numbers were complete; absent before the first time.' }),
    computing: z.boolean().meta({ description: 'Whether newer ones are being computed.' }),
    progress: z.number().min(0).max(1).meta({ description: 'How far that is.' }),
    stored: id.meta({ description: 'Bytes of blobs in all, each once.' }),
    projects: z
      .array(z.object({ project_id: id, name: z.string(), bytes: id }))
      .meta({ description: 'The 50 largest. A blob counts once in each project that has it.' }),
    others: z.object({ projects: count, bytes: id }).meta({ description: 'All other projects, together.' }),
  })
  .meta({ id: 'StorageUse' })

const area = 'Activity'
const days = z.int().min(1).max(366).default(30).meta({ description: 'So many days, today being the last.' })
const counting =
  'A pull is counted when a manifest is fetched. Counts are kept for 400 days, and begin with the first start of a ' +
  'server that counts by day.'
const responses = { 200: { words: 'The counts.', body: Activity } } as const

export const activityRoutes = {
  getActivity: {
    method: 'GET',
    path: '/activity',
    area,
    summary: 'Counts pushes and pulls by day, in all projects whose repositories the caller may list',
    description: counting,
    auth: 'optional',
    query: z.object({ days }),
    responses: { ...responses, ...failures(401, 403, 422) },
  },
  getProjectActivity: {
    method: 'GET',
    path: '/projects/{project_name}/activity',
    area,
    summary: 'Counts pushes and pulls by day in one project, or in one of its repositories',
    description: counting,
    auth: 'optional',
    params: projectNameParams,
    query: z.object({
      days,
      repository_name: z.string().optional().meta({ description: 'Within the project.' }),
    }),
    responses: { ...responses, ...failures(401, 403, 404, 422) },
  },
  getStorageUse: {
    method: 'GET',
    path: '/statistics/storage',
    area,
    summary: 'Says how much each project stores',
    description:
      'Computed beside other work when somebody asks and what is known is older than five minutes: the answer comes at ' +
      'once, and says when its numbers are from. Uploads that are under way, and manifests, are not in them.',
    auth: 'required',
    responses: { 200: { words: 'The sizes.', body: StorageUse }, ...failures(401, 403) },
  },
} as const satisfies Record<string, Route>
