// SQL of access tokens: only their hashes are kept.

import { sql } from 'kysely'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { conditionsOf, orderOf } from '../../platform/database/list-conditions.ts'
import { hotQuery, queries } from '../../platform/database/queries.ts'
import type { ListFields, ListPage, ListQuestion } from '../../platform/listing.ts'
import type { Limit } from './limit-rules.ts'
import type { TokenKind } from './token-format.ts'

export const tokenFields: ListFields = {
  id: { kind: 'integer', column: 'id' },
  name: { kind: 'text', column: 'name' },
  kind: { kind: 'text', column: 'kind' },
  creation_time: { kind: 'time', column: 'created_at' },
  expiration_time: { kind: 'time', column: 'expires_at' },
  last_used_time: { kind: 'time', column: 'last_used_at' },
}

export interface AccessToken {
  readonly id: number
  readonly kind: TokenKind
  readonly hint: string
  readonly name: string
  /** Undefined: as much as its owner may. */
  readonly limits: readonly Limit[] | undefined
  readonly createdAt: number
  readonly expiresAt: number
  readonly lastUsedAt: number | null
}

export interface NewAccessToken {
  readonly kind: TokenKind
  readonly hash: string
  readonly hint: string
  readonly name: string
  readonly owner: { readonly userId: number } | { readonly robotId: number; readonly ruleId: number }
  readonly parentId: number | null
  readonly limits: readonly Limit[] | undefined
  readonly createdAt: number
  readonly expiresAt: number
}

/** A token with whom it stands for. */
export interface TokenHolder {
  readonly id: number
  readonly userId: number | null
  readonly username: string | null
  readonly robotId: number | null
  readonly robotName: string | null
  /** Of a project's robot. */
  readonly projectName: string | null
  readonly robotDisabled: number | null
  readonly robotExpiresAt: number | null
  readonly access: string | null
  readonly expiresAt: number
  readonly lastUsedAt: number | null
}

const columns = [
  'id',
  'kind',
  'hint',
  'name',
  'access',
  'created_at as createdAt',
  'expires_at as expiresAt',
  'last_used_at as lastUsedAt',
] as const

const holderColumns = [
  't.id',
  't.user_id as userId',
  'u.username',
  't.robot_id as robotId',
  'b.name as robotName',
  'b.disabled as robotDisabled',
  'b.expires_at as robotExpiresAt',
  'p.name as projectName',
  't.access',
  't.expires_at as expiresAt',
  't.last_used_at as lastUsedAt',
] as const

const byHash = hotQuery<{ hash: string; now: number }, TokenHolder>((q, p) =>
  q
    .selectFrom('access_tokens as t')
    .leftJoin('users as u', (on) => on.onRef('u.id', '=', 't.user_id').on('u.deleted_at', 'is', null))
    .leftJoin('robots as b', (on) => on.onRef('b.id', '=', 't.robot_id').on('b.deleted_at', 'is', null))
    .leftJoin('projects as p', 'p.id', 'b.project_id')
    .select(holderColumns)
    .where('t.hash', '=', p('hash'))
    .where('t.expires_at', '>', p('now')),
)
const limitsById = hotQuery<{ id: number }, { access: string | null; expiresAt: number }>(
  (q, p) =>
    q.selectFrom('access_tokens').select(['access', 'expires_at as expiresAt']).where('id', '=', p('id')),
  { recalled: true },
)

export function findHolder(db: Handle, hash: string, now: number): Promise<TokenHolder | undefined> {
  return byHash.first(db, { hash, now })
}

/** What a token is limited to; undefined when it is no longer there. */
export function findLimits(
  db: Handle,
  id: number,
): Promise<{ access: string | null; expiresAt: number } | undefined> {
  return limitsById.first(db, { id })
}

