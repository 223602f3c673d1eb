// SQL of counts by day: written by the batch with their sums, read by the days that are asked for.
import { sql } from 'kysely'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'
import { type Viewer, visibleTo } from '../projects/index.ts'

/** Stands for all projects, and for all repositories of a project. */
const all = 0
const batch = 200

export interface ActivityCount {
  readonly repositoryId: number
  readonly projectId: number
  /** Days since 1970, UTC. */
  readonly day: number
  readonly pushes: number
  readonly pulls: number
}

export interface DayCount {
  readonly day: number
  readonly pushes: number
  readonly pulls: number
}

export interface NamedCount {
  readonly name: string
  readonly pushes: number
  readonly pulls: number
}

/** Adds to the counts of repositories, of their projects and of everything. */
export async function addActivity(tx: Transaction, counts: readonly ActivityCount[]): Promise<void> {
  const rows = withSums(counts)
  for (let start = 0; start < rows.length; start += batch) {
    await queries(tx)
      .insertInto('activity_days')
      .values(rows.slice(start, start + batch))
      .onConflict((conflict) =>
        conflict.columns(['repository_id', 'project_id', 'day']).doUpdateSet((eb) => ({
          pushes: eb('activity_days.pushes', '+', eb.ref('excluded.pushes')),
          pulls: eb('activity_days.pulls', '+', eb.ref('excluded.pulls')),
        })),
      )
      .execute()
  }
}

function withSums(counts: readonly ActivityCount[]) {
  const rows = new Map<string, ReturnType<typeof rowOf>>()
  for (const { projectId, repositoryId, day, pushes, pulls } of counts) {
    const places = [[projectId, repositoryId] as const, [projectId, all] as const, [all, all] as const]
    for (const [project, repository] of places) {
      const key = `${project} ${day} ${repository}`
      const row = rows.get(key) ?? rowOf(project, day, repository)
      row.pushes += pushes
      row.pulls += pulls
      rows.set(key, row)
    }
  }
  // In one order, so that no two transactions wait for each other crosswise; what all write comes last.
  return [...rows.values()].sort(
    (a, b) => b.project_id - a.project_id || a.day - b.day || b.repository_id - a.repository_id,
  )
}

function rowOf(project_id: number, day: number, repository_id: number) {
  return { project_id, day, repository_id, pushes: 0, pulls: 0 }
}

/** @param repositoryId absent: of the project in all */
export function countsOfProject(
  db: Handle,
  projectId: number,
  days: readonly number[],
  repositoryId = all,
): Promise<DayCount[]> {
  return queries(db)
    .selectFrom('activity_days')
    .select(['day', 'pushes', 'pulls'])
    .where('project_id', '=', projectId)
    .where('day', 'in', days)
    .where('repository_id', '=', repositoryId)
    .execute()
}

/** Of all projects together. */
export function countsOfAll(db: Handle, days: readonly number[]): Promise<DayCount[]> {
  return countsOfProject(db, all, days)
}

/** Of the projects that somebody sees. */
export async function countsOfVisible(
  db: Handle,
  viewer: Viewer,
  days: readonly number[],
): Promise<DayCount[]> {
  const rows = await projectsIn(db, viewer, days)
    .select((eb) => [
      'a.day',
      eb.fn.sum<number>('a.pushes').as('pushes'),
      eb.fn.sum<number>('a.pulls').as('pulls'),
    ])
    .groupBy('a.day')
    .execute()
  return rows.map(({ day, pushes, pulls }) => ({ day, pushes: Number(pushes), pulls: Number(pulls) }))
}

export async function mostActiveProjects(
  db: Handle,
  viewer: Viewer,
  days: readonly number[],
  limit: number,
): Promise<NamedCount[]> {
  const rows = await projectsIn(db, viewer, days)
    .select((eb) => [
      'p.name',
      eb.fn.sum<number>('a.pushes').as('pushes'),
      eb.fn.sum<number>('a.pulls').as('pulls'),
    ])
    .groupBy(['p.id', 'p.name'])
    .orderBy(sql`sum(a.pushes) + sum(a.pulls) desc, p.name`)
    .limit(limit)
    .execute()
  return rows.map(named)
}

/** Of these projects, by their names, those that somebody sees. */
export async function visibleNames(db: Handle, viewer: Viewer, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return []
  const rows = await queries(db)
    .selectFrom('projects as p')
    .select('p.name')
    .where('p.name', 'in', names)
    .where('p.deleted_at', 'is', null)
    .where(visibleTo(viewer))
    .execute()
  return rows.map(({ name }) => name)
}

/**
 * Of each project that somebody sees, its days: SQLite keeps to this order of a cross join. By the days first it would
 * read those of everybody else's projects too.
 */
function projectsIn(db: Handle, viewer: Viewer, days: readonly number[]) {
  return queries(db)
    .selectFrom('projects as p')
    .crossJoin('activity_days as a')
    .whereRef('a.project_id', '=', 'p.id')
    .where('a.repository_id', '=', all)
    .where('a.day', '>=', Math.min(...days))
    .where('a.day', '<=', Math.max(...days))
    .where('p.deleted_at', 'is', null)
    .where(visibleTo(viewer))
}

export async function mostActiveRepositories(
  db: Handle,
  projectId: number,
  days: readonly number[],
  limit: number,
): Promise<NamedCount[]> {
  const rows = await queries(db)
    .selectFrom('activity_days as a')
    .innerJoin('repositories as r', 'r.id', 'a.repository_id')
    .select((eb) => [
      'r.path as name',
      eb.fn.sum<number>('a.pushes').as('pushes'),
      eb.fn.sum<number>('a.pulls').as('pulls'),
    ])
    .where('a.project_id', '=', projectId)
    .where('a.day', 'in', days)
    .where('a.repository_id', '>', all)
    .where('r.visible_at', 'is not', null)
    .groupBy(['r.id', 'r.path'])
    .orderBy(sql`sum(a.pushes) + sum(a.pulls) desc, r.path`)
    .limit(limit)
    .execute()
  return rows.map(named)
}

function named({ name, pushes, pulls }: NamedCount): NamedCount {
  return { name, pushes: Number(pushes), pulls: Number(pulls) }
}

/** @returns undefined while nothing was counted */
export async function firstDay(db: Handle): Promise<number | undefined> {
  const row = await queries(db)
    .selectFrom('activity_days')
    .select('day')
    .orderBy('day')
    .limit(1)
    .executeTakeFirst()
  return row?.day
}

/** Where repositories lie, by their ids. */
export function projectsOfRepositories(
  db: Handle,
  ids: readonly number[],
): Promise<{ id: number; projectId: number }[]> {
  return queries(db)
    .selectFrom('repositories')
    .select(['id', 'project_id as projectId'])
    .where('id', 'in', ids)
    .execute()
}

/** The same by their names. */
export function repositoriesByPath(
  db: Handle,
  paths: readonly string[],
): Promise<{ id: number; projectId: number; path: string }[]> {
  return queries(db)
    .selectFrom('repositories')
    .select(['id', 'project_id as projectId', 'path'])
    .where('format', '=', 'oci')
    .where('path', 'in', paths)
    .execute()
}

/** @returns how many went, `limit` at most */
export async function deleteDaysBefore(tx: Transaction, day: number, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from activity_days where (project_id, day, repository_id) in
      (select project_id, day, repository_id from activity_days where day < ${day} order by day limit ${limit})
  `.execute(queries(tx))
  return Number(numAffectedRows ?? 0)
}
