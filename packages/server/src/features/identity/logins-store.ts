// SQL of what tells a login that it has been overtaken: a new password ends the logins that are still under way too.
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { hotQuery, queries } from '../../platform/database/queries.ts'

const generationByName = hotQuery<{ name: string }, { generation: number }>(
  (q, p) =>
    q
      .selectFrom('users')
      .select('login_generation as generation')
      .where('username', '=', p('name'))
      .where('deleted_at', 'is', null),
  { recalled: true },
)

/**
 * Asked before a password is looked at; what the login leaves behind is kept only if it is the same still.
 * @returns undefined where no account has this name: it is made by its first sign-in, or called otherwise elsewhere
 */
export async function loginGeneration(db: Handle, username: string): Promise<number | undefined> {
  // PostgreSQL takes no NUL in a text: no account can have such a name.
  if (username.includes('\0')) return undefined
  return (await generationByName.first(db, { name: username }))?.generation
}

/**
 * Holds an account until the transaction ends.
 * @param generation what `loginGeneration` said when the login began; undefined for what no password stands behind
 * @returns whether nothing ended that login meanwhile, and the account is there
 */
export async function holdLogin(
  tx: Transaction,
  userId: number,
  generation: number | undefined,
): Promise<boolean> {
  let query = queries(tx)
    .selectFrom('users')
    .select('login_generation as generation')
    .where('id', '=', userId)
    .where('deleted_at', 'is', null)
  if (tx.engine === 'postgres') query = query.forUpdate()
  const found = await query.executeTakeFirst()
  return found !== undefined && (generation === undefined || found.generation === generation)
}

/** Overtakes the logins that are under way. */
export async function overtakeLogins(tx: Transaction, userId: number): Promise<void> {
  await queries(tx)
    .updateTable('users')
    .set((eb) => ({ login_generation: eb('login_generation', '+', 1) }))
    .where('id', '=', userId)
    .execute()
}
