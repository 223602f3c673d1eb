// /login and what belongs to it: the pages on which people sign in, choose a name, and get what clients need.
import { Failure } from '../../platform/errors.ts'
import { cookieOf, sessionCookieName } from '../../platform/http/cookies.ts'
import { offeredToken, requireOwnPage, requireToken } from '../../platform/http/csrf.ts'
import { readForm } from '../../platform/http/form.ts'
import type { RequestContext } from '../../platform/http/request-context.ts'
import { type CliSecrets, causeOf, type Principal } from '../identity/index.ts'
import { SessionEnded } from '../sessions/index.ts'
import { localPath } from './local-path-rules.ts'
import { type ProviderRoutes, pendingCookie, providerPath, redirect } from './provider-routes.ts'
import {
  beginWithPassword,
  endedSessionCookie,
  type PasswordParts,
  strangersCause,
} from './session-routes.ts'
import { accountPage, htmlAnswer, namePage, type PageAnswer, signInPage } from './sign-in-pages.ts'
import type { WebProviders } from './web-providers.ts'
import type { WebSignIn } from './web-sign-in.ts'

export interface PageRoutesOptions extends PasswordParts {
  readonly cliSecrets: CliSecrets
  readonly providers: WebProviders
  readonly webSignIn: WebSignIn
  readonly providerRoutes: ProviderRoutes
  readonly formSize: number
}

interface Shown extends PageAnswer {
  readonly problem?: string
  readonly username?: string
  readonly returnTo?: string
}

export class PageRoutes {
  constructor(private readonly options: PageRoutesOptions) {}

  /** Who is signed in sees that; everybody else can sign in. */
  async show(request: Request, context: RequestContext): Promise<Response> {
    const wanted = context.query.get('redirect_url')
    const principal = await this.signedIn(request)
    if (!principal) {
      const stale = cookieOf(request, sessionCookieName) !== undefined
      const cookies = stale ? [endedSessionCookie(context)] : []
      return this.signInPage(request, context, { returnTo: localPath(wanted), cookies })
    }
    return wanted === null ? this.accountPage(principal, request, context) : redirect(localPath(wanted))
  }

  async signIn(request: Request, context: RequestContext): Promise<Response> {
    const form = await this.ownForm(request, context)
    const given = { name: form.get('principal') ?? '', password: form.get('password') ?? '' }
    const returnTo = localPath(form.get('redirect_url'))
    try {
      return redirect(returnTo, [await beginWithPassword(this.options, given, request, context)])
    } catch (error) {
      if (!(error instanceof Failure) || error.status >= 500) throw error
      const wrong = error.status === 401
      const problem = wrong ? 'The user name or the password is wrong.' : sentence(error.message)
      return this.signInPage(request, context, {
        status: error.status,
        problem,
        username: given.name,
        returnTo,
      })
    }
  }

  /** The page again, with what went wrong on the way to a provider or back. */
  async signInPage(request: Request, context: RequestContext, shown: Shown): Promise<Response> {
    const { token, setCookie } = offeredToken(request, context)
    const { returnTo = localPath(undefined), problem, username } = shown
    const query = `?redirect_url=${encodeURIComponent(returnTo)}`
    const providers = (await this.options.providers.list()).map(({ id, label }) => ({
      href: `${providerPath(id)}/login${query}`,
      label,
    }))
    const html = signInPage({ token, returnTo, providers, problem, username })
    return htmlAnswer(html, { ...shown, cookies: [...(shown.cookies ?? []), setCookie] })
  }

  async showName(request: Request, context: RequestContext): Promise<Response> {
    return this.namePage(request, context, {})
  }

  async chooseName(request: Request, context: RequestContext): Promise<Response> {
    const form = await this.ownForm(request, context)
    const { webSignIn, providerRoutes } = this.options
    const username = form.get('username') ?? ''
    try {
      const pending = cookieOf(request, pendingCookie)
      const outcome = await webSignIn.choose(pending, username, strangersCause(context))
      return providerRoutes.present(outcome, context, [])
    } catch (error) {
      if (!(error instanceof Failure) || error.status >= 500) throw error
      return this.namePage(request, context, {
        status: error.status,
        problem: sentence(error.message),
        username,
      })
    }
  }

  async makeSecret(request: Request, context: RequestContext): Promise<Response> {
    await this.ownForm(request, context)
    const principal = await this.signedIn(request)
    if (principal?.actor.type !== 'user') return redirect('/login')
    const secret = await this.options.cliSecrets.make(principal.actor.id, causeOf(principal, context))
    return this.accountPage(principal, request, context, secret)
  }

  private async namePage(request: Request, context: RequestContext, shown: Shown): Promise<Response> {
    const { token, setCookie } = offeredToken(request, context)
    try {
      const { suggested, label } = await this.options.webSignIn.waiting(cookieOf(request, pendingCookie))
      const { problem, username = suggested, status } = shown
      return htmlAnswer(namePage({ token, label, username, problem }), { status, cookies: [setCookie] })
    } catch (error) {
      if (!(error instanceof Failure) || error.status >= 500) throw error
      return this.signInPage(request, context, { status: error.status, problem: sentence(error.message) })
    }
  }

  private async accountPage(
    { actor }: Principal,
    request: Request,
    context: RequestContext,
    secret?: string,
  ): Promise<Response> {
    if (actor.type !== 'user') throw new Error('only users have sessions')
    const { token, setCookie } = offeredToken(request, context)
    const registry = context.base.replace(/^https?:\/\//, '')
    const external = await this.options.cliSecrets.areFor(actor.id)
    const page = { token, username: actor.name, registry, external, secret }
    return htmlAnswer(accountPage(page), { cookies: [setCookie] })
  }

  /** Whose session the browser has; a session that has ended is none here, as this is where another one begins. */
  private async signedIn(request: Request): Promise<Principal | undefined> {
    const secret = cookieOf(request, sessionCookieName)
    if (secret === undefined) return undefined
    try {
      return await this.options.sessions.principalOf(secret)
    } catch (error) {
      if (error instanceof SessionEnded) return undefined
      throw error
    }
  }

  /** A form that one of these pages has sent. @throws Failure FORBIDDEN */
  private async ownForm(request: Request, context: RequestContext): Promise<URLSearchParams> {
    requireOwnPage(request, context)
    const form = await readForm(request, this.options.formSize)
    requireToken(request, form.get('token'))
    return form
  }
}

/** Messages are for programs first: here they begin with a capital letter and end with a full stop. */
export function sentence(message: string): string {
  const first = message.charAt(0).toUpperCase() + message.slice(1)
  return /[.!?]$/.test(first) ? first : `${first}.`
}
