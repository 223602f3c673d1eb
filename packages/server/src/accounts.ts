// Accounts put together with what else is kept of them; the server and the operator's commands both need them so.
import { deleteAccessTokensOf } from './features/access-tokens/index.ts'
import { auditConsumer } from './features/audit/index.ts'
import {
  deleteCliSecretOf,
  deleteIdentitiesOf,
  Groups,
  type GroupsOptions,
  overtakeLogins,
  Users,
  type UsersOptions,
} from './features/identity/index.ts'
import { deleteMembershipsOf, deleteMembershipsOfGroup } from './features/projects/index.ts'
import { deleteSessionsOf } from './features/sessions/index.ts'
import { heldRobotPrefix } from './features/settings/index.ts'
import { deleteRefreshTokensOf } from './features/tokens/index.ts'
import type { Transaction } from './platform/database/database.ts'

/** Consumers of the outbox; each later feature that listens adds its name. */
export const eventConsumers: readonly string[] = [auditConsumer]

export function createUsers(parts: Omit<UsersOptions, 'robotPrefix' | 'endLogins' | 'forget'>): Users {
  return new Users({
    ...parts,
    robotPrefix: heldRobotPrefix,
    endLogins,
    forget: async (tx, userId) => {
      await deleteMembershipsOf(tx, userId)
      await deleteIdentitiesOf(tx, userId)
      await deleteCliSecretOf(tx, userId)
    },
  })
}

/** A new password, or none any more: whatever stood on the old one ends, and so does a login that is under way. */
export async function endLogins(tx: Transaction, userId: number): Promise<void> {
  await endClientLogins(tx, userId)
  await deleteAccessTokensOf(tx, userId)
  await deleteSessionsOf(tx, userId)
}

/** A new CLI secret: clients log in again, while the browser that made it, and access tokens, go on. */
export async function endClientLogins(tx: Transaction, userId: number): Promise<void> {
  await overtakeLogins(tx, userId)
  await deleteRefreshTokensOf(tx, userId)
}

export function createGroups(parts: Omit<GroupsOptions, 'forget'>): Groups {
  return new Groups({ ...parts, forget: deleteMembershipsOfGroup })
}
