// What all sign-in routes share: a session as a cookie, and who a change was caused by.
import { cookie, cookieOf, sessionCookieName } from '../../platform/http/cookies.ts'
import type { RequestContext } from '../../platform/http/request-context.ts'
import { type Actor, actorName, anonymousPrincipal, causeOf } from '../identity/index.ts'
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

/** A session for whoever has just shown a password. @returns its secret */
export function beginWithPassword(
  sessions: Sessions,
  actor: Actor,
  context: RequestContext,
): Promise<string> {
  if (actor.type !== 'user') throw new Error('only users have sessions')
  context.actor = actorName(actor)
  const user = { id: actor.id, username: actor.name, provider: '' }
  return sessions.begin(user, causeOf({ actor, via: 'password' }, context))
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
