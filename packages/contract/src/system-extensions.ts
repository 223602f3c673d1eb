// The state of the server for those who run it: beyond Harbor's API, in its manner.
import { z } from 'zod'
import { count, failures, time } from './common.ts'
import type { Route } from './route.ts'

const upTo = (what: string) => count.meta({ description: `${what}; counted up to 1,000.` })

const SystemState = z
  .object({
    version: z.string(),
    started_at: time.meta({ description: 'When the node that answers was started.' }),
    database: z.object({
      engine: z.enum(['sqlite', 'postgres']),
      size: count.optional().meta({ description: 'Bytes; absent where the database does not tell.' }),
    }),
    jobs: z.object({
      running: upTo('Jobs that run now, on any node'),
      due: upTo('Jobs whose time has come, and that wait for a free place'),
      planned: upTo('Jobs whose time comes later'),
      failed: upTo('Jobs that were given up, and are still remembered'),
      last_failures: z
        .array(z.object({ kind: z.string(), error: z.string(), time }))
        .meta({ description: 'The newest five.' }),
    }),
    events: z.object({
      waiting: upTo('Deliveries of events that wait'),
      oldest: time.optional().meta({ description: 'When the oldest event that waits was recorded.' }),
      parked: upTo('Deliveries that were given up'),
    }),
  })
  .meta({ id: 'SystemState' })

/** Beyond Harbor's API. */
export const systemExtensions = {
  getSystemState: {
    method: 'GET',
    path: '/system/state',
    area: 'System',
    summary: 'Says how the server is doing: its database, its jobs and the events that wait',
    description: 'For administrators.',
    auth: 'required',
    responses: { 200: { words: 'The state.', body: SystemState }, ...failures(401, 403) },
  },
} as const satisfies Record<string, Route>
