// SQL of projects as they are made, changed and deleted.
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'

export interface NewProject {
  readonly name: string
  readonly public: boolean
  readonly ownerId: number
  readonly now: number
}

/** @returns the new project's id, or undefined when the name is taken */
export async function insertProject(tx: Transaction, project: NewProject): Promise<number | undefined> {
  // The name's index covers living projects only, so the conflict names no column.
  const row = await queries(tx)
    .insertInto('projects')
    .values({
      name: project.name,
      public: Number(project.public),
      owner_id: project.ownerId,
      created_at: project.now,
      updated_at: project.now,
      deleted_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

export async function findProjectId(db: Handle, name: string): Promise<number | undefined> {
  const row = await queries(db)
    .selectFrom('projects')
    .select('id')
    .where('name', '=', name)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row?.id
}

export interface LockedProject {
  readonly id: number
  readonly name: string
  readonly public: boolean
  readonly repositoryCount: number
}

/** The project, held until the transaction ends: pushes that count a new repository in it wait. */
export async function lockProject(tx: Transaction, id: number): Promise<LockedProject | undefined> {
  let query = queries(tx)
    .selectFrom('projects')
    .select(['id', 'name', 'public', 'repository_count as repositoryCount'])
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
  if (tx.engine === 'postgres') query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && { ...row, public: row.public === 1 }
}

export async function touchProject(
  tx: Transaction,
  id: number,
  change: { readonly public?: number; readonly deleted_at?: number },
  now: number,
): Promise<void> {
  await queries(tx)
    .updateTable('projects')
    .set((eb) => ({ ...change, updated_at: now, policy_generation: eb('policy_generation', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

/** Of each of some projects, what is set; `public` is not among it, as the project's own row has that. */
export async function readMetadata(
  db: Handle,
  projects: readonly number[],
): Promise<Map<number, Record<string, string>>> {
  const found = new Map<number, Record<string, string>>(projects.map((id) => [id, {}]))
  if (projects.length === 0) return found
  const rows = await queries(db)
    .selectFrom('project_metadata')
    .select(['project_id', 'name', 'value'])
    .where('project_id', 'in', projects)
    .execute()
  for (const { project_id, name, value } of rows) {
    const metadata = found.get(project_id)
    if (metadata) metadata[name] = value
  }
  return found
}

export async function writeMetadata(
  tx: Transaction,
  project: number,
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, value] of Object.entries(metadata)) {
    await queries(tx)
      .insertInto('project_metadata')
      .values({ project_id: project, name, value })
      .onConflict((conflict) => conflict.columns(['project_id', 'name']).doUpdateSet({ value }))
      .execute()
  }
}

export async function deleteMetadata(tx: Transaction, project: number, name: string): Promise<void> {
  await queries(tx)
    .deleteFrom('project_metadata')
    .where('project_id', '=', project)
    .where('name', '=', name)
    .execute()
}
