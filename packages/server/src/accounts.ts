// Accounts put together with what else is kept of them; the server and the operator's commands both need them so.
import { deleteCliSecretOf, deleteIdentitiesOf, Users, type UsersOptions } from './features/identity/index.ts'
import { deleteMembershipsOf } from './features/projects/index.ts'
import { deleteSessionsOf } from './features/sessions/index.ts'
import { deleteRefreshTokensOf } from './features/tokens/index.ts'

/** Consumers of the outbox; each later feature that listens adds its name. */
export const eventConsumers: readonly string[] = []

export function createUsers(parts: Omit<UsersOptions, 'endLogins' | 'forget'>): Users {
  return new Users({
    ...parts,
    endLogins: async (tx, userId) => {
      await deleteRefreshTokensOf(tx, userId)
      await deleteSessionsOf(tx, userId)
    },
    forget: async (tx, userId) => {
      await deleteMembershipsOf(tx, userId)
      await deleteIdentitiesOf(tx, userId)
      await deleteCliSecretOf(tx, userId)
    },
  })
}
