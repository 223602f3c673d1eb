// What is known of a request before anything looks at what it asks.
import type { Log } from '../log.ts'

type Facts = Pick<RequestContext, 'id' | 'traceparent' | 'address' | 'base' | 'method' | 'path' | 'query'>

/** A class: each pull needs one, and a literal with a getter for the log was measured to be slower. */
export class RequestContext {
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
  readonly startedAt = performance.now()
  /** Who asked, once known: for the access log. */
  actor?: string
  /** The route's name once known, a small set: for metrics. */
  route?: string
  /** What failed below, when that is why the request failed: for metrics. */
  fault?: 'database' | 'storage'

  /**
   * @param patience keeps the connection open while bytes may move slowly: after so many seconds without any, it is cut;
   * 0: never. Whoever calls it moves a blob, and keeps limits of its own: `limits.requestTimeout` is lifted.
   */
  constructor(
    { id, traceparent, address, base, method, path, query }: Facts,
    private readonly serverLog: Log,
    readonly patience: (seconds: number) => void,
  ) {
    this.id = id
    this.traceparent = traceparent
    this.address = address
    this.base = base
    this.method = method
    this.path = path
    this.query = query
  }

  get log(): Log {
    return this.serverLog.child({ requestId: this.id })
  }
}

export type RequestHandler = (request: Request, context: RequestContext) => Response | Promise<Response>
