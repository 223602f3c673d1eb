// SQL of who an account is to the providers outside of this server.
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { hotQuery, queries } from '../../platform/database/queries.ts'

/** One subject of one provider. */
export interface Subject {
  readonly provider: string
  readonly subject: string
}

export interface LinkedAccount {
  readonly id: number
  readonly username: string
  readonly email: string
  readonly realname: string
  readonly passwordHash: string
  readonly administratorByProvider: number
}

export function findLinked(db: Handle, subject: Subject): Promise<LinkedAccount | undefined> {
  return linked(db, subject).executeTakeFirst()
}

/** Held until the transaction ends: two sign-ins at once do not mix what they write. */
export function lockLinked(tx: Transaction, subject: Subject): Promise<LinkedAccount | undefined> {
  const query = linked(tx, subject)
  return (tx.engine === 'postgres' ? query.forUpdate('u') : query).executeTakeFirst()
}

function linked(db: Handle, { provider, subject }: Subject) {
  return queries(db)
    .selectFrom('identities as i')
    .innerJoin('users as u', 'u.id', 'i.user_id')
    .select([
      'u.id',
      'u.username',
      'u.email',
      'u.realname',
      'u.password_hash as passwordHash',
      'u.administrator_by_provider as administratorByProvider',
    ])
    .where('i.provider', '=', provider)
    .where('i.subject', '=', subject)
    .where('u.deleted_at', 'is', null)
}

/** @throws UniqueViolation when the subject is linked already */
export async function insertIdentity(
  tx: Transaction,
  userId: number,
  { provider, subject }: Subject,
  now: number,
): Promise<void> {
  await queries(tx)
    .insertInto('identities')
    .values({ provider, subject, user_id: userId, created_at: now, updated_at: now })
    .execute()
}

/** When the account is deleted: the same person may have a new one. */
export async function deleteIdentitiesOf(tx: Transaction, userId: number): Promise<void> {
  await queries(tx).deleteFrom('identities').where('user_id', '=', userId).execute()
  await queries(tx).deleteFrom('group_members').where('user_id', '=', userId).execute()
}

export interface LinkedSubject {
  /** Of the link: the next page begins after it. */
  readonly id: number
  readonly userId: number
  readonly subject: string
  /** Whether the account can be opened in no other way: it has no password here, and no other provider. */
  readonly onlyWay: boolean
}

/** Accounts that are linked to a provider, page by page. */
export async function listLinked(
  db: Handle,
  provider: string,
  after: number,
  limit: number,
): Promise<LinkedSubject[]> {
  const rows = await queries(db)
    .selectFrom('identities as i')
    .innerJoin('users as u', 'u.id', 'i.user_id')
    .select(['i.id', 'i.user_id as userId', 'i.subject', 'u.password_hash as passwordHash'])
    .select((eb) =>
      eb
        .selectFrom('identities as o')
        .select(eb.fn.countAll<number>().as('links'))
        .whereRef('o.user_id', '=', 'i.user_id')
        .as('links'),
    )
    .where('i.provider', '=', provider)
    .where('i.id', '>', after)
    .where('u.deleted_at', 'is', null)
    .orderBy('i.id')
    .limit(limit)
    .execute()
  return rows.map(({ passwordHash, links, ...row }) => ({
    ...row,
    onlyWay: passwordHash === '' && Number(links) === 1,
  }))
}

const linkOf = hotQuery<{ user: number; provider: string }, { id: number }>((q, p) =>
  q
    .selectFrom('identities')
    .select('id')
    .where('user_id', '=', p('user'))
    .where('provider', '=', p('provider'))
    .limit(1),
)

export async function isLinkedTo(db: Handle, userId: number, provider: string): Promise<boolean> {
  return (await linkOf.first(db, { user: userId, provider })) !== undefined
}

const living = hotQuery<{ id: number }, { username: string }>((q, p) =>
  q.selectFrom('users').select('username').where('id', '=', p('id')).where('deleted_at', 'is', null),
)

/** @returns the name of an account that still exists */
export async function livingName(db: Handle, userId: number): Promise<string | undefined> {
  return (await living.first(db, { id: userId }))?.username
}

export async function isAddressTaken(db: Handle, email: string, exceptUser: number): Promise<boolean> {
  const row = await queries(db)
    .selectFrom('users')
    .select('id')
    .where('email', '=', email)
    .where('id', '<>', exceptUser)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

export interface ExternalChange {
  readonly email?: string
  readonly realname?: string
  readonly administrator_by_provider?: number
}

export async function updateLinked(
  tx: Transaction,
  userId: number,
  change: ExternalChange,
  now: number,
): Promise<void> {
  await queries(tx)
    .updateTable('users')
    .set({ ...change, updated_at: now })
    .where('id', '=', userId)
    .execute()
}
