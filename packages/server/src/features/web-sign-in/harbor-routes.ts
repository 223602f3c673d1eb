// /c/login, /c/log_out and /c/userExists, as Harbor's UI and scripts ask them.
import { Failure } from '../../platform/errors.ts'
import { requireOwnPage, requireToken } from '../../platform/http/csrf.ts'
import { readForm } from '../../platform/http/form.ts'
import type { RequestContext } from '../../platform/http/request-context.ts'
import type { Permits } from '../authorization/index.ts'
import { accountExists, type Principal } from '../identity/index.ts'
import { beginWithPassword, endedSessionCookie, endSession, type PasswordParts } from './session-routes.ts'

export interface HarborRoutesOptions extends PasswordParts {
  readonly permits: Permits
  readonly formSize: number
  selfRegistration(): Promise<boolean>
  /** Who a request's credentials name. */
  authenticate(request: Request, context: RequestContext): Promise<Principal>
}

export class HarborRoutes {
  constructor(private readonly options: HarborRoutesOptions) {}

  /** A form with `principal` and `password`. 200 with a session, or 401. */
  async login(request: Request, context: RequestContext): Promise<Response> {
    requireOwnPage(request, context)
    requireToken(request)
    const form = await readForm(request, this.options.formSize)
    const given = { name: form.get('principal') ?? '', password: form.get('password') ?? '' }
    const session = await beginWithPassword(this.options, given, request, context)
    return new Response(null, { headers: { 'set-cookie': session } })
  }

  /** Harbor's is a GET too: a link of another site would sign somebody out unasked. */
  async logOut(request: Request, context: RequestContext): Promise<Response> {
    requireOwnPage(request, context)
    const ended = await endSession(this.options.sessions, request, context)
    return new Response(null, { headers: ended ? { 'set-cookie': endedSessionCookie(context) } : {} })
  }

  /** A form with `target` (`username` or `email`) and `value`: `true` or `false`, for who may create accounts. */
  async userExists(request: Request, context: RequestContext): Promise<Response> {
    requireOwnPage(request, context)
    requireToken(request)
    const { db, formSize, authenticate, permits, selfRegistration } = this.options
    const principal = await authenticate(request, context)
    if (!(await selfRegistration())) {
      const { administrator } = await permits.everywhere(principal)
      if (!administrator) {
        const message = 'self registration disabled, only sysadmin can check user existence'
        throw new Failure('PRECONDITION', { message })
      }
    }
    const form = await readForm(request, formSize)
    const [target, value] = [form.get('target'), form.get('value') ?? '']
    if (target !== 'username' && target !== 'email') {
      throw new Failure('BAD_REQUEST', { message: 'target must be username or email' })
    }
    return Response.json(await accountExists(db, target, value))
  }
}
