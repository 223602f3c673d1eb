// SQL of what is found by a part of its name, and of how many there are.
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Handle } from '../../platform/database/database.ts'
import { conditionOn } from '../../platform/database/list-conditions.ts'
import { queries } from '../../platform/database/queries.ts'
import { privateTo, publicTo, type Viewer, visibleTo } from '../projects/index.ts'

export interface FoundRepository {
  readonly projectId: number
  readonly projectName: string
  readonly public: number
  readonly path: string
  readonly pullCount: number
  readonly artifactCount: number
}

/** By their paths. */
export function findRepositories(
  db: Handle,
  viewer: Viewer,
  part: string,
  limit: number,
): Promise<FoundRepository[]> {
  let query = queries(db)
    .selectFrom('repositories as r')
    .innerJoin('projects as p', 'p.id', 'r.project_id')
    .select([
      ...(['p.id as projectId', 'p.name as projectName', 'p.public', 'r.path'] as const),
      ...(['r.pull_count as pullCount', 'r.artifact_count as artifactCount'] as const),
    ])
    .where('p.deleted_at', 'is', null)
    .where('r.format', '=', 'oci')
    .where('r.visible_at', 'is not', null)
    .where(visibleTo(viewer))
  if (part !== '') query = query.where(conditionOn(sql.ref('r.path'), { how: 'within', value: part }))
  return query.orderBy('r.path').limit(limit).execute()
}

export interface ProjectCounts {
  readonly projects: number
  readonly repositories: number
}

/** Public ones that the viewer sees. */
export function countPublic(db: Handle, viewer: Viewer): Promise<ProjectCounts> {
  return count(db, publicTo(viewer))
}

/** Private ones that the viewer sees. */
export async function countPrivate(db: Handle, viewer: Viewer): Promise<ProjectCounts> {
  const closed = privateTo(viewer)
  return closed ? count(db, closed) : { projects: 0, repositories: 0 }
}

async function count(db: Handle, among: RawBuilder<SqlBool>): Promise<ProjectCounts> {
  const row = await queries(db)
    .selectFrom('projects as p')
    .select((eb) => [
      eb.fn.countAll<number>().as('projects'),
      eb.fn.sum<number>('p.repository_count').as('repositories'),
    ])
    .where('p.deleted_at', 'is', null)
    .where(among)
    .executeTakeFirstOrThrow()
  return { projects: Number(row.projects), repositories: Number(row.repositories ?? 0) }
}

/** Bytes of all that is stored, each blob once. A walk along all blobs. */
export async function sumBlobs(db: Handle): Promise<number> {
  const { total } = await queries(db)
    .selectFrom('blobs')
    .select((eb) => eb.fn.sum<number>('size').as('total'))
    .executeTakeFirstOrThrow()
  return Number(total ?? 0)
}
