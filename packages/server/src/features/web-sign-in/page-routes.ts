// /login and what belongs to it: the pages on which people sign in and choose a name.
import { Failure } from '../../platform/errors.ts'
import { cookieOf, sessionCookieName } from '../../platform/http/cookies.ts'
import { offeredToken, requireOwnPage, requireTokenOfForm } from '../../platform/http/csrf.ts'
import { readForm } from '../../platform/http/form.ts'
import { asLanguage, chosenLanguage, languageOf, languages } from '../../platform/http/language.ts'
import type { RequestContext } from '../../platform/http/request-context.ts'
import type { Principal } from '../identity/index.ts'
import { SessionEnded } from '../sessions/index.ts'
import { localPath } from './local-path-rules.ts'
import { type ProviderRoutes, pendingCookie, providerPath, redirect } from './provider-routes.ts'
import {
  beginWithPassword,
  endedSessionCookie,
  endSession,
  type PasswordParts,
  strangersCause,
} from './session-routes.ts'
import { htmlAnswer, namePage, type PageAnswer, signInPage } from './sign-in-pages.ts'
import { type Problem, problemOf } from './sign-in-problems.ts'
import type { Language } from './sign-in-words.ts'
import type { WebProviders } from './web-providers.ts'
import type { WebSignIn } from './web-sign-in.ts'

export interface PageRoutesOptions extends PasswordParts {
  readonly providers: WebProviders
  readonly webSignIn: WebSignIn
  readonly providerRoutes: ProviderRoutes
  readonly formSize: number
}

const namePath = '/login/name'

interface Shown extends PageAnswer {
  readonly problem?: Problem
  readonly username?: string
  readonly returnTo?: string
}

export class PageRoutes {
  constructor(private readonly options: PageRoutesOptions) {}

  /** Who is signed in goes on; everybody else can sign in. */
  async show(request: Request, context: RequestContext): Promise<Response> {
    const returnTo = localPath(context.query.get('redirect_url'))
    const chosen = this.inChosenLanguage(context, addressOf(returnTo))
    if (chosen) return chosen
    if (await this.signedIn(request)) return redirect(returnTo)
    const stale = cookieOf(request, sessionCookieName) !== undefined
    const cookies = stale ? [endedSessionCookie(context)] : []
    return this.signInPage(request, context, { returnTo, cookies })
  }

  async signIn(request: Request, context: RequestContext): Promise<Response> {
    requireOwnPage(request, context)
    const form = await readForm(request, this.options.formSize)
    const given = { name: form.get('principal') ?? '', password: form.get('password') ?? '' }
    const returnTo = localPath(form.get('redirect_url'))
    try {
      requireTokenOfForm(request, form.get('token'))
      return redirect(returnTo, [await beginWithPassword(this.options, given, request, context)])
    } catch (error) {
      const problem = error instanceof Failure ? problemOf(error) : undefined
      // A directory that does not answer is no fault of this server, and whoever signs in may try again.
      if (!(error instanceof Failure) || (error.status >= 500 && problem?.kind !== 'directory')) throw error
      const { status } = error
      return this.signInPage(request, context, { status, problem, username: given.name, returnTo })
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
    const language = languageOf(request)
    const otherLanguage = inOtherLanguage(addressOf(returnTo), language)
    const html = signInPage({ language, otherLanguage, token, returnTo, providers, problem, username })
    return htmlAnswer(html, { ...shown, cookies: [...(shown.cookies ?? []), setCookie] })
  }

  async showName(request: Request, context: RequestContext): Promise<Response> {
    return this.inChosenLanguage(context, namePath) ?? this.namePage(request, context, {})
  }

  async chooseName(request: Request, context: RequestContext): Promise<Response> {
    const form = await this.ownForm(request, context)
    const { webSignIn, providerRoutes } = this.options
    const username = form.get('username') ?? ''
    try {
      const pending = cookieOf(request, pendingCookie)
      const outcome = await webSignIn.choose(pending, username, strangersCause(context))
      await endSession(this.options.sessions, request, context)
      return providerRoutes.present(outcome, context, [])
    } catch (error) {
      if (!(error instanceof Failure) || error.status >= 500) throw error
      return this.namePage(request, context, {
        status: error.status,
        problem: problemOf(error),
        username,
      })
    }
  }

  private async namePage(request: Request, context: RequestContext, shown: Shown): Promise<Response> {
    const { token, setCookie } = offeredToken(request, context)
    try {
      const { suggested, label } = await this.options.webSignIn.waiting(cookieOf(request, pendingCookie))
      const { problem, username = suggested, status } = shown
      const language = languageOf(request)
      const otherLanguage = inOtherLanguage(namePath, language)
      const html = namePage({ language, otherLanguage, token, label, username, problem })
      return htmlAnswer(html, { status, cookies: [setCookie] })
    } catch (error) {
      if (!(error instanceof Failure) || error.status >= 500) throw error
      const problem = problemOf(error)
      return this.signInPage(request, context, { status: error.status, problem })
    }
  }

  /** Keeps what a click on the other language asks for, and shows the same page again. */
  private inChosenLanguage(context: RequestContext, address: string): Response | undefined {
    const language = asLanguage(context.query.get('language'))
    return language && redirect(address, [chosenLanguage(language, context)])
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
    requireTokenOfForm(request, form.get('token'))
    return form
  }
}

/** The page's own address, which leads on to `returnTo`. */
function addressOf(returnTo: string): string {
  return returnTo === localPath(undefined) ? '/login' : `/login?redirect_url=${encodeURIComponent(returnTo)}`
}

function inOtherLanguage(address: string, language: Language): string {
  const other = languages.find((each) => each !== language)
  return `${address}${address.includes('?') ? '&' : '?'}language=${other}`
}
