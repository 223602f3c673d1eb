// The way of every request: context, limits, handler, failure, access log, metrics.
import { type Clock, second } from '../clock.ts'
import { Failure } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { giveUpBody } from './body.ts'
import { type AddressOptions, ClientAddress } from './client-address.ts'
import { failureResponse, toFailure } from './failure-response.ts'
import { InFlight, type InFlightLimits } from './in-flight.ts'
import { holdsNul } from './nul.ts'
import { RequestContext, type RequestHandler } from './request-context.ts'
import { headSize, runtimeHeadLimit } from './request-head.ts'
import { RequestTimer, RequestTimers } from './request-timer.ts'

export interface PipelineOptions extends AddressOptions, InFlightLimits {
  readonly log: Log
  readonly accessLog: boolean
  readonly metrics: Metrics
  readonly clock: Clock
  /** Bytes of a request's line and headers. */
  readonly headerSize: number
  /** Milliseconds for a request that moves no blob. */
  readonly requestTimeout: number
  /** Milliseconds after which the runtime cuts a connection on which nothing moves, unless it is told otherwise. */
  readonly idleTimeout: number
  /** Milliseconds that a connection may wait for its next request. */
  readonly keepAliveTimeout: number
}

/** What the listener knows of a connection. */
export interface Connection {
  readonly address: string | undefined
  patience(seconds: number): void
}

/**
 * The runtime has one clock for a connection on which nothing moves. Its length stays as the last request set it; once
 * a part of an answer is sent, it is the listener's own again (`idleSeconds`).
 */
class Hold {
  private set: number | undefined

  constructor(private readonly connection: Connection) {}

  patience(seconds: number): void {
    this.set = seconds
    this.connection.patience(seconds)
  }

  /** The wait for the next request; a pull keeps its own time, as its bytes have yet to move. */
  release(keepAliveTimeout: number): void {
    if (!this.set) this.connection.patience(Math.ceil(keepAliveTimeout / second))
  }
}

const requestIdPattern = /^[A-Za-z0-9._:@/+=-]{1,128}$/
const traceparentPattern = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/
/** Most requests have none, and building an empty one costs as much as routing. Nobody changes it. */
const noQuery = new URLSearchParams()
const busy = 'too many requests are being worked on; try again in a moment'
/** The longest name, a digest and some more: what lies beyond is no path of ours. */
const longestLoggedPath = 1024
const methodLabels = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

export class Pipeline {
  private readonly clientAddress: ClientAddress
  private readonly timers: RequestTimers
  readonly inFlight: InFlight

  constructor(
    private readonly handler: RequestHandler,
    private readonly options: PipelineOptions,
  ) {
    this.clientAddress = new ClientAddress(options)
    this.timers = new RequestTimers(options.requestTimeout)
    this.inFlight = new InFlight(options)
  }

  async answer(request: Request, connection: Connection): Promise<Response> {
    const { requestTimeout, idleTimeout, keepAliveTimeout } = this.options
    const timer = new RequestTimer(this.timers)
    const hold = new Hold(connection)
    // The runtime would otherwise cut the connection first, without a word.
    if (requestTimeout >= idleTimeout) hold.patience(0)
    const context = this.contextOf(request, connection.address, (seconds) => {
      timer.lift()
      hold.patience(seconds)
    })
    const response = await this.handled(request, context, timer)
    hold.release(keepAliveTimeout)
    response.headers.set('x-request-id', context.id)
    this.record(response, context)
    return response
  }

  private async handled(request: Request, context: RequestContext, timer: RequestTimer): Promise<Response> {
    const leave = this.inFlight.enter(context.address)
    try {
      if (!leave) throw new Failure('TOOMANYREQUESTS', { message: busy, headers: { 'retry-after': '1' } })
      this.requireSmallHead(request)
      if (holdsNul(request.url))
        throw new Failure('BAD_REQUEST', { message: 'the URL holds a NUL character' })
      const answer = this.handler(request, context)
      return answer instanceof Promise
        ? await timer.inTime(answer, (reason) => giveUpBody(request, reason))
        : answer
    } catch (error) {
      return failureResponse(toFailure(error, context))
    } finally {
      leave?.()
    }
  }

  private requireSmallHead(request: Request): void {
    const { headerSize } = this.options
    if (headerSize >= runtimeHeadLimit || headSize(request) <= headerSize) return
    throw new Failure('HEADERS_TOO_LARGE', {
      message: `the request's line and headers are larger than ${headerSize} bytes`,
    })
  }

  private contextOf(
    request: Request,
    address: string | undefined,
    patience: (seconds: number) => void,
  ): RequestContext {
    const { headers } = request
    const given = headers.get('x-request-id')
    const traceparent = headers.get('traceparent')
    const peer = this.clientAddress.peerOf(headers, address)
    const { path, query } = splitUrl(request.url)
    const facts = {
      id: given && requestIdPattern.test(given) ? given : crypto.randomUUID(),
      traceparent: traceparent && traceparentPattern.test(traceparent) ? traceparent : undefined,
      address: peer.address,
      base: peer.base,
      method: request.method,
      path,
      query: query === '' ? noQuery : new URLSearchParams(query),
    }
    return new RequestContext(facts, this.options.log, patience)
  }

  private record(response: Response, context: RequestContext): void {
    const elapsed = performance.now() - context.startedAt
    const method = methodLabels.has(context.method) ? context.method : 'other'
    this.options.metrics.observe(context.route ?? 'unknown', method, response.status, elapsed / 1000)
    if (context.fault) this.options.metrics.countFault(context.fault)
    if (!this.options.accessLog) return
    this.options.log.info({
      requestId: context.id,
      address: context.address,
      actor: context.actor ?? 'anonymous',
      method: context.method,
      path: context.path.slice(0, longestLoggedPath),
      status: response.status,
      bytes: context.method === 'HEAD' ? 0 : Number(response.headers.get('content-length') ?? 0),
      ms: Math.round(elapsed * 100) / 100,
      ...(context.traceparent && { traceparent: context.traceparent }),
    })
  }
}

/** With HTTP/1.0 and without a Host the runtime's URL is only a path, which `new URL` refuses. */
export function splitUrl(url: string): { path: string; query: string } {
  const start = url.startsWith('/') ? 0 : url.indexOf('/', url.indexOf('://') + 3)
  const rest = start === -1 ? '/' : url.slice(start)
  const fragment = rest.indexOf('#')
  const clean = fragment === -1 ? rest : rest.slice(0, fragment)
  const mark = clean.indexOf('?')
  return mark === -1
    ? { path: clean, query: '' }
    : { path: clean.slice(0, mark), query: clean.slice(mark + 1) }
}
