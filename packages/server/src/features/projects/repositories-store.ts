// SQL of repositories: a project's named places for content of one format.
import { sql } from 'kysely'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { hotQuery, queries } from '../../platform/database/queries.ts'
import { Failure } from '../../platform/errors.ts'
import { type Viewer, visibleTo } from './project-list-store.ts'

const repositoryId = hotQuery<{ path: string }, { id: number; projectId: number }>((q, p) =>
  q
    .selectFrom('repositories')
    .select(['id', 'project_id as projectId'])
    .where('format', '=', 'oci')
    .where('path', '=', p('path')),
)

/**
 * The repository's id; it is made when it is not there. It shows in no list before its first manifest.
 * A project of the same name, deleted since, may still hold the path: what it held is not for its successor.
 */
export async function ensureRepository(
  tx: Transaction,
  project: number,
  path: string,
  now: number,
): Promise<number> {
  const found = await repositoryId.first(tx, { path })
  if (found?.projectId === project) return found.id
  if (found) await releasePath(tx, found.id, found.projectId)
  await queries(tx)
    .insertInto('repositories')
    .values({
      project_id: project,
      format: 'oci',
      name: path.slice(path.indexOf('/') + 1),
      path,
      description: '',
      visible_at: null,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.columns(['format', 'path']).doNothing())
    .execute()
  const made = await repositoryId.first(tx, { path })
  // The project itself was deleted since the request was let in, and a successor has the path.
  if (made?.projectId !== project) throw new Failure('NAME_UNKNOWN')
  return made.id
}

/** Only a deleted project gives its paths away; living ones have names of their own. */
async function releasePath(tx: Transaction, repository: number, project: number): Promise<void> {
  await queries(tx)
    .updateTable('repositories')
    .set({ path: releasedPath })
    .where('id', '=', repository)
    .where('path', 'not like', '~%')
    .where((eb) =>
      eb.exists(
        eb.selectFrom('projects').select('id').where('id', '=', project).where('deleted_at', 'is not', null),
      ),
    )
    .execute()
}

/** No repository's name has a tilde, so that nothing finds this one by it. */
const releasedPath = sql<string>`'~' || id || '/' || path`

const counted = hotQuery<{ repository: number; by: number; now: number }, unknown>((q, p) =>
  q
    .updateTable('repositories')
    .set((eb) => ({ artifact_count: eb('artifact_count', '+', p('by')), updated_at: p('now') }))
    .where('id', '=', p('repository')),
)

/**
 * Counts artifacts as lists show them; `pushed` makes the repository visible and counts it in its project.
 * @returns whether the repository was not visible before, and is now
 * @throws Failure NAME_UNKNOWN when the project was deleted meanwhile
 */
export async function countArtifacts(
  tx: Transaction,
  repository: number,
  change: { readonly by: number; readonly pushed?: boolean },
  now: number,
): Promise<boolean> {
  await counted.run(tx, { repository, by: change.by, now })
  return change.pushed === true && (await setVisible(tx, repository, now))
}

const lock = hotQuery<{ repository: number }, unknown>((q, p) =>
  q.selectFrom('repositories').select('id').where('id', '=', p('repository')).forUpdate(),
)

/** Pushes to the repository wait, before they commit, until the transaction ends. */
export async function lockRepository(tx: Transaction, repository: number): Promise<void> {
  if (tx.engine === 'postgres') await lock.all(tx, { repository })
}

/** A repository without artifacts is gone from every list, until something is pushed to it again. */
export async function hideRepository(tx: Transaction, repository: number, now: number): Promise<void> {
  await queries(tx)
    .updateTable('repositories')
    .set({ artifact_count: 0, description: '', updated_at: now })
    .where('id', '=', repository)
    .execute()
  await setVisible(tx, repository, null)
}

const shown = hotQuery<{ repository: number; at: number }, { project_id: number }>((q, p) =>
  q
    .updateTable('repositories')
    .set({ visible_at: p('at') })
    .where('id', '=', p('repository'))
    .where('visible_at', 'is', null)
    .returning('project_id'),
)
const hidden = hotQuery<{ repository: number }, { project_id: number }>((q, p) =>
  q
    .updateTable('repositories')
    .set({ visible_at: null })
    .where('id', '=', p('repository'))
    .where('visible_at', 'is not', null)
    .returning('project_id'),
)

/** @returns whether it changed */
async function setVisible(tx: Transaction, repository: number, at: number | null): Promise<boolean> {
  const changed =
    at === null ? await hidden.first(tx, { repository }) : await shown.first(tx, { repository, at })
  if (!changed) return false
  const { numUpdatedRows } = await queries(tx)
    .updateTable('projects')
    .set((eb) => ({ repository_count: eb('repository_count', '+', at === null ? -1 : 1) }))
    .where('id', '=', changed.project_id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new Failure('NAME_UNKNOWN')
  return true
}

export interface CatalogQuestion {
  /** Whose catalog: of what it may pull. */
  readonly viewer: Viewer
  /** Paths after this one, by bytes. */
  readonly after: string
  readonly limit: number
}

/** Paths in byte order. A page is a walk along an index from `after`, whatever the catalog's size. */
export async function listCatalog(db: Handle, question: CatalogQuestion): Promise<string[]> {
  const { viewer, after, limit } = question
  if (viewer.everything && !viewer.only) return pathsOf(await wholeCatalog.all(db, { after, limit }))
  const found: string[] = []
  let from = after.slice(0, after.indexOf('/') + 1) || after
  while (found.length < limit) {
    const projects = await readableProjects(db, viewer, from)
    for (const { id } of projects) {
      found.push(
        ...pathsOf(await catalogOfProject.all(db, { project: id, after, limit: limit - found.length })),
      )
      if (found.length >= limit) break
    }
    const last = projects.at(-1)
    if (!last || projects.length < projectsAtOnce) break
    from = `${last.name}0` // the next after `name/`: `0` follows `/`, and no name has a slash
  }
  return found
}

const projectsAtOnce = 200

const wholeCatalog = hotQuery<{ after: string; limit: number }, { path: string }>((q, p) =>
  q
    .selectFrom('repositories')
    .select('path')
    .where('format', '=', 'oci')
    .where('visible_at', 'is not', null)
    .where('path', '>', p('after'))
    .orderBy('path')
    .limit(p('limit')),
)

const catalogOfProject = hotQuery<{ project: number; after: string; limit: number }, { path: string }>(
  (q, p) =>
    q
      .selectFrom('repositories')
      .select('path')
      .where('project_id', '=', p('project'))
      .where('format', '=', 'oci')
      .where('visible_at', 'is not', null)
      .where('path', '>', p('after'))
      .orderBy('path')
      .limit(p('limit')),
)

/** In the order of their repositories' paths: `a-b/x` comes before `a/x`, so the slash counts. */
function readableProjects(db: Handle, viewer: Viewer, from: string) {
  return queries(db)
    .selectFrom('projects as p')
    .select(['p.id', 'p.name'])
    .where('p.deleted_at', 'is', null)
    .where(sql<boolean>`p.name || '/' >= ${from}`)
    .where(visibleTo(viewer))
    .orderBy(sql`p.name || '/'`)
    .limit(projectsAtOnce)
    .execute()
}

function pathsOf(rows: readonly { path: string }[]): string[] {
  return rows.map((row) => row.path)
}
