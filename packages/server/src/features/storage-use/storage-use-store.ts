// SQL of what projects store: each piece of blobs by itself, so that every blob is counted once in each project.
import { sql } from 'kysely'
import type { Handle } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'

export interface ProjectBytes {
  readonly projectId: number
  readonly bytes: number
}

/** The largest id of a blob; 0 without any. */
export async function lastBlob(db: Handle): Promise<number> {
  const row = await queries(db)
    .selectFrom('blobs')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? 0
}

/** Of blobs whose id is above `after` and at most `to`: projects by their ids, and 0 for each blob once. */
export async function bytesOfPiece(db: Handle, after: number, to: number): Promise<ProjectBytes[]> {
  const { rows } = await sql<{ projectId: number; bytes: number }>`
    select 0 as "projectId", coalesce(sum(b.size), 0) as bytes from blobs b where b.id > ${after} and b.id <= ${to}
    union all
    select linked.project_id, sum(b.size) from (
      select distinct r.project_id, l.blob_id from blob_links l join repositories r on r.id = l.repository_id
      where l.blob_id > ${after} and l.blob_id <= ${to}
    ) as linked join blobs b on b.id = linked.blob_id group by linked.project_id`.execute(queries(db))
  return rows.map(({ projectId, bytes }) => ({ projectId, bytes: Number(bytes) }))
}

/** Those that there still are. */
export function namesOfProjects(db: Handle, ids: readonly number[]): Promise<{ id: number; name: string }[]> {
  return queries(db)
    .selectFrom('projects')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .where('deleted_at', 'is', null)
    .execute()
}
