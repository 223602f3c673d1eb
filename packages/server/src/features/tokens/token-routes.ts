// /service/token: Docker's token protocol, by GET, and by POST as OAuth2 (distribution, token authentication).
import { DatabaseUnavailable } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import { readBody } from '../../platform/http/body.ts'
import { failureResponse, toFailure } from '../../platform/http/failure-response.ts'
import { holdsNul } from '../../platform/http/nul.ts'
import type { RequestContext } from '../../platform/http/request-context.ts'
import { textResponse } from '../../platform/http/text-response.ts'
import { actorName, type Principal } from '../identity/index.ts'
import type { Authenticator } from './authenticator.ts'
import { parseScope, type Scope, splitScopes } from './scope.ts'
import type { TokenAsker, Tokens } from './tokens.ts'

type LoggedIn = TokenAsker & Pick<Principal, 'generation'>

/** Answers one more way to ask for a token, in a protocol of its own. */
export interface GrantHandler {
  readonly grantType: string
  handle(form: URLSearchParams, context: RequestContext): Promise<Response>
}

export interface TokenLimits {
  readonly scopesPerToken: number
  readonly jsonBodySize: number
}

export class TokenRoutes {
  constructor(
    private readonly tokens: Tokens,
    private readonly authenticator: Authenticator,
    private readonly exchange: GrantHandler,
    private readonly limits: TokenLimits,
  ) {}

  async handle(request: Request, context: RequestContext): Promise<Response> {
    context.route = 'token'
    try {
      if (request.method === 'GET') return await this.get(request, context)
      if (request.method === 'POST') return await this.post(request, context)
      throw new Failure('METHOD_NOT_ALLOWED', { headers: { allow: 'GET, POST' } })
    } catch (error) {
      const failure = toFailure(error, context)
      // RFC 9110 §15.5.2: a 401 says how to authenticate.
      const challenge = failure.status === 401 && { 'www-authenticate': 'Basic realm="entrepot"' }
      return failureResponse(failure, { 'cache-control': 'no-store', ...challenge })
    }
  }

  /** With Basic credentials, or none for an anonymous token. */
  private async get(request: Request, context: RequestContext): Promise<Response> {
    const principal = await this.authenticator.principalOf(
      request.headers.get('authorization'),
      context.address,
      context.id,
    )
    if (principal.via === 'token') {
      throw new Failure('UNAUTHORIZED', { message: 'a token cannot be exchanged for another: log in' })
    }
    context.actor = actorName(principal.actor)
    const { query } = context
    const scopes = this.scopes(query.getAll('scope'))
    const offline = query.get('offline_token') === 'true'
    const refresh = offline ? await this.refreshFor(principal, query.get('client_id')) : undefined
    return this.answer(principal, scopes, refresh)
  }

  private async post(request: Request, context: RequestContext): Promise<Response> {
    const form = await this.form(request)
    if (form.get('grant_type') === this.exchange.grantType) return this.exchange.handle(form, context)
    const asker = await this.askerOf(form, context)
    context.actor = actorName(asker.actor)
    const scopes = this.scopes(form.getAll('scope'))
    return this.answer(asker, scopes, await this.refreshOf(form, asker))
  }

  private async askerOf(form: URLSearchParams, context: RequestContext): Promise<LoggedIn> {
    const type = form.get('grant_type')
    if (type === 'refresh_token') {
      return { actor: await this.tokens.actorOfRefresh(form.get('refresh_token') ?? '') }
    }
    if (type === 'password') {
      const [name, password] = [form.get('username') ?? '', form.get('password') ?? '']
      return this.authenticator.withPassword(name, password, context.address, context.id)
    }
    throw new Failure('BAD_REQUEST', {
      message: `grant_type must be password, refresh_token or ${this.exchange.grantType}`,
    })
  }

  /** A refresh token stays the same until it expires; a password earns a new one where the client asks. */
  private async refreshOf(form: URLSearchParams, asker: LoggedIn): Promise<string | undefined> {
    if (form.get('grant_type') === 'refresh_token') return form.get('refresh_token') ?? undefined
    const offline = form.get('access_type') === 'offline'
    return offline ? this.refreshFor(asker, form.get('client_id')) : undefined
  }

  private async answer(asker: TokenAsker, scopes: Scope[], refresh: string | undefined): Promise<Response> {
    const issued = await this.tokens.issue(asker, scopes)
    const body = {
      token: issued.token,
      access_token: issued.token,
      scope: issued.scope,
      expires_in: issued.expiresIn,
      issued_at: new Date(issued.issuedAt * 1000).toISOString().replace('.000', ''),
      ...(refresh !== undefined && { refresh_token: refresh }),
    }
    const headers = { 'content-type': 'application/json;charset=utf-8', 'cache-control': 'no-store' }
    return textResponse(JSON.stringify(body), { headers })
  }

  /**
   * None for robots, access tokens and limited credentials: a refresh token is as good as its user's password. None
   * when the database takes no writes: the client keeps to the password, and logins go on.
   */
  private async refreshFor(asker: LoggedIn, clientId: string | null): Promise<string | undefined> {
    const { actor, within, accessToken, generation } = asker
    if (actor.type !== 'user' || within || accessToken) return undefined
    try {
      return await this.tokens.issueRefresh(actor.id, clientId ?? '', generation)
    } catch (error) {
      if (error instanceof DatabaseUnavailable && error.fault !== 'unavailable') return undefined
      throw error
    }
  }

  private scopes(values: string[]): Scope[] {
    const texts = splitScopes(values)
    if (texts.length > this.limits.scopesPerToken) {
      throw new Failure('BAD_REQUEST', { message: `at most ${this.limits.scopesPerToken} scopes at once` })
    }
    return texts.map((text) => {
      const scope = parseScope(text)
      if (scope) return scope
      throw new Failure('BAD_REQUEST', {
        message: `the scope ${JSON.stringify(text.slice(0, 300))} is malformed`,
      })
    })
  }

  private async form(request: Request): Promise<URLSearchParams> {
    const limit = this.limits.jsonBodySize
    const body = await readBody(request, limit, () => new Failure('REQUEST_ENTITY_TOO_LARGE'))
    const text = new TextDecoder().decode(body)
    if (holdsNul(text)) throw new Failure('BAD_REQUEST', { message: 'the form holds a NUL character' })
    return new URLSearchParams(text)
  }
}
