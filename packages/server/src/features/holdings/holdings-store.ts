// SQL of what an account has.
import { sql } from 'kysely'
import { countAtMost } from '../../platform/database/count-at-most.ts'
import type { Handle } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'

const most = 100
const countMost = 1_000

export interface HeldMembership {
  readonly projectId: number
  readonly projectName: string
  readonly ownerId: number
  readonly roleId: number
  /** Of a custom role. */
  readonly roleName: string | null
}

export async function hasPassword(db: Handle, user: number): Promise<boolean> {
  const row = await queries(db)
    .selectFrom('users')
    .select('password_hash as hash')
    .where('id', '=', user)
    .executeTakeFirst()
  return row !== undefined && row.hash !== ''
}

/** Names of the kinds of providers that vouch for the account. */
export async function providersOf(db: Handle, user: number): Promise<string[]> {
  const rows = await queries(db)
    .selectFrom('identities')
    .select('provider')
    .where('user_id', '=', user)
    .limit(most)
    .execute()
  return [...new Set(rows.map(({ provider }) => provider))].sort()
}

export function countSessions(db: Handle, user: number, now: number): Promise<number> {
  const living = queries(db)
    .selectFrom('sessions')
    .select('id')
    .where('user_id', '=', user)
    .where('expires_at', '>', now)
    .limit(countMost)
  return countAtMost(db, living)
}

export async function groupsOf(db: Handle, user: number): Promise<string[]> {
  const rows = await queries(db)
    .selectFrom('group_members as m')
    .innerJoin('groups as g', 'g.id', 'm.group_id')
    .select('g.name')
    .where('m.user_id', '=', user)
    .limit(most)
    .execute()
  return rows.map(({ name }) => name).sort()
}

export function membershipsOf(db: Handle, user: number): Promise<HeldMembership[]> {
  return queries(db)
    .selectFrom('members as m')
    .innerJoin('projects as p', 'p.id', 'm.project_id')
    .leftJoin('roles as r', 'r.id', 'm.role_id')
    .select(['p.id as projectId', 'p.name as projectName', 'p.owner_id as ownerId'])
    .select(['m.role_id as roleId', 'r.name as roleName'])
    .where('m.subject_kind', '=', 'user')
    .where('m.subject_id', '=', user)
    .where('p.deleted_at', 'is', null)
    .orderBy('m.project_id')
    .limit(most)
    .execute()
}

export function countMemberships(db: Handle, user: number): Promise<number> {
  const held = queries(db)
    .selectFrom('members as m')
    .innerJoin('projects as p', 'p.id', 'm.project_id')
    .select(sql<number>`1`.as('one'))
    .where('m.subject_kind', '=', 'user')
    .where('m.subject_id', '=', user)
    .where('p.deleted_at', 'is', null)
    .limit(countMost)
  return countAtMost(db, held)
}
