// SQL of members of projects.
import { sql } from 'kysely'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { conditionOn } from '../../platform/database/list-conditions.ts'
import { queries } from '../../platform/database/queries.ts'
import type { ListPage, ListQuestion } from '../../platform/listing.ts'

export interface Member {
  readonly id: number
  readonly projectId: number
  readonly kind: 'user' | 'group'
  /** Of the user or the group. */
  readonly subjectId: number
  readonly name: string
  readonly roleId: number
  /** Of a custom role; the built-in ones are known by their id. */
  readonly roleName: string | null
}

export interface NewMember {
  readonly projectId: number
  readonly kind: 'user' | 'group'
  readonly subjectId: number
  readonly roleId: number
  readonly now: number
}

/** @returns the new membership's id, or undefined when there is one already */
export async function insertMember(tx: Transaction, member: NewMember): Promise<number | undefined> {
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

/** In the order they came. */
export async function listMembers(
  db: Handle,
  project: number,
  namePart: string | undefined,
  { limit, offset }: Pick<ListQuestion, 'limit' | 'offset'>,
): Promise<ListPage<Member>> {
  let query = members(db, project)
  if (namePart) query = query.where(conditionOn(memberName, { how: 'within', value: namePart }))
  const rows = query.select([...columns]).orderBy('m.id')
  const items = await rows.limit(limit).offset(offset).execute()
  const counted = query.select((eb) => eb.fn.countAll<number>().as('total'))
  return { items, total: Number((await counted.executeTakeFirstOrThrow()).total) }
}

export function findMember(db: Handle, project: number, id: number): Promise<Member | undefined> {
  return members(db, project)
    .select([...columns])
    .where('m.id', '=', id)
    .executeTakeFirst()
}

export async function updateMember(
  tx: Transaction,
  project: number,
  id: number,
  roleId: number,
  now: number,
): Promise<void> {
  await queries(tx)
    .updateTable('members')
    .set({ role_id: roleId, updated_at: now })
    .where('id', '=', id)
    .where('project_id', '=', project)
    .execute()
}

export async function deleteMember(tx: Transaction, project: number, id: number): Promise<void> {
  await queries(tx).deleteFrom('members').where('id', '=', id).where('project_id', '=', project).execute()
}

/** All of a user's: when the account is deleted. */
export function deleteMembershipsOf(tx: Transaction, userId: number): Promise<void> {
  return deleteMembershipsOfSubject(tx, 'user', userId)
}

/** All of a group's: when it is deleted. */
export function deleteMembershipsOfGroup(tx: Transaction, groupId: number): Promise<void> {
  return deleteMembershipsOfSubject(tx, 'group', groupId)
}

async function deleteMembershipsOfSubject(
  tx: Transaction,
  kind: NewMember['kind'],
  subjectId: number,
): Promise<void> {
  await queries(tx)
    .deleteFrom('members')
    .where('subject_kind', '=', kind)
    .where('subject_id', '=', subjectId)
    .execute()
}

/** A membership is of a user or of a group: one of the two is there. */
const memberName = sql<string>`coalesce(u.username, g.name)`

const columns = [
  'm.id',
  'm.project_id as projectId',
  'm.subject_kind as kind',
  'm.subject_id as subjectId',
  memberName.as('name'),
  'm.role_id as roleId',
  'c.name as roleName',
] as const

function members(db: Handle, project: number) {
  return queries(db)
    .selectFrom('members as m')
    .leftJoin('users as u', (on) => on.on('m.subject_kind', '=', 'user').onRef('u.id', '=', 'm.subject_id'))
    .leftJoin('groups as g', (on) => on.on('m.subject_kind', '=', 'group').onRef('g.id', '=', 'm.subject_id'))
    .leftJoin('roles as c', 'c.id', 'm.role_id')
    .where('m.project_id', '=', project)
}
