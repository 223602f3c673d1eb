// Binds the contract's table of routes to handlers: routing, who asks, parsed input, answers and failures in shape.
import {
  apiBase,
  type Method,
  type OperationId,
  type Route,
  type RouteAnswer,
  type RouteInput,
  type Routes,
  routes,
} from '@entrepot/contract'
import { TrieRouter } from 'hono/router/trie-router'
import { Failure } from '../errors.ts'
import { apiFailureResponse, noMethod, noPath } from './api-failure.ts'
import { ApiInputReader } from './api-input.ts'
import { requireTokenOfSession } from './csrf.ts'
import { toFailure } from './failure-response.ts'
import { pageHeaders } from './page-headers.ts'
import type { RequestContext } from './request-context.ts'
import { textResponse } from './text-response.ts'

/** What a handler knows of a request, beside its input. `P` says who asks. */
export interface ApiCall<P> {
  readonly principal: P
  readonly context: RequestContext
  /** Whether the credentials still name somebody: for answers that go on for long. */
  holds(): Promise<boolean>
}

type HandlerAnswer<R extends Route> =
  RouteAnswer<R> extends infer A
    ? A extends { status: infer S; body: infer B }
      ? {
          readonly status: S
          readonly location?: string
          readonly total?: number
          readonly mediaType?: string
          readonly headers?: Readonly<Record<string, string>>
        } & (B extends undefined ? { readonly body?: undefined } : { readonly body: B })
      : never
    : never

type Handler<R extends Route, P> = (input: RouteInput<R>, call: ApiCall<P>) => Promise<HandlerAnswer<R>>

/** A handler for each of some operations, by operationId. */
export type ApiHandlers<P, Ids extends OperationId = OperationId> = {
  readonly [Id in Ids]: Handler<Routes[Id], P>
}

export interface ApiOptions<P> {
  readonly handlers: ApiHandlers<P>
  /** Who a request's credentials name; `anonymous` without any; rejects when they are wrong. */
  authenticate(request: Request, context: RequestContext): Promise<P>
  /** Whether what the request showed still names the same, as a session may have ended meanwhile; counts as no use of it. */
  holds(request: Request, principal: P): Promise<boolean>
  /** For requests without credentials, and where they are not looked at. */
  readonly anonymous: P
  /** For the access log. */
  nameOf(principal: P): string
  readonly jsonBodySize: number
  /** Rejects where an operation may not be done now, whoever asks for it. */
  admit(id: OperationId): Promise<void>
}

interface LooseAnswer {
  readonly status: number
  readonly body?: unknown
  readonly location?: string
  readonly total?: number
  /** Of a text, where the route leaves it to the answer. */
  readonly mediaType?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** One operation, with its types put aside: the table has vouched for them. */
interface Operation<P> {
  readonly id: OperationId
  readonly route: Route
  /** Made for its first call: of hundreds of operations most are never called. */
  input(): ApiInputReader
  handle(input: unknown, call: ApiCall<P>): Promise<LooseAnswer>
}

const methods: readonly Method[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

export class Api<P> {
  private readonly router = new TrieRouter<Operation<P>>()

  constructor(private readonly options: ApiOptions<P>) {
    for (const [id, route] of Object.entries<Route>(routes)) {
      const handle = options.handlers[id as OperationId] as Operation<P>['handle']
      let reader: ApiInputReader | undefined
      const input = () => {
        reader ??= new ApiInputReader(route, options.jsonBodySize)
        return reader
      }
      // Hono's form of a parameter, and no slash at the end: requests come with and without.
      const path = route.path.replace(/\{(\w+)\}/g, ':$1').replace(/\/$/, '')
      this.router.add(route.method, path, { id: id as OperationId, route, input, handle })
    }
  }

  /** Answers a request for a path below the API's base. */
  async handle(request: Request, context: RequestContext): Promise<Response> {
    context.route = 'api'
    try {
      refuseOtherSites(request)
      requireTokenOfSession(request)
      const { operation, params } = this.find(context)
      context.route = `api ${operation.id}`
      const response = await this.answer(operation, params, request, context)
      if (!isDeclared(operation.route, response.status)) {
        context.log.error({ operation: operation.id, status: response.status }, undeclaredStatus)
      }
      return response
    } catch (error) {
      return apiFailureResponse(toFailure(error, context), context.method)
    }
  }

  private async answer(
    { id, route, input, handle }: Operation<P>,
    params: Record<string, string>,
    request: Request,
    context: RequestContext,
  ): Promise<Response> {
    try {
      const principal = await this.principal(request, context, route)
      const parsed = await input().read(request, context, params)
      await this.options.admit(id)
      const holds = () => this.options.holds(request, principal)
      return present(await handle(parsed, { principal, context, holds }), route, context)
    } catch (error) {
      return apiFailureResponse(toFailure(error, context), context.method)
    }
  }

  private find(context: RequestContext): { operation: Operation<P>; params: Record<string, string> } {
    const path = context.path.slice(apiBase.length).replace(/\/+$/, '') || '/'
    const found = this.match(context.method, path)
    if (found) return found
    const allowed = methods.filter((method) => this.match(method, path) !== undefined)
    throw allowed.length > 0 ? noMethod(context.method, allowed) : noPath(context.path)
  }

  private match(method: string, path: string) {
    const [matches, stash] = this.router.match(method, path)
    const first = matches[0]
    if (!first) return undefined
    const [operation, named] = first
    const entries = Object.entries(named).map(([name, value]) => [
      name,
      typeof value === 'number' ? (stash?.[value] ?? '') : value,
    ])
    return { operation, params: Object.fromEntries(entries) as Record<string, string> }
  }

  private async principal(request: Request, context: RequestContext, route: Route): Promise<P> {
    const { anonymous, authenticate, nameOf } = this.options
    if (route.auth === 'none') return anonymous
    const principal = await authenticate(request, context)
    context.actor = nameOf(principal)
    if (principal === anonymous && route.auth === 'required') {
      throw new Failure('UNAUTHORIZED', { message: 'unauthorized' })
    }
    return principal
  }
}

/** What the log says of an answer that generated clients cannot read. */
export const undeclaredStatus = 'answered with a status that the contract does not declare'

/** Too slow, too large, of another type, too often, faults within: the same for all, and `default` declares them. */
function isDeclared(route: Route, status: number): boolean {
  return route.responses[status] !== undefined || status >= 500 || [408, 413, 415, 429].includes(status)
}

/** A browser adds credentials that it remembers to another site's requests too; such a site must not change anything. */
function refuseOtherSites(request: Request): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  if (request.headers.get('sec-fetch-site') !== 'cross-site') return
  throw new Failure('FORBIDDEN', { message: 'requests from other sites may not change anything' })
}

function present(answer: LooseAnswer, route: Route, context: RequestContext): Response {
  const { status, body, location, total } = answer
  const headers = {
    ...answer.headers,
    ...(location !== undefined && { location }),
    ...(total !== undefined && pageHeaders(context, total)),
  }
  if (body === undefined) return new Response(null, { status, headers })
  const declared = route.responses[status]?.mediaType ?? 'application/json'
  if (body instanceof ReadableStream) {
    return new Response(body, { status, headers: { 'content-type': declared, ...headers } })
  }
  const text = declared === 'application/json' ? JSON.stringify(body) : String(body)
  return textResponse(text, {
    status,
    headers: {
      'content-type': answer.mediaType ?? declared,
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  })
}
