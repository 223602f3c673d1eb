// /c/oidc/… and /c/providers/<id>/…: to a provider, back from it, and the messages of both about a session's end.
import { Failure } from '../../platform/errors.ts'
import { readJson } from '../../platform/http/body.ts'
import { cookie, cookieOf } from '../../platform/http/cookies.ts'
import { isOwnPage, requireOwnPage, requireToken } from '../../platform/http/csrf.ts'
import { readForm } from '../../platform/http/form.ts'
import type { RequestContext } from '../../platform/http/request-context.ts'
import type { Sessions } from '../sessions/index.ts'
import { localPath } from './local-path-rules.ts'
import { endedSessionCookie, endSession, sessionCookie, strangersCause } from './session-routes.ts'
import { ProviderError } from './web-provider-port.ts'
import { settingsProvider } from './web-providers.ts'
import type { Outcome, WebSignIn } from './web-sign-in.ts'

const ticketCookie = 'entrepot_ticket'
export const pendingCookie = 'entrepot_pending'
const ticketSeconds = 600
const pendingSeconds = 900
/** Of cookies that are used below it only. */
const path = '/c/'

/** Where a provider's routes lie: Harbor's for the one of the settings. */
export function providerPath(id: string): string {
  return id === settingsProvider ? '/c/oidc' : `/c/providers/${id}`
}

/** @returns the provider and what is asked of it; undefined for other paths */
export function parseProviderPath(asked: string): { readonly id: string; readonly verb: string } | undefined {
  const [, id, verb] = /^\/c\/(oidc|providers\/[a-z0-9-]+)\/([a-z-]+)$/.exec(asked) ?? []
  return id && verb ? { id: id.replace(/^providers\//, ''), verb } : undefined
}

export class ProviderRoutes {
  constructor(
    private readonly webSignIn: WebSignIn,
    private readonly sessions: Sessions,
    private readonly formSize: number,
  ) {}

  async login(id: string, context: RequestContext): Promise<Response> {
    const returnTo = localPath(context.query.get('redirect_url'))
    const { url, ticket } = await this.webSignIn.begin(id, this.callbackUrl(id, context), returnTo)
    return redirect(url, [cookie(ticketCookie, ticket, context, { path, maxAge: ticketSeconds })])
  }

  /** @throws ProviderError, Failure: for a page to show */
  async callback(id: string, request: Request, context: RequestContext): Promise<Response> {
    const callback = new URL(this.callbackUrl(id, context))
    callback.search = context.query.toString()
    const ticket = cookieOf(request, ticketCookie)
    const outcome = await this.webSignIn.complete(id, callback, ticket, strangersCause(context))
    if (outcome.kind === 'signed-in') await endSession(this.sessions, request, context)
    return this.present(outcome, context, [this.usedTicket(context)])
  }

  /** Where somebody was going who did not get through: as the link said that began it, or the ticket. */
  wanted(request: Request, context: RequestContext): string {
    const asked = context.query.get('redirect_url')
    const provider = parseProviderPath(context.path.replace(/\/+$/, ''))
    if (asked !== null || !provider) return localPath(asked)
    return localPath(this.webSignIn.wantedBy(cookieOf(request, ticketCookie), provider.id))
  }

  /** Serves once, whatever became of it. */
  usedTicket(context: RequestContext): string {
    return cookie(ticketCookie, '', context, { path, maxAge: 0 })
  }

  /** As Harbor's UI does it: JSON with `username`. */
  async onboard(request: Request, context: RequestContext): Promise<Response> {
    requireOwnPage(request, context)
    requireToken(request)
    const body = await readJson(request, this.formSize)
    const username = typeof body === 'object' && body !== null && 'username' in body ? body.username : ''
    const pending = cookieOf(request, pendingCookie)
    const outcome = await this.webSignIn.choose(pending, String(username ?? ''), strangersCause(context))
    if (outcome.kind !== 'signed-in') throw new Error('whoever has chosen a name is signed in')
    await endSession(this.sessions, request, context)
    const response = new Response(null)
    response.headers.append('set-cookie', sessionCookie(outcome.secret, context))
    response.headers.append('set-cookie', cookie(pendingCookie, '', context, { maxAge: 0 }))
    return response
  }

  /** Ends the session here, and at the provider where that is wanted; not by a link of another site, unasked. */
  async logout(request: Request, context: RequestContext): Promise<Response> {
    if (!isOwnPage(request, context)) return redirect('/')
    const ended = await endSession(this.sessions, request, context)
    const url = await this.webSignIn.logoutUrl(ended, `${context.base}/login`)
    return redirect(url ?? '/login', ended ? [endedSessionCookie(context)] : [])
  }

  /** OpenID Connect Back-Channel Logout 1.0 §2.5 and §2.8. */
  async backchannelLogout(id: string, request: Request): Promise<Response> {
    const token = (await readForm(request, this.formSize)).get('logout_token') ?? ''
    try {
      await this.webSignIn.endAtProvider(id, token)
    } catch (error) {
      if (error instanceof ProviderError)
        throw new Failure('BAD_REQUEST', { message: error.message, cause: error })
      throw error
    }
    return new Response(null, { headers: { 'cache-control': 'no-store' } })
  }

  /** What a browser gets once it is known who it is, or who it would be. */
  present(outcome: Outcome, context: RequestContext, cookies: readonly string[]): Response {
    if (outcome.kind === 'name-wanted') {
      const pending = cookie(pendingCookie, outcome.pending, context, { maxAge: pendingSeconds })
      return redirect('/login/name', [...cookies, pending])
    }
    const forgotten = cookie(pendingCookie, '', context, { maxAge: 0 })
    return redirect(outcome.returnTo, [...cookies, forgotten, sessionCookie(outcome.secret, context)])
  }

  private callbackUrl(id: string, { base }: RequestContext): string {
    return `${base}${providerPath(id)}/callback`
  }
}

/** 303: whatever was asked by, the next is a GET. */
export function redirect(to: string, cookies: readonly string[] = []): Response {
  const response = new Response(null, { status: 303, headers: { location: to, 'cache-control': 'no-store' } })
  for (const each of cookies) response.headers.append('set-cookie', each)
  return response
}
