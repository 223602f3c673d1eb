// What is known of a request before anything looks at what it asks.
import type { Log } from '../log.ts'

export interface RequestContext {
  /** The client's X-Request-Id where it is sane, else a new one. */
  readonly id: string
  /** W3C trace context, carried on into events and jobs. */
  readonly traceparent: string | undefined
  /** The client's address: the peer's, or what trusted proxies say of it. */
  readonly address: string
  /** Scheme and host that clients use, e.g. `https://registry.example`, without a slash at the end. */
  readonly base: string
  readonly method: string
  /** Percent-encoded, from the first slash, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly startedAt: number
  readonly log: Log
  /** Who asked, once known: for the access log. */
  actor?: string
  /** The route's name once known, a small set: for metrics. */
  route?: string
  /** What failed below, when that is why the request failed: for metrics. */
  fault?: 'database' | 'storage'
  /**
   * Keeps the connection open while bytes may move slowly: after so many seconds without any, it is cut. 0: never.
   * Whoever calls it moves a blob, and keeps limits of its own: `limits.requestTimeout` is lifted.
   */
  patience(seconds: number): void
}

export type RequestHandler = (request: Request, context: RequestContext) => Response | Promise<Response>

type Facts = Pick<RequestContext, 'id' | 'traceparent' | 'address' | 'base' | 'method' | 'path' | 'query'>

/** A class, and no literal with a getter in it: each pull needs one, and the runtime makes these in half the time. */
export class AnsweredRequest implements RequestContext {
  readonly id: string
  readonly traceparent: string | undefined
  readonly address: string
  readonly base: string
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly startedAt = performance.now()
  actor?: string
  route?: string
  fault?: 'database' | 'storage'

  constructor(
    facts: Facts,
    private readonly serverLog: Log,
    readonly patience: (seconds: number) => void,
  ) {
    this.id = facts.id
    this.traceparent = facts.traceparent
    this.address = facts.address
    this.base = facts.base
    this.method = facts.method
    this.path = facts.path
    this.query = facts.query
  }

  get log(): Log {
    return this.serverLog.child({ requestId: this.id })
  }
}
