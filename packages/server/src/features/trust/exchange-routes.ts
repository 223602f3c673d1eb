// Exchange of tokens over HTTP: the grant `token-exchange` of the token endpoint (RFC 8693).
import { Failure } from '../../platform/errors.ts'
import type { RequestContext } from '../../platform/http/request-context.ts'
import { loginCommand } from '../access-tokens/index.ts'
import { type Exchanged, ExchangeRefused, type TokenExchange } from './token-exchange.ts'

const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange'
const types = ['jwt', 'id_token'].map((type) => `urn:ietf:params:oauth:token-type:${type}`)
const issuedType = 'urn:ietf:params:oauth:token-type:access_token'

export class ExchangeRoutes {
  readonly grantType = exchangeGrant

  constructor(private readonly exchange: TokenExchange) {}

  /** Errors come as RFC 6749 §5.2 has them, but for those of the server itself. */
  async handle(form: URLSearchParams, context: RequestContext): Promise<Response> {
    context.route = 'token exchange'
    try {
      const token = form.get('subject_token') ?? ''
      if (token === '') throw new ExchangeRefused('subject_token is missing')
      if (!types.includes(form.get('subject_token_type') ?? (types[0] as string))) {
        throw new ExchangeRefused(`subject_token_type must be one of ${types.join(', ')}`)
      }
      if (form.has('actor_token')) throw new ExchangeRefused('an actor_token cannot be used here')
      const request = { token, rule: form.get('rule') ?? undefined }
      const exchanged = await this.exchange.exchange(request, context, context.log)
      context.actor = exchanged.username
      return answer(200, present(exchanged, context))
    } catch (error) {
      if (error instanceof ExchangeRefused) return refusal(400, 'invalid_request', error.message)
      if (error instanceof Failure && error.status === 429) return refusal(429, 'slow_down', error.message)
      throw error
    }
  }
}

/** RFC 8693 §2.2.1, and beside it what a login needs. */
function present({ token, username, expiresAt, expiresIn }: Exchanged, { base }: RequestContext) {
  return {
    access_token: token,
    issued_token_type: issuedType,
    token_type: 'Bearer',
    expires_in: expiresIn,
    username,
    expires_at: new Date(expiresAt).toISOString(),
    login_command: loginCommand(base, username),
  }
}

/** RFC 8693 §2.2.2: a token that policy does not accept is an invalid request too. */
function refusal(status: number, error: string, description: string): Response {
  return answer(status, { error, error_description: description })
}

function answer(status: number, body: object): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store', pragma: 'no-cache' } })
}
