// What all sign-in routes share: a session as a cookie, and who a change was caused by.
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import { cookie, cookieOf, sessionCookieName } from '../../platform/http/cookies.ts'
import type { RequestContext } from '../../platform/http/request-context.ts'
import {
  actorName,
  anonymousPrincipal,
  causeOf,
  type LoginWatch,
  loginGeneration,
  type PasswordSignIn,
} from '../identity/index.ts'
import type { EndedSession, Sessions } from '../sessions/index.ts'

export function sessionCookie(secret: string, context: RequestContext): string {
  return cookie(sessionCookieName, secret, context)
}

export function endedSessionCookie(context: RequestContext): string {
  return cookie(sessionCookieName, '', context, { maxAge: 0 })
}

/** Before it is known who it is. */
export function strangersCause(context: RequestContext) {
  return causeOf(anonymousPrincipal, context)
}

export interface PasswordParts {
  readonly db: Database
  readonly signIn: PasswordSignIn
  readonly sessions: Sessions
  readonly logins: LoginWatch
}

/**
 * A session for whoever has this name and password, in place of the one that the browser may have: that one may have
 * been planted. @returns its cookie. @throws Failure UNAUTHORIZED, TOOMANYREQUESTS
 */
export async function beginWithPassword(
  { db, signIn, sessions, logins }: PasswordParts,
  { name, password }: { readonly name: string; readonly password: string },
  request: Request,
  context: RequestContext,
): Promise<string> {
  const generation = await loginGeneration(db, name)
  const actor = await logins.watch(name, context, () => signIn.withPassword(name, password, context.address))
  if (actor.type !== 'user') throw new Failure('UNAUTHORIZED', { message: 'only users sign in here' })
  context.actor = actorName(actor)
  await endSession(sessions, request, context)
  const user = { id: actor.id, username: actor.name, provider: '', generation }
  return sessionCookie(await sessions.begin(user, causeOf({ actor, via: 'password' }, context)), context)
}

/** Ends the browser's session, if it has one. */
export async function endSession(
  sessions: Sessions,
  request: Request,
  context: RequestContext,
): Promise<EndedSession | undefined> {
  const secret = cookieOf(request, sessionCookieName)
  return secret === undefined ? undefined : sessions.end(secret, (principal) => causeOf(principal, context))
}
