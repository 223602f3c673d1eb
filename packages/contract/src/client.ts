// A typed client of the management API, derived from the table of routes; it uses fetch and nothing else.
import { type CallShape, type CallTable, callTable } from './call-table.ts'
import type { Route, RouteAnswer, RouteRequest } from './route.ts'
import type { OperationId, Routes } from './routes.ts'

export interface ClientOptions {
  /** `https://registry.example`: scheme and host, without a slash at the end. */
  readonly baseUrl: string
  /** Sent with every request, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>>
  /** In place of the platform's `fetch`: a browser's session shows a token against forged requests, say. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
}

/** What a call resolves to: one of the operation's successes. */
type Outcome<R extends Route> = Extract<RouteAnswer<R>, { status: 200 | 201 | 202 }> & {
  readonly headers: Headers
  /** Of a list: how many entries all pages have. */
  readonly total: number | undefined
}

export interface CallOptions {
  /** Ends the call: what it would answer is not wanted any more. */
  readonly signal?: AbortSignal
}

type Call<R extends Route> =
  Record<never, never> extends RouteRequest<R>
    ? (request?: RouteRequest<R>, options?: CallOptions) => Promise<Outcome<R>>
    : (request: RouteRequest<R>, options?: CallOptions) => Promise<Outcome<R>>

/** A method for each operation, by its operationId. */
export type Client = { readonly [Id in OperationId]: Call<Routes[Id]> }

/** The server said no; the message is the server's own sentence. */
export class ClientError extends Error {
  override readonly name = 'ClientError'

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

interface LooseRequest {
  readonly params?: Record<string, unknown>
  readonly query?: Record<string, unknown>
  readonly headers?: Record<string, unknown>
  readonly body?: unknown
}

/** @throws ClientError from each call that the server refuses */
export function createClient(options: ClientOptions): Client {
  return clientOf(callTable(), options)
}

/** For who brings the table along: the whole contract is large for a browser. */
export function clientOf(table: CallTable, options: ClientOptions): Client {
  const entries = Object.entries(table).map(([id, shape]) => [
    id,
    (request: LooseRequest = {}, { signal }: CallOptions = {}) => call(options, shape, request, signal),
  ])
  return Object.fromEntries(entries) as Client
}

async function call(options: ClientOptions, shape: CallShape, request: LooseRequest, signal?: AbortSignal) {
  const { baseUrl, headers, fetch: send = fetch } = options
  const response = await send(`${baseUrl}${pathOf(shape, request)}`, {
    method: shape.method,
    headers: {
      ...headers,
      ...texts(request.headers),
      ...(request.body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    ...(signal && { signal }),
  })
  if (response.ok && shape.bodies?.[response.status] === 'stream') {
    return { status: response.status, body: response.body, headers: response.headers, total: undefined }
  }
  const text = await response.text()
  if (!response.ok) throw failure(response, text)
  const total = response.headers.get('x-total-count')
  return {
    status: response.status,
    body: text === '' ? undefined : isDocument(shape, response) ? (JSON.parse(text) as unknown) : text,
    headers: response.headers,
    total: total === null ? undefined : Number(total),
  }
}

/** A slash within a parameter is encoded twice: proxies on the way decode one level. */
function pathOf(shape: CallShape, { params = {}, query }: LooseRequest): string {
  const path = shape.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name]).replaceAll('/', '%2F')),
  )
  const search = new URLSearchParams(texts(query)).toString()
  return search === '' ? path : `${path}?${search}`
}

function texts(values: Record<string, unknown> = {}): Record<string, string> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]))
}

/** JSON that the contract declares as such; what it declares as a text stays one. */
function isDocument({ bodies }: CallShape, { status, headers }: Response): boolean {
  return (
    bodies?.[status] === undefined && (headers.get('content-type')?.startsWith('application/json') ?? false)
  )
}

function failure(response: Response, text: string): ClientError {
  try {
    const { errors } = JSON.parse(text) as { errors: { code: string; message: string }[] }
    const [first] = errors
    if (first) return new ClientError(response.status, first.code, first.message)
  } catch {
    // Something between the server and here answered; its words are not ours.
  }
  return new ClientError(response.status, 'UNKNOWN', text.slice(0, 200) || response.statusText)
}
