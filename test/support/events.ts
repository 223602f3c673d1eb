// The outbox of a test server, as its consumers would be told.
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import type { TestServer } from './server.ts'

export interface RecordedEvent {
  readonly kind: string
  readonly projectId: number | null
  readonly actor: { readonly type: string; readonly id: number | null; readonly name: string }
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of a body
  readonly body: any
}

/** @param prefix of the kinds that are asked for, such as `robot.` */
export async function recordedEvents(
  server: Pick<TestServer, 'database'>,
  prefix: string,
): Promise<RecordedEvent[]> {
  const rows = await queries(server.database)
    .selectFrom('events')
    .select(['kind', 'project_id', 'actor', 'body'])
    .where('kind', 'like', `${prefix}%`)
    .orderBy('seq')
    .execute()
  return rows.map(({ kind, project_id, actor, body }) => ({
    ...{ kind, projectId: project_id },
    actor: JSON.parse(actor) as RecordedEvent['actor'],
    body: JSON.parse(body) as unknown,
  }))
}
