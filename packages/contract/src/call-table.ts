// What a client has to know of each operation, and no more: a browser is given this in place of the schemas.
import type { Method, Route } from './route.ts'
import { apiBase, routes } from './routes.ts'

export interface CallShape {
  readonly method: Method
  /** From the host on: `/api/v2.0/projects/{project_name_or_id}`. */
  readonly path: string
  /** By status, the successes that are no JSON. */
  readonly bodies?: Readonly<Record<number, 'text' | 'stream'>>
}

/** By operationId. */
export type CallTable = Readonly<Record<string, CallShape>>

export function callTable(): CallTable {
  return Object.fromEntries(Object.entries<Route>(routes).map(([id, route]) => [id, shapeOf(route)]))
}

function shapeOf({ method, path, responses }: Route): CallShape {
  const bodies = Object.entries(responses).flatMap(([status, { stream, mediaType = 'application/json' }]) => {
    const isJson = mediaType === 'application/json'
    return stream || !isJson ? [[status, stream ? 'stream' : 'text'] as const] : []
  })
  return {
    ...{ method, path: `${apiBase}${path}` },
    ...(bodies.length > 0 && { bodies: Object.fromEntries(bodies) }),
  }
}