/** Whose a token is, and what it is limited to; undefined when it is no longer there. */
export function findOwner(db: Handle, id: number, now: number) {
  return queries(db)
    .selectFrom('access_tokens')
    .select(['user_id as userId', 'robot_id as robotId', 'access'])
    .where('id', '=', id)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

export async function insertAccessToken(tx: Transaction, token: NewAccessToken): Promise<number> {
  const { owner } = token
  const { id } = await queries(tx)
    .insertInto('access_tokens')
    .values({
      kind: token.kind,
      hash: token.hash,
      hint: token.hint,
      name: token.name,
      ...('userId' in owner
        ? { user_id: owner.userId, robot_id: null, rule_id: null }
        : { user_id: null, robot_id: owner.robotId, rule_id: owner.ruleId }),
      parent_id: token.parentId,
      access: token.limits === undefined ? null : JSON.stringify(token.limits),
      created_at: token.createdAt,
      expires_at: token.expiresAt,
      last_used_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** How many of an account's, or of those a rule handed out, have not expired. */
export async function countLiving(
  tx: Transaction,
  owner: { readonly userId: number } | { readonly ruleId: number },
  now: number,
): Promise<number> {
  const query = queries(tx)
    .selectFrom('access_tokens')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('expires_at', '>', now)
  const owned =
    'userId' in owner ? query.where('user_id', '=', owner.userId) : query.where('rule_id', '=', owner.ruleId)
  return Number((await owned.executeTakeFirstOrThrow()).total)
}

/** An account's tokens that have not expired, the newest first. */
export async function listTokensOf(
  db: Handle,
  userId: number,
  now: number,
  question: ListQuestion,
): Promise<ListPage<AccessToken>> {
  let query = queries(db)
    .selectFrom('access_tokens')
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
  for (const condition of conditionsOf(question, tokenFields)) query = query.where(condition)
  const rows = await query
    .select(columns)
    .orderBy(orderOf(question, tokenFields, sql`id desc`, 'id'))
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  return {
    items: rows.map(({ access, ...row }) => ({ ...row, limits: parseLimits(access) })),
    total: Number(total),
  }
}

export async function findTokenOf(
  tx: Transaction,
  userId: number,
  id: number,
): Promise<{ id: number; name: string; hint: string } | undefined> {
  return queries(tx)
    .selectFrom('access_tokens')
    .select(['id', 'name', 'hint'])
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst()
}

/** A token with all that were made with it. */
export async function deleteTokenTree(tx: Transaction, id: number): Promise<void> {
  for (let level = [id]; level.length > 0; ) {
    await queries(tx).deleteFrom('access_tokens').where('id', 'in', level).execute()
    const children = await queries(tx)
      .selectFrom('access_tokens')
      .select('id')
      .where('parent_id', 'in', level)
      .execute()
    level = children.map((child) => child.id)
  }
}

/** All of an account's: after a change of password, and when it is deleted. */
export async function deleteAccessTokensOf(tx: Transaction, userId: number): Promise<void> {
  await queries(tx).deleteFrom('access_tokens').where('user_id', '=', userId).execute()
}

/** All that a rule handed out. */
export async function deleteTokensOfRule(tx: Transaction, ruleId: number): Promise<void> {
  await queries(tx).deleteFrom('access_tokens').where('rule_id', '=', ruleId).execute()
}

/** @param before does nothing where it was used since then: another node, or another request, was faster */
export async function markUsed(tx: Transaction, id: number, now: number, before: number): Promise<void> {
  await queries(tx)
    .updateTable('access_tokens')
    .set({ last_used_at: now })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<=', before)]))
    .execute()
}

/** @returns how many were deleted, `limit` at most */
export async function deleteExpiredAccessTokens(
  tx: Transaction,
  now: number,
  limit: number,
): Promise<number> {
  const expired = queries(tx)
    .selectFrom('access_tokens')
    .select('id')
    .where('expires_at', '<=', now)
    .limit(limit)
  const result = await queries(tx).deleteFrom('access_tokens').where('id', 'in', expired).executeTakeFirst()
  return Number(result.numDeletedRows)
}

export function parseLimits(access: string | null): readonly Limit[] | undefined {
  return access === null ? undefined : (JSON.parse(access) as Limit[])
}
