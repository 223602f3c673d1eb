// SQL of projects.
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

export async function insertMember(
  tx: Transaction,
  member: { projectId: number; kind: 'user' | 'group'; subjectId: number; roleId: number; now: number },
): Promise<number | undefined> {
  const row = await queries(tx)
    .insertInto('members')
    .values({
      project_id: member.projectId,
      subject_kind: member.kind,
      subject_id: member.subjectId,
      role_id: member.roleId,
      created_at: member.now,
      updated_at: member.now,
    })
    .onConflict((conflict) => conflict.columns(['project_id', 'subject_kind', 'subject_id']).doNothing())
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
