// /users/{user_id}/holdings over HTTP.
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import type { ApiHandlers } from '../../platform/http/api.ts'
import { type Permits, rolesById } from '../authorization/index.ts'
import type { Principal, Users } from '../identity/index.ts'
import {
  countMemberships,
  countSessions,
  groupsOf,
  type HeldMembership,
  hasPassword,
  membershipsOf,
  providersOf,
} from './holdings-store.ts'

export interface HoldingParts {
  readonly db: Database
  readonly users: Users
  readonly clock: Clock
  readonly permits: Permits
}

const providers = ['ldap', 'oidc', 'oauth2'] as const

export function holdingHandlers(parts: HoldingParts): ApiHandlers<Principal, 'getUserHoldings'> {
  return {
    getUserHoldings: async ({ params: { user_id } }, { principal }) => {
      await parts.permits.selfOrInSystem(principal, user_id, 'user:read')
      await parts.users.get(user_id)
      return { status: 200, body: await holdings(parts, user_id) }
    },
  }
}

async function holdings({ db, clock }: HoldingParts, user: number) {
  const [password, vouched, sessions, groups, held, membership_count] = await Promise.all([
    hasPassword(db, user),
    providersOf(db, user),
    countSessions(db, user, clock()),
    groupsOf(db, user),
    membershipsOf(db, user),
    countMemberships(db, user),
  ])
  const by = providers.filter((each) => vouched.includes(each))
  const memberships = held.map((each) => presentMembership(each, user))
  const sign_in = [...(password ? (['password'] as const) : []), ...by]
  return { sign_in, sessions, groups, memberships, membership_count }
}

function presentMembership(
  { projectId, projectName, ownerId, roleId, roleName }: HeldMembership,
  user: number,
) {
  return {
    ...{ project_id: projectId, project_name: projectName, role_id: roleId },
    role_name: rolesById.find(({ id }) => id === roleId)?.name ?? roleName ?? '',
    owner: ownerId === user,
  }
}
