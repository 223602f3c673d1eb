// /users/…/tokens over HTTP.
import { Failure } from '../../platform/errors.ts'
import type { ApiCall, ApiHandlers } from '../../platform/http/api.ts'
import { parseListQuestion } from '../../platform/listing.ts'
import type { Permits } from '../authorization/index.ts'
import { causeOf, type Principal, type Users } from '../identity/index.ts'
import type { AccessTokens, TokenWish } from './access-tokens.ts'
import { type AccessToken, tokenFields } from './access-tokens-store.ts'
import { everyProject, type Limit, limitsOf } from './limit-rules.ts'
import { loginCommand } from './login-command.ts'
import { limitsIn, presentLimits } from './token-permissions.ts'

export interface AccessTokenRoutesOptions {
  readonly accessTokens: AccessTokens
  readonly users: Users
  readonly permits: Permits
}

type Handlers = ApiHandlers<
  Principal,
  | 'listOwnAccessTokens'
  | 'createAccessToken'
  | 'deleteOwnAccessToken'
  | 'listAccessTokens'
  | 'deleteAccessToken'
>

const defaultHours = 12

export function accessTokenHandlers({ accessTokens, users, permits }: AccessTokenRoutesOptions): Handlers {
  const list = async (userId: number, query: Parameters<typeof parseListQuestion>[0]) => {
    const { items, total } = await accessTokens.list(userId, parseListQuestion(query, tokenFields))
    return { status: 200 as const, body: items.map(present), total }
  }
  /** Lets in the account itself, and administrators; to them alone it may be missing. */
  const selfOr = async (permission: 'user:read' | 'user:update', id: number, { principal }: Call) => {
    await permits.selfOrInSystem(principal, id, permission)
    await users.get(id)
  }
  return {
    listOwnAccessTokens: async ({ query }, { principal }) => {
      const { id } = await permits.signedIn(principal)
      return list(id, query)
    },
    createAccessToken: async ({ body }, { principal, context }) => {
      const { id, name } = await ownAccount(permits, principal)
      const wish = wishOf(body)
      const made = await accessTokens.make(id, wish, principal, causeOf(principal, context))
      return {
        status: 201,
        location: `/api/v2.0/users/current/tokens/${made.id}`,
        body: {
          id: made.id,
          name: wish.name,
          username: name,
          token: made.token,
          expiration_time: new Date(made.expiresAt).toISOString(),
          login_command: loginCommand(context.base, name),
        },
      }
    },
    deleteOwnAccessToken: async ({ params }, { principal, context }) => {
      const isItself = principal.accessToken?.id === params.token_id
      const { id } = isItself
        ? await ownAccount(permits, principal)
        : await permits.signedIn(principal, 'user:update')
      await accessTokens.revoke(id, params.token_id, causeOf(principal, context))
      return { status: 200 }
    },
    listAccessTokens: async ({ params, query }, call) => {
      await selfOr('user:read', params.user_id, call)
      return list(params.user_id, query)
    },
    deleteAccessToken: async ({ params }, call) => {
      await selfOr('user:update', params.user_id, call)
      await accessTokens.revoke(params.user_id, params.token_id, causeOf(call.principal, call.context))
      return { status: 200 }
    },
  }
}

type Call = ApiCall<Principal>
type WishBody = Parameters<Handlers['createAccessToken']>[0]['body']

/** The user's account, for what any of its credentials may do with itself alone; a registry token is none of them. */
async function ownAccount(permits: Permits, principal: Principal): Promise<{ id: number; name: string }> {
  const { actor, grants } = principal
  if (actor.type === 'user' && !grants) return actor
  await permits.signedIn(principal)
  throw new Error('somebody is signed in who is no user')
}

/** @throws Failure BAD_REQUEST for wishes that contradict each other, and permissions that do not exist */
function wishOf(body: WishBody): TokenWish {
  const { expires_in_days: days, expires_in_hours: hours } = body
  if (days !== undefined && hours !== undefined) {
    throw bad('a token expires in days or in hours: give one of expires_in_days and expires_in_hours')
  }
  const lifetime = days === undefined ? { hours: hours ?? defaultHours } : { days }
  const name = body.name ?? (days === undefined ? 'temporary' : 'personal')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they would garble lists and logs
  if (/[\x00-\x1f\x7f]/.test(name)) throw bad('the name holds control characters')
  return { name, limits: limitsOfWish(body), lifetime }
}

function limitsOfWish({ preset, projects, permissions }: WishBody): readonly Limit[] | undefined {
  if (permissions !== undefined) {
    if (preset !== undefined || projects !== undefined) {
      throw bad('give either a preset, with or without projects, or permissions')
    }
    return limitsIn(permissions)
  }
  if (preset === 'all') {
    if (projects !== undefined) throw bad('the preset "all" is for everything: it takes no projects')
    return undefined
  }
  return limitsOf(preset ?? 'read', projects ?? [everyProject])
}

function present(token: AccessToken) {
  const { id, name, kind, hint, limits, createdAt, expiresAt, lastUsedAt } = token
  return {
    ...{ id, name, kind, hint },
    ...(limits && { permissions: presentLimits(limits) }),
    creation_time: new Date(createdAt).toISOString(),
    expiration_time: new Date(expiresAt).toISOString(),
    ...(lastUsedAt !== null && { last_used_time: new Date(lastUsedAt).toISOString() }),
  }
}

function bad(message: string): Failure {
  return new Failure('BAD_REQUEST', { message })
}
