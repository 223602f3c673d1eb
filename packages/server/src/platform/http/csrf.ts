// Against forged requests: who writes with a browser's session shows a token that only this site's pages can read.
//
// As with Harbor, the token is bound to a cookie of its own (`_gorilla_csrf`) and comes back in a header; a request
// without a session cookie needs none, except to sign in: another site must not sign a visitor in to its own account.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { Failure } from '../errors.ts'
import { cookie, cookieOf, sessionCookieName } from './cookies.ts'
import type { RequestContext } from './request-context.ts'

const cookieName = '_gorilla_csrf'
const tokenHeader = 'x-harbor-csrf-token'
/** Twelve hours, as Harbor's. */
const cookieSeconds = 43_200
const secretPattern = /^[A-Za-z0-9_-]{43}$/
const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A token is missing or wrong; the answer offers a fresh one. */
export class ForgeryFailure extends Failure {
  constructor(message: string) {
    super('FORBIDDEN', { message })
  }
}

/** @throws ForgeryFailure when a request writes, carries a session, and shows no token */
export function requireTokenOfSession(request: Request): void {
  if (reading.has(request.method) || cookieOf(request, sessionCookieName) === undefined) return
  requireToken(request, request.headers.get(tokenHeader))
}

/**
 * For what a stranger's page must not trigger even without a session: signing in. @param given of a form's field; else
 * the header's
 * @throws ForgeryFailure
 */
export function requireToken(request: Request, given = request.headers.get(tokenHeader)): void {
  if (!given) throw new ForgeryFailure('CSRF token not found in request')
  const secret = secretOf(request)
  const right = secret === undefined ? undefined : Buffer.from(tokenFor(secret))
  const shown = Buffer.from(given)
  if (right?.length !== shown.length || !timingSafeEqual(right, shown)) {
    throw new ForgeryFailure('CSRF token invalid')
  }
}

/**
 * For the forms of our own pages, after {@link requireOwnPage}. A browser that says where a form comes from was believed
 * there: its token's cookie may have gone since, or be another tab's. Who says nothing needs the token.
 * @throws ForgeryFailure
 */
export function requireTokenOfForm(request: Request, given: string | null): void {
  if (!saysOrigin(request)) requireToken(request, given)
}

/**
 * Refuses what a page of another origin sent. Browsers say so in `Sec-Fetch-Site`, where the connection is secure, and
 * in `Origin`, which is compared by its host alone: a proxy may have taken TLS off without saying so.
 * @throws Failure FORBIDDEN
 */
export function requireOwnPage(request: Request, context: RequestContext): void {
  if (isOwnPage(request, context)) return
  throw new Failure('FORBIDDEN', { message: 'requests from other sites may not change anything' })
}

export function isOwnPage(request: Request, context: RequestContext): boolean {
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  if (site !== null) return site === 'same-origin' || site === 'none'
  return origin === null || (URL.canParse(origin) && new URL(origin).host === new URL(context.base).host)
}

function saysOrigin(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site')
  // `none` is no page at all: a program may have had a browser send it.
  return site === null ? request.headers.has('origin') : site === 'same-origin'
}

/** A token for a page to show, and the cookie that it needs, when the request does not bring it. */
export interface OfferedToken {
  readonly token: string
  readonly setCookie: string | undefined
}

export function offeredToken(request: Request, context: RequestContext): OfferedToken {
  const known = secretOf(request)
  const secret = known ?? randomBytes(32).toString('base64url')
  const setCookie = known ? undefined : cookie(cookieName, secret, context, { maxAge: cookieSeconds })
  return { token: tokenFor(secret), setCookie }
}

/** Puts a token into an answer's header, as Harbor's UI and clients expect it. */
export function offerToken(request: Request, context: RequestContext, response: Response): Response {
  const { token, setCookie } = offeredToken(request, context)
  response.headers.set(tokenHeader, token)
  if (setCookie !== undefined) response.headers.append('set-cookie', setCookie)
  return response
}

function secretOf(request: Request): string | undefined {
  const secret = cookieOf(request, cookieName)
  return secret !== undefined && secretPattern.test(secret) ? secret : undefined
}

function tokenFor(secret: string): string {
  return createHash('sha256').update('token of ').update(secret).digest('base64url')
}
