// What an operator may do with accounts from the server's own machine, without an account.
import { randomBytes } from 'node:crypto'
import type { Handle } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import { findUserByName } from './accounts-store.ts'
import { systemCause } from './cause.ts'
import { passwordProblem } from './user-rules.ts'
import type { Users } from './users.ts'
import { anyUser, type User } from './users-store.ts'

/** In one answer; a registry with more users has the management API for its lists. */
const mostListed = 10_000
const cause = { ...systemCause, actor: { ...systemCause.actor, via: 'command' } }

/**
 * Does it. @returns the accounts listed, or the one that was made or changed
 * @throws Failure in words for the operator
 */
export async function controlUsers(db: Handle, users: Users, input: unknown): Promise<User[]> {
  // Few servers are ever asked: their start does not wait for what checks it.
  const { requestSchema } = await import('./user-request.ts')
  const request = requestSchema.parse(input)
  // Otherwise the first start would find an account, and make neither the administrator nor a project.
  if (!(await anyUser(db)))
    throw refused('the registry has no account yet: its first start makes one, so start it')
  if (request.action === 'list') {
    return (await users.list({ filters: [], sort: [], limit: mostListed, offset: 0 })).items
  }
  if (request.action === 'create') {
    const { action: _, administrator, ...profile } = request
    const id = await users.create({ ...profile, comment: '' }, cause)
    if (administrator) await users.setAdministrator(id, true, cause)
    return [await users.get(id)]
  }
  const user = await findUserByName(db, request.username)
  if (!user) throw refused(`there is no user ${request.username}`)
  if (request.action === 'password') await users.changePassword(user.id, undefined, request.password, cause)
  else await users.setAdministrator(user.id, request.administrator, cause)
  return [await users.get(user.id)]
}

/** One that the rules for passwords accept: 144 bits. */
export function generatePassword(): string {
  const password = randomBytes(18).toString('base64url')
  return passwordProblem(password) === undefined ? password : generatePassword()
}

function refused(message: string): Failure {
  return new Failure('BAD_REQUEST', { message })
}
