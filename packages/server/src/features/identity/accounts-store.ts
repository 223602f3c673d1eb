// SQL of accounts as they are listed and changed.
import { sql } from 'kysely'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { conditionOn, conditionsOf, orderOf } from '../../platform/database/list-conditions.ts'
import { queries } from '../../platform/database/queries.ts'
import type { ListFields, ListPage, ListQuestion } from '../../platform/listing.ts'
import type { User } from './users-store.ts'

export const userFields: ListFields = {
  user_id: { kind: 'integer', column: 'id' },
  username: { kind: 'text', column: 'username' },
  email: { kind: 'text', column: 'email' },
  realname: { kind: 'text', column: 'realname' },
  sysadmin_flag: { kind: 'flag', column: 'administrator' },
  creation_time: { kind: 'time', column: 'created_at' },
  update_time: { kind: 'time', column: 'updated_at' },
}

const columns = [
  'id',
  'username',
  'email',
  'realname',
  'comment',
  'administrator',
  'administrator_by_provider as administratorByProvider',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

type UserRow = Omit<User, 'administrator' | 'administratorByProvider'> & {
  administrator: number
  administratorByProvider: number
}

export async function findUser(db: Handle, id: number): Promise<User | undefined> {
  const row = await living(db).where('id', '=', id).select(columns).executeTakeFirst()
  return row && toUser(row)
}

export async function findUserByName(db: Handle, username: string): Promise<User | undefined> {
  const row = await living(db).where('username', '=', username).select(columns).executeTakeFirst()
  return row && toUser(row)
}

/** The name of a user that begins so. */
export async function findNameBeginning(db: Handle, prefix: string): Promise<string | undefined> {
  // Both engines count characters, where JavaScript's length counts some of them twice.
  const beginning = sql<string>`substr(username, 1, ${[...prefix].length})`
  const row = await living(db).where(beginning, '=', prefix).select('username').limit(1).executeTakeFirst()
  return row?.username
}

export async function listUsers(db: Handle, question: ListQuestion): Promise<ListPage<User>> {
  let query = living(db)
  for (const condition of conditionsOf(question, userFields)) query = query.where(condition)
  return pageOf(
    query.select(columns).orderBy(orderOf(question, userFields, sql.ref('username'), 'id')),
    query.select((eb) => eb.fn.countAll<number>().as('total')),
    question,
  )
}

/** Accounts with `part` in their name, shortest wait first: by name. */
export async function searchUsers(
  db: Handle,
  part: string,
  question: Pick<ListQuestion, 'limit' | 'offset'>,
): Promise<ListPage<User>> {
  const query = living(db).where(conditionOn(sql.ref('username'), { how: 'within', value: part }))
  return pageOf(
    query.select(columns).orderBy('username'),
    query.select((eb) => eb.fn.countAll<number>().as('total')),
    question,
  )
}

export interface UserChange {
  readonly email?: string
  readonly realname?: string
  readonly comment?: string
  readonly password_hash?: string
  readonly administrator?: number
  readonly deleted_at?: number
}

/** @throws UniqueViolation when the address is taken @returns whether there is such an account */
export async function updateUser(
  tx: Transaction,
  id: number,
  change: UserChange,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await queries(tx)
    .updateTable('users')
    .set({ ...change, updated_at: now })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Whoever became an administrator first: owns what a robot makes. */
export async function firstAdministrator(db: Handle): Promise<number> {
  const row = await living(db).select('id').where('administrator', '=', 1).orderBy('id').executeTakeFirst()
  if (!row) throw new Error('there is no administrator')
  return row.id
}

/** The administrators, held until the transaction ends, so that two changes at once leave one of them. */
export async function lockAdministrators(tx: Transaction): Promise<number[]> {
  let query = living(tx).select('id').where('administrator', '=', 1).orderBy('id')
  if (tx.engine === 'postgres') query = query.forUpdate()
  return (await query.execute()).map(({ id }) => id)
}

function living(db: Handle) {
  return queries(db).selectFrom('users').where('deleted_at', 'is', null)
}

interface Pageable<T> {
  limit(n: number): Pageable<T>
  offset(n: number): Pageable<T>
  execute(): Promise<T[]>
}

async function pageOf(
  rows: Pageable<UserRow>,
  counted: { executeTakeFirstOrThrow(): Promise<{ total: number }> },
  { limit, offset }: Pick<ListQuestion, 'limit' | 'offset'>,
): Promise<ListPage<User>> {
  const items = await rows.limit(limit).offset(offset).execute()
  const { total } = await counted.executeTakeFirstOrThrow()
  return { items: items.map(toUser), total: Number(total) }
}

function toUser(row: UserRow): User {
  const { administrator, administratorByProvider } = row
  return {
    ...row,
    administrator: administrator === 1,
    administratorByProvider: administratorByProvider === 1,
  }
}

/** Whether a living account has this name or address. */
export async function accountExists(
  db: Handle,
  field: 'username' | 'email',
  value: string,
): Promise<boolean> {
  return (await living(db).where(field, '=', value).select('id').executeTakeFirst()) !== undefined
}
