// SQL of rules of trust.
import { sql } from 'kysely'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { conditionsOf, orderOf } from '../../platform/database/list-conditions.ts'
import { queries } from '../../platform/database/queries.ts'
import type { ListFields, ListPage, ListQuestion } from '../../platform/listing.ts'
import type { CredentialLimit } from '../identity/index.ts'
import type { Condition } from './claim-rules.ts'

export const ruleFields: ListFields = {
  id: { kind: 'integer', column: 'id' },
  name: { kind: 'text', column: 'name' },
  issuer: { kind: 'text', column: 'issuer' },
  robot_id: { kind: 'integer', column: 'robot_id' },
  disable: { kind: 'flag', column: 'disabled' },
  creation_time: { kind: 'time', column: 'created_at' },
  update_time: { kind: 'time', column: 'updated_at' },
}

/** What somebody decides about a rule. */
export interface RuleContent {
  readonly name: string
  readonly description: string
  readonly issuer: string
  readonly audience: string
  readonly conditions: readonly Condition[]
  readonly robotId: number
  /** Within what the robot may; undefined: all of that. */
  readonly limits: readonly CredentialLimit[] | undefined
  /** Milliseconds. */
  readonly lifetime: number
  readonly singleUse: boolean
  readonly disabled: boolean
}

export interface TrustRule extends RuleContent {
  readonly id: number
  /** Null for a rule of the system. */
  readonly projectId: number | null
  readonly createdAt: number
  readonly updatedAt: number
}

const columns = [
  'id',
  'project_id as projectId',
  'name',
  'description',
  'issuer',
  'audience',
  'conditions',
  'robot_id as robotId',
  'access',
  'lifetime',
  'single_use as singleUse',
  'disabled',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

/** A project's rules, or the system's. */
function rulesOf(db: Handle, projectId: number | null) {
  const query = queries(db).selectFrom('trust_rules')
  return projectId === null
    ? query.where('project_id', 'is', null)
    : query.where('project_id', '=', projectId)
}

export async function listRules(
  db: Handle,
  projectId: number | null,
  question: ListQuestion,
): Promise<ListPage<TrustRule>> {
  let query = rulesOf(db, projectId)
  for (const condition of conditionsOf(question, ruleFields)) query = query.where(condition)
  const rows = await query
    .select(columns)
    .orderBy(orderOf(question, ruleFields, sql`id`, 'id'))
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  return { items: rows.map(toRule), total: Number(total) }
}

/** @param lock holds it until the transaction ends */
export async function findRule(
  db: Handle,
  projectId: number | null,
  id: number,
  lock = false,
): Promise<TrustRule | undefined> {
  let query = rulesOf(db, projectId).select(columns).where('id', '=', id)
  if (lock && db.engine === 'postgres') query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && toRule(row)
}

export async function countRules(tx: Transaction, projectId: number | null): Promise<number> {
  const { total } = await rulesOf(tx, projectId)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return Number(total)
}

/**
 * The rules that may apply to a token of this issuer; those of deleted projects do not.
 * @param wish the name or the number of the rules that are meant; undefined: any
 */
export async function rulesForIssuer(
  db: Handle,
  issuer: string,
  wish: string | undefined,
  most: number,
): Promise<TrustRule[]> {
  let query = queries(db)
    .selectFrom('trust_rules')
    .select(columns)
    .where('issuer', '=', issuer)
    .where('disabled', '=', 0)
    .where((eb) =>
      eb.or([
        eb('project_id', 'is', null),
        eb.exists(
          eb
            .selectFrom('projects as p')
            .select('p.id')
            .whereRef('p.id', '=', 'trust_rules.project_id')
            .where('p.deleted_at', 'is', null),
        ),
      ]),
    )
    .orderBy('id')
    .limit(most)
  if (wish !== undefined) {
    const id = /^\d{1,15}$/.test(wish) ? Number(wish) : 0
    query = query.where((eb) => eb.or([eb('id', '=', id), eb('name', '=', wish)]))
  }
  return (await query.execute()).map(toRule)
}

/** Holds a rule until the transaction ends. @returns whether it is as it was read */
export async function holdRule(tx: Transaction, { id, updatedAt }: TrustRule): Promise<boolean> {
  let query = queries(tx).selectFrom('trust_rules').select('updated_at as updatedAt').where('id', '=', id)
  if (tx.engine === 'postgres') query = query.forShare()
  return (await query.executeTakeFirst())?.updatedAt === updatedAt
}

/** @throws UniqueViolation when the name is taken */
export async function insertRule(
  tx: Transaction,
  projectId: number | null,
  content: RuleContent,
  now: number,
): Promise<number> {
  const { id } = await queries(tx)
    .insertInto('trust_rules')
    .values({ project_id: projectId, ...toRow(content), created_at: now, updated_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** @throws UniqueViolation when the name is taken */
export async function updateRule(
  tx: Transaction,
  id: number,
  content: RuleContent,
  now: number,
): Promise<void> {
  await queries(tx)
    .updateTable('trust_rules')
    .set({ ...toRow(content), updated_at: now })
    .where('id', '=', id)
    .execute()
}

export async function deleteRule(tx: Transaction, id: number): Promise<void> {
  await queries(tx).deleteFrom('trust_rules').where('id', '=', id).execute()
}

/** Remembers that a token was exchanged, until it is of no use. @returns false when it was before */
export async function rememberExchange(tx: Transaction, hash: string, expiresAt: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await queries(tx)
    .insertInto('exchanged_tokens')
    .values({ hash, expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** @returns how many were forgotten, `limit` at most */
export async function forgetExchanges(tx: Transaction, now: number, limit: number): Promise<number> {
  const old = queries(tx)
    .selectFrom('exchanged_tokens')
    .select('hash')
    .where('expires_at', '<=', now)
    .limit(limit)
  const result = await queries(tx).deleteFrom('exchanged_tokens').where('hash', 'in', old).executeTakeFirst()
  return Number(result.numDeletedRows)
}

/** Forgets rules of projects that were deleted, with what they handed out. @returns how many, `limit` at most */
export async function forgetRules(tx: Transaction, limit: number): Promise<number> {
  const gone = await queries(tx)
    .selectFrom('trust_rules as r')
    .innerJoin('projects as p', 'p.id', 'r.project_id')
    .select('r.id')
    .where('p.deleted_at', 'is not', null)
    .limit(limit)
    .execute()
  if (gone.length === 0) return 0
  const ids = gone.map(({ id }) => id)
  await queries(tx).deleteFrom('access_tokens').where('rule_id', 'in', ids).execute()
  await queries(tx).deleteFrom('trust_rules').where('id', 'in', ids).execute()
  return ids.length
}

function toRow(content: RuleContent) {
  const { name, description, issuer, audience, conditions, robotId, limits, lifetime } = content
  return {
    ...{ name, description, issuer, audience, lifetime },
    conditions: JSON.stringify(conditions),
    robot_id: robotId,
    access: limits === undefined ? null : JSON.stringify(limits),
    single_use: Number(content.singleUse),
    disabled: Number(content.disabled),
  }
}

interface RuleRow extends Omit<TrustRule, 'conditions' | 'limits' | 'singleUse' | 'disabled'> {
  readonly conditions: string
  readonly access: string | null
  readonly singleUse: number
  readonly disabled: number
}

function toRule({ access, ...row }: RuleRow): TrustRule {
  return {
    ...row,
    conditions: JSON.parse(row.conditions) as Condition[],
    limits: access === null ? undefined : (JSON.parse(access) as CredentialLimit[]),
    singleUse: row.singleUse === 1,
    disabled: row.disabled === 1,
  }
}
