// Accounts put together with what else is kept of them; the server and the operator's commands both need them so.
import { deleteIdentitiesOf, Users, type UsersOptions } from './features/identity/index.ts'
import { deleteMembershipsOf } from './features/projects/index.ts'
import { deleteRefreshTokensOf } from './features/tokens/index.ts'

/** Consumers of the outbox; each later feature that listens adds its name. */
export const eventConsumers: readonly string[] = []

export function createUsers(parts: Omit<UsersOptions, 'endLogins' | 'forget'>): Users {
  return new Users({
    ...parts,
    endLogins: deleteRefreshTokensOf,
    forget: async (tx, userId) => {
      await deleteMembershipsOf(tx, userId)
      await deleteIdentitiesOf(tx, userId)
    },
  })
}
