// SQL of custom roles.
import { sql } from 'kysely'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'
import { firstCustomRole, type ProjectPermission } from '../authorization/index.ts'

export interface CustomRole {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly permissions: readonly ProjectPermission[]
  readonly createdAt: number
  readonly updatedAt: number
}

export interface RoleRow {
  readonly name: string
  readonly description: string
  readonly permissions: readonly ProjectPermission[]
}

/** How often two makers at once may take each other's id before it is a fault. */
const tries = 5

/** @returns the new role's id, or undefined when the name is taken */
export async function insertRole(tx: Transaction, role: RoleRow, now: number): Promise<number | undefined> {
  for (let tried = 0; tried < tries; tried++) {
    const made = await queries(tx)
      .insertInto('roles')
      .values({
        id: sql<number>`(select coalesce(max(id), ${firstCustomRole - 1}) + 1 from roles)`,
        created_at: now,
        ...columnsOf(role),
        updated_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (made) return made.id
    if (await findRoleNamed(tx, role.name)) return undefined
  }
  throw new Error('no id could be had for a role')
}

export async function findRole(db: Handle, id: number): Promise<CustomRole | undefined> {
  const row = await roles(db).where('id', '=', id).executeTakeFirst()
  return row && toRole(row)
}

export interface NamedRole {
  readonly id: number
  readonly name: string
}

export async function findRoleNames(db: Handle, ids: readonly number[]): Promise<NamedRole[]> {
  if (ids.length === 0) return []
  return queries(db).selectFrom('roles').select(['id', 'name']).where('id', 'in', ids).execute()
}

/** Those with a permission, in the order of their ids. */
export function listRolesGranting(db: Handle, permission: string, limit: number): Promise<NamedRole[]> {
  return queries(db)
    .selectFrom('roles')
    .select(['id', 'name'])
    .where('permissions', 'like', `%"${permission}"%`)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** In the order of their ids. */
export async function listRoles(db: Handle, offset: number, limit: number): Promise<CustomRole[]> {
  return (await roles(db).orderBy('id').limit(limit).offset(offset).execute()).map(toRole)
}

export async function countRoles(db: Handle): Promise<number> {
  const counted = queries(db)
    .selectFrom('roles')
    .select((eb) => eb.fn.countAll<number>().as('total'))
  return Number((await counted.executeTakeFirstOrThrow()).total)
}

/** The role, held until the transaction ends: whoever would delete it or give it to somebody waits. */
export async function lockRole(tx: Transaction, id: number): Promise<CustomRole | undefined> {
  let query = roles(tx).where('id', '=', id)
  if (tx.engine === 'postgres') query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && toRole(row)
}

/** @returns whether the name was free */
export async function updateRole(tx: Transaction, id: number, role: RoleRow, now: number): Promise<boolean> {
  const other = await findRoleNamed(tx, role.name)
  if (other && other.id !== id) return false
  await queries(tx)
    .updateTable('roles')
    .set({ ...columnsOf(role), updated_at: now })
    .where('id', '=', id)
    .execute()
  return true
}

export async function deleteRole(tx: Transaction, id: number): Promise<void> {
  await queries(tx).deleteFrom('roles').where('id', '=', id).execute()
}

/** How many memberships of living projects have it. */
export async function countHolders(tx: Transaction, id: number): Promise<number> {
  const counted = queries(tx)
    .selectFrom('members as m')
    .innerJoin('projects as p', 'p.id', 'm.project_id')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('m.role_id', '=', id)
    .where('p.deleted_at', 'is', null)
  return Number((await counted.executeTakeFirstOrThrow()).total)
}

function findRoleNamed(tx: Transaction, name: string): Promise<{ id: number } | undefined> {
  return queries(tx).selectFrom('roles').select('id').where('name', '=', name).executeTakeFirst()
}

function columnsOf({ name, description, permissions }: RoleRow) {
  const grants = (permission: ProjectPermission) => Number(permissions.includes(permission))
  return {
    name,
    description,
    permissions: JSON.stringify(permissions),
    reads_project: grants('project:read'),
    lists_repositories: grants('repository:list'),
    lists_artifacts: grants('artifact:list'),
    pulls: grants('repository:pull'),
  }
}

function roles(db: Handle) {
  return queries(db)
    .selectFrom('roles')
    .select([
      'id',
      'name',
      'description',
      'permissions',
      'created_at as createdAt',
      'updated_at as updatedAt',
    ])
}

function toRole(row: Omit<CustomRole, 'permissions'> & { permissions: string }): CustomRole {
  return { ...row, permissions: JSON.parse(row.permissions) as ProjectPermission[] }
}
