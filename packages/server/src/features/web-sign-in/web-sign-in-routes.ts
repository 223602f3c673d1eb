// Everything under /c/ and /login: the table of paths, and failures as a page or as JSON.
import { Failure } from '../../platform/errors.ts'
import { apiFailureResponse, noMethod, noPath } from '../../platform/http/api-failure.ts'
import { ForgeryFailure, offerToken } from '../../platform/http/csrf.ts'
import { toFailure } from '../../platform/http/failure-response.ts'
import type { RequestContext } from '../../platform/http/request-context.ts'
import type { HarborRoutes } from './harbor-routes.ts'
import type { PageRoutes } from './page-routes.ts'
import { type ProviderRoutes, parseProviderPath } from './provider-routes.ts'
import { problemOf } from './sign-in-problems.ts'
import { ProviderError } from './web-provider-port.ts'

type Handler = (request: Request, context: RequestContext) => Promise<Response>

/** What one path answers, by method. */
interface PathHandlers {
  readonly GET?: Handler
  readonly POST?: Handler
}

export class WebSignInRoutes {
  private readonly paths: Readonly<Record<string, PathHandlers>>

  constructor(
    harbor: HarborRoutes,
    private readonly pages: PageRoutes,
    private readonly providers: ProviderRoutes,
  ) {
    this.paths = {
      '/c/login': { POST: (...call) => harbor.login(...call) },
      '/c/log_out': { GET: (...call) => harbor.logOut(...call) },
      '/c/userExists': { POST: (...call) => harbor.userExists(...call) },
      '/login': { GET: (...call) => pages.show(...call), POST: (...call) => pages.signIn(...call) },
      '/login/name': {
        GET: (...call) => pages.showName(...call),
        POST: (...call) => pages.chooseName(...call),
      },
    }
  }

  async handle(request: Request, context: RequestContext): Promise<Response> {
    const path = context.path.replace(/\/+$/, '')
    const provider = parseProviderPath(path)
    const handlers = provider ? this.providerHandlers(provider.id, provider.verb) : this.paths[path]
    context.route = handlers ? `web ${provider ? `provider ${provider.verb}` : path}` : 'web'
    try {
      if (!handlers) throw noPath(context.path)
      // Asking for the head of another path would sign in or out.
      const method = context.method === 'HEAD' && path === '/login' ? 'GET' : context.method
      const handler = method === 'GET' || method === 'POST' ? handlers[method] : undefined
      if (!handler) throw noMethod(context.method, Object.keys(handlers))
      return await handler(request, context)
    } catch (error) {
      return this.failure(error, request, context)
    }
  }

  private providerHandlers(id: string, verb: string): PathHandlers | undefined {
    const { providers } = this
    const known: Readonly<Record<string, PathHandlers>> = {
      login: { GET: (_, context) => providers.login(id, context) },
      callback: { GET: (...call) => providers.callback(id, ...call) },
      onboard: { POST: (...call) => providers.onboard(...call) },
      logout: { GET: (...call) => providers.logout(...call) },
      'backchannel-logout': { POST: (request) => providers.backchannelLogout(id, request) },
    }
    return known[verb]
  }

  private async failure(error: unknown, request: Request, context: RequestContext): Promise<Response> {
    const failure = failureOf(error, context)
    const isPage = context.path.startsWith('/login') || /\/(login|callback)$/.test(context.path)
    const harbors = context.path === '/c/login'
    if (!isPage || harbors || failure.status >= 500) {
      const response = apiFailureResponse(failure, context.method)
      return error instanceof ForgeryFailure ? offerToken(request, context, response) : response
    }
    const returnTo = this.providers.wanted(request, context)
    const cookies = context.path.endsWith('/callback') ? [this.providers.usedTicket(context)] : []
    return this.pages.signInPage(request, context, {
      ...{ status: failure.status, problem: problemOf(failure), returnTo, cookies },
    })
  }
}

/** A provider that vouches for nobody is no fault of ours: whoever signs in is told, and the log has the cause. */
function failureOf(error: unknown, context: RequestContext): Failure {
  if (!(error instanceof ProviderError)) return toFailure(error, context)
  context.log.warn({ err: error.cause ?? error }, `a sign-in failed: ${error.message}`)
  return new Failure('BAD_REQUEST', { message: error.message, cause: error })
}
