// /users over HTTP.
import type { ApiCall, ApiHandlers } from '../../platform/http/api.ts'
import { parseListQuestion } from '../../platform/listing.ts'
import type { Permits } from '../authorization/index.ts'
import { userFields } from './accounts-store.ts'
import type { Principal } from './actor.ts'
import { causeOf } from './cause.ts'
import type { CliSecrets } from './cli-secrets.ts'
import type { WebIdentity } from './cli-secrets-store.ts'
import { isAdministrator, type Users } from './users.ts'
import type { User } from './users-store.ts'

export interface UserRoutesOptions {
  readonly users: Users
  readonly cliSecrets: CliSecrets
  readonly permits: Permits
  /** Whether strangers may create an account for themselves. */
  selfRegistration(): Promise<boolean>
}

type UserHandlers = ApiHandlers<
  Principal,
  | 'listUsers'
  | 'createUser'
  | 'getCurrentUserInfo'
  | 'searchUsers'
  | 'getUser'
  | 'updateUserProfile'
  | 'deleteUser'
  | 'updateUserPassword'
  | 'setUserSysAdmin'
>

export function userHandlers({
  users,
  cliSecrets,
  permits,
  selfRegistration,
}: UserRoutesOptions): UserHandlers {
  /** Lets in the account itself, and administrators. */
  const selfOr = (permission: 'user:read' | 'user:update', id: number, { principal }: Call) =>
    permits.selfOrInSystem(principal, id, permission)
  /** With who the account is to its provider; the secret is not shown again. */
  const presentWhole = async (id: number) => {
    const user = present(await users.get(id))
    const identity = await cliSecrets.identityOf(id)
    return identity ? { ...user, oidc_user_meta: presentIdentity(id, identity) } : user
  }
  return {
    listUsers: async ({ query }, { principal }) => {
      await permits.inSystem(principal, 'user:list')
      const { items, total } = await users.list(parseListQuestion(query, userFields))
      return { status: 200, body: items.map(present), total }
    },
    createUser: async ({ body }, { principal, context }) => {
      const stranger = principal.actor.type === 'anonymous' && !principal.grants
      const registers = stranger && (await selfRegistration())
      if (!registers) await permits.inSystem(principal, 'user:create')
      const user = {
        username: body.username ?? '',
        password: body.password ?? '',
        email: body.email ?? '',
        realname: body.realname ?? '',
        comment: body.comment ?? '',
      }
      const id = await users.create(user, causeOf(principal, context))
      return { status: 201, location: `/api/v2.0/users/${id}` }
    },
    getCurrentUserInfo: async (_, { principal }) => {
      const { id } = await permits.signedIn(principal)
      return { status: 200, body: await presentWhole(id) }
    },
    searchUsers: async ({ query }, { principal }) => {
      await permits.signedIn(principal, 'user:list')
      const { items, total } = await users.search(query.username, parseListQuestion(query, {}))
      return { status: 200, body: items.map(({ id, username }) => ({ user_id: id, username })), total }
    },
    getUser: async ({ params }, call) => {
      await selfOr('user:read', params.user_id, call)
      return { status: 200, body: await presentWhole(params.user_id) }
    },
    updateUserProfile: async ({ params, body }, call) => {
      await selfOr('user:update', params.user_id, call)
      const given = Object.entries(body).filter(([, value]) => value !== undefined && value !== null)
      await users.changeProfile(params.user_id, Object.fromEntries(given), cause(call))
      return { status: 200 }
    },
    deleteUser: async ({ params }, call) => {
      await permits.inSystem(call.principal, 'user:delete')
      await users.delete(params.user_id, cause(call))
      return { status: 200 }
    },
    updateUserPassword: async ({ params, body }, call) => {
      const isSelf = await selfOr('user:update', params.user_id, call)
      if (!isSelf && isAdministrator(await users.get(params.user_id))) {
        await permits.asAdministrator(call.principal)
      }
      const current = isSelf ? (body.old_password ?? '') : undefined
      await users.changePassword(params.user_id, current, body.new_password ?? '', cause(call))
      return { status: 200 }
    },
    setUserSysAdmin: async ({ params, body }, call) => {
      await permits.inSystem(call.principal, 'user:update')
      const wanted = body.sysadmin_flag ?? false
      // Clients send the flag with each account that they make: saying what is so already makes nobody more.
      if ((await users.get(params.user_id)).administrator !== wanted) {
        await permits.asAdministrator(call.principal)
      }
      await users.setAdministrator(params.user_id, wanted, cause(call))
      return { status: 200 }
    },
  }
}

type Call = ApiCall<Principal>

function cause({ principal, context }: Call) {
  return causeOf(principal, context)
}

function presentIdentity(user_id: number, { id, subject, createdAt, updatedAt }: WebIdentity) {
  return {
    ...{ id, user_id, subiss: subject },
    creation_time: new Date(createdAt).toISOString(),
    update_time: new Date(updatedAt).toISOString(),
  }
}

function present(user: User) {
  return {
    user_id: user.id,
    username: user.username,
    email: user.email,
    realname: user.realname,
    comment: user.comment,
    sysadmin_flag: user.administrator,
    admin_role_in_auth: user.administratorByProvider,
    creation_time: new Date(user.createdAt).toISOString(),
    update_time: new Date(user.updatedAt).toISOString(),
  }
}
