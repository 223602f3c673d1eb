// SQL of groups and of who is in them.
import { sql } from 'kysely'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { conditionOn } from '../../platform/database/list-conditions.ts'
import { queries } from '../../platform/database/queries.ts'
import type { ListPage, ListQuestion } from '../../platform/listing.ts'

export interface Group {
  readonly id: number
  readonly kind: number
  readonly name: string
  /** In one spelling; null for groups that are not a directory's. */
  readonly ldapDn: string | null
}

export interface NewGroup {
  readonly kind: number
  readonly name: string
  readonly ldapDn: string | null
}

const columns = ['id', 'kind', 'name', 'ldap_dn as ldapDn'] as const

/** @returns the new group's id, or undefined when its name or its distinguished name is taken */
export async function insertGroup(
  tx: Transaction,
  group: NewGroup,
  now: number,
): Promise<number | undefined> {
  const row = await queries(tx)
    .insertInto('groups')
    .values({
      kind: group.kind,
      name: group.name,
      ldap_dn: group.ldapDn,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

export function findGroup(db: Handle, id: number): Promise<Group | undefined> {
  return queries(db).selectFrom('groups').select(columns).where('id', '=', id).executeTakeFirst()
}

export function findGroupByDn(db: Handle, ldapDn: string): Promise<Group | undefined> {
  return queries(db).selectFrom('groups').select(columns).where('ldap_dn', '=', ldapDn).executeTakeFirst()
}

export function findGroupByName(db: Handle, kind: number, name: string): Promise<Group | undefined> {
  return queries(db)
    .selectFrom('groups')
    .select(columns)
    .where('kind', '=', kind)
    .where('name', '=', name)
    .executeTakeFirst()
}

export function findGroupsByDn(db: Handle, dns: readonly string[]): Promise<Group[]> {
  return queries(db).selectFrom('groups').select(columns).where('ldap_dn', 'in', dns).execute()
}

export function findGroupsByName(db: Handle, kind: number, names: readonly string[]): Promise<Group[]> {
  return queries(db)
    .selectFrom('groups')
    .select(columns)
    .where('kind', '=', kind)
    .where('name', 'in', names)
    .execute()
}

/** @throws UniqueViolation when another group of its kind has the name @returns whether there is such a group */
export async function renameGroup(tx: Transaction, id: number, name: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await queries(tx)
    .updateTable('groups')
    .set({ name, updated_at: now })
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** With who is in it; what it is a member of is not here. @returns whether there was such a group */
export async function deleteGroup(tx: Transaction, id: number): Promise<boolean> {
  await queries(tx).deleteFrom('group_members').where('group_id', '=', id).execute()
  const { numDeletedRows } = await queries(tx)
    .deleteFrom('groups')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

export interface GroupFilter {
  /** A part of the name, whatever its case. */
  readonly namePart?: string | undefined
  readonly ldapDn?: string | undefined
}

/** By name. */
export async function listGroups(
  db: Handle,
  { namePart, ldapDn }: GroupFilter,
  { limit, offset }: Pick<ListQuestion, 'limit' | 'offset'>,
): Promise<ListPage<Group>> {
  let query = queries(db).selectFrom('groups')
  if (namePart) query = query.where(conditionOn(sql.ref('name'), { how: 'within', value: namePart }))
  if (ldapDn) query = query.where('ldap_dn', '=', ldapDn)
  const rows = query.select(columns).orderBy('name').orderBy('id')
  const items = await rows.limit(limit).offset(offset).execute()
  const counted = query.select((eb) => eb.fn.countAll<number>().as('total'))
  return { items, total: Number((await counted.executeTakeFirstOrThrow()).total) }
}

/** The groups of one kind that somebody is in. */
export async function groupsOf(db: Handle, userId: number, kind: number): Promise<Group[]> {
  return queries(db)
    .selectFrom('group_members as gm')
    .innerJoin('groups as g', 'g.id', 'gm.group_id')
    .select(['g.id', 'g.kind', 'g.name', 'g.ldap_dn as ldapDn'])
    .where('gm.user_id', '=', userId)
    .where('g.kind', '=', kind)
    .execute()
}

export async function joinGroups(tx: Transaction, userId: number, groups: readonly number[]): Promise<void> {
  if (groups.length === 0) return
  await queries(tx)
    .insertInto('group_members')
    .values(groups.map((group_id) => ({ group_id, user_id: userId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function leaveGroups(tx: Transaction, userId: number, groups: readonly number[]): Promise<void> {
  if (groups.length === 0) return
  await queries(tx)
    .deleteFrom('group_members')
    .where('user_id', '=', userId)
    .where('group_id', 'in', groups)
    .execute()
}
