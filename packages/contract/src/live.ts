// What changes, as it changes: a stream of hints.
import { z } from 'zod'
import { failures, id } from './common.ts'
import type { Route } from './route.ts'

/** One event's `data`. It says where to look again, not what is there now. */
export const LiveHint = z
  .object({
    kind: z.string().meta({ description: 'What happened, such as `artifact.pushed` or `member.created`.' }),
    project_id: id.optional(),
    project: z.string().optional(),
    repository: z.string().optional().meta({ description: 'With the project.' }),
    tag: z.string().optional(),
  })
  .meta({ id: 'LiveHint' })

export type LiveHint = z.output<typeof LiveHint>

/** The longest that one stream lasts: whoever listens asks again, and is looked at again. */
const longestSeconds = 600

export const liveRoutes = {
  streamChanges: {
    method: 'GET',
    path: '/live',
    area: 'Live',
    summary: 'Tells of changes as they happen',
    description:
      'Server-sent events. Each one’s data is a `LiveHint` in JSON, and its id says where to go on. Only of what the ' +
      'caller may see at that moment: a stream ends with its session. `event: beat` is a sign of life. `event: resync` ' +
      'says that more hints were missed than are told one by one, or a minute ago, and everything is to be looked at ' +
      'again; `event: end` says why the stream ends, in `reason`: `time`, `signed-out`, `slow`, `fault` or `leaving`. With ' +
      'too many streams the answer is 429.',
    auth: 'optional',
    query: z.object({
      after: id.min(0).optional().meta({ description: 'The id of the last event that was read.' }),
      seconds: z
        .int()
        .min(1)
        .max(longestSeconds)
        .default(longestSeconds)
        .meta({ description: 'How long to listen.' }),
    }),
    headers: z.object({
      'Last-Event-ID': id
        .min(0)
        .optional()
        .meta({ description: 'The same as `after`, as browsers send it.' }),
    }),
    responses: {
      200: { words: 'The hints.', body: z.string(), mediaType: 'text/event-stream', stream: true },
      ...failures(401, 403, 422),
    },
  },
} as const satisfies Record<string, Route>
