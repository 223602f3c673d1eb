// Signing in with a browser, put together: sessions, providers, pages.

import type { Config } from './config.ts'
import { OAuth2Provider } from './drivers/identity/oidc/oauth2-provider.ts'
import { OidcProvider } from './drivers/identity/oidc/oidc-provider.ts'
import { type Authorization, Permits } from './features/authorization/index.ts'
import type { ExternalAccounts, LoginWatch, PasswordSignIn, Principal } from './features/identity/index.ts'
import { SessionEnded, Sessions } from './features/sessions/index.ts'
import { sessionJobs } from './features/sessions/module.ts'
import type { Settings } from './features/settings/index.ts'
import type { Authenticator } from './features/tokens/index.ts'
import {
  HarborRoutes,
  PageRoutes,
  ProviderRoutes,
  readProviderFile,
  WebProviders,
  WebSignIn,
  WebSignInRoutes,
  webSignInJobs,
} from './features/web-sign-in/module.ts'
import { type Clock, minute } from './platform/clock.ts'
import type { Database } from './platform/database/database.ts'
import { Failure } from './platform/errors.ts'
import type { Events } from './platform/events.ts'
import { cookieOf, sessionCookieName } from './platform/http/cookies.ts'
import type { RequestContext } from './platform/http/request-context.ts'
import type { JobDefinition } from './platform/jobs/job.ts'
import { Outbound } from './platform/outbound/outbound.ts'
import type { Sealing } from './platform/sealing.ts'

export interface WebSignInParts {
  readonly db: Database
  readonly events: Events
  readonly sealing: Sealing
  readonly clock: Clock
  readonly settings: Settings
  readonly authorization: Authorization
  readonly authenticator: Authenticator
  readonly signIn: PasswordSignIn
  readonly externalAccounts: ExternalAccounts
  readonly logins: LoginWatch
}

export interface BrowserSignIn {
  readonly routes: WebSignInRoutes
  readonly providers: WebProviders
  readonly jobs: readonly JobDefinition[]
  /** Who a request's credentials name, be they in a header or in a cookie. */
  authenticate(request: Request, context: RequestContext): Promise<Principal>
  /** Whether they still do, for an answer that goes on; whether the account is there is seen with its rights. */
  holds(request: Request, principal: Principal): Promise<boolean>
}

/** @throws OperatorError when the file of providers cannot be used */
export function createBrowserSignIn(config: Config, parts: WebSignInParts): BrowserSignIn {
  const { db, clock, settings, authenticator, signIn, logins } = parts
  const limits = {
    idle: async () => (await settings.get('session_timeout')) * minute,
    lifetime: config.auth.sessionLifetime,
    perUser: config.auth.sessionsPerUser,
  }
  const sessions = new Sessions({ ...parts, limits })
  const providers = createProviders(config, settings)
  const webSignIn = new WebSignIn({ ...parts, providers, sessions, accounts: parts.externalAccounts })
  const formSize = config.limits.jsonBodySize
  const providerRoutes = new ProviderRoutes(webSignIn, sessions, formSize)
  // A header is what the caller means; a cookie comes along by itself.
  const authenticate = (request: Request, { address, id }: RequestContext) => {
    const header = request.headers.get('authorization')
    if (header !== null) return authenticator.principalOf(header, address, id)
    return sessions.principalOf(cookieOf(request, sessionCookieName)).catch((error: unknown) => {
      throw error instanceof SessionEnded ? forgetting(error) : error
    })
  }
  const holds = async (request: Request, principal: Principal) => {
    if (request.headers.has('authorization')) return authenticator.holds(principal)
    const secret = cookieOf(request, sessionCookieName)
    return secret === undefined || sessions.holds(secret)
  }
  const harbor = new HarborRoutes({
    ...{ db, sessions, signIn, logins, formSize, authenticate },
    permits: new Permits(parts.authorization),
    selfRegistration: () => settings.get('self_registration'),
  })
  const pages = new PageRoutes({
    ...{ db, sessions, signIn, logins, providers, webSignIn, providerRoutes, formSize },
  })
  return {
    routes: new WebSignInRoutes(harbor, pages, providerRoutes),
    providers,
    jobs: [...sessionJobs(limits, clock), ...webSignInJobs(clock)],
    authenticate,
    holds,
  }
}

/** The browser forgets its cookie with the answer: its next request is nobody's, and may be for a new session. */
function forgetting({ message }: SessionEnded): Failure {
  const headers = { 'set-cookie': `${sessionCookieName}=; Path=/; Max-Age=0` }
  return new Failure('UNAUTHORIZED', { message, headers })
}

function createProviders({ outbound, auth }: Config, settings: Settings): WebProviders {
  const guard = new Outbound(outbound.privateNetworks)
  const protocols = {
    oidc: (options: ConstructorParameters<typeof OidcProvider>[0]) =>
      new OidcProvider(options, guard.fetcher(options)),
    oauth2: (options: ConstructorParameters<typeof OAuth2Provider>[0]) =>
      new OAuth2Provider(options, guard.fetcher()),
  }
  return new WebProviders(settings, protocols, readProviderFile(auth.providersFile, protocols))
}
