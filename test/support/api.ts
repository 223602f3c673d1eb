// Somebody who talks to the management API of a test server. Each answer is held to the contract as it comes.
import { apiBase, type Route, routes } from '../../packages/contract/src/index.ts'
import { Caller, type Credential } from './caller.ts'
import type { TestServer } from './server.ts'

export interface ApiAnswer {
  readonly status: number
  readonly headers: Headers
  /** Parsed; undefined when the answer has none. The test says what it expects. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what the contract's check has let through
  readonly body: any
  readonly code: string | undefined
  readonly message: string | undefined
}

const table = Object.values<Route>(routes).map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/\/$/, '').replace(/\{\w+\}/g, '[^/]+')}/?$`),
}))

export class ApiCaller {
  private readonly caller: Caller

  constructor(server: Pick<TestServer, 'url'>, credential?: Credential) {
    this.caller = new Caller(server.url, credential)
  }

  get(path: string, headers?: Record<string, string>): Promise<ApiAnswer> {
    return this.send('GET', path, undefined, headers)
  }

  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer> {
    return this.send('POST', path, body, headers)
  }

  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer> {
    return this.send('PUT', path, body, headers)
  }

  delete(path: string): Promise<ApiAnswer> {
    return this.send('DELETE', path)
  }

  /** @param path below the API's base */
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> {
    const text = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body)
    const heard = await this.caller.send(method, apiBase + path, {
      headers,
      ...(text !== undefined && { body: text }),
    })
    const isJson = heard.headers.get('content-type')?.startsWith('application/json') ?? false
    const parsed: unknown = heard.text === '' ? undefined : isJson ? JSON.parse(heard.text) : heard.text
    hold(method, path, heard.status, parsed, heard.text)
    const { error } = heard
    return {
      status: heard.status,
      headers: heard.headers,
      body: parsed,
      code: error?.code,
      message: error?.message,
    }
  }
}

/** @throws when the contract does not declare such an answer for such a request */
function hold(method: string, path: string, status: number, parsed: unknown, text: string): void {
  const bare = path.split('?')[0] as string
  const matches = table.filter(({ route, pattern }) => route.method === method && pattern.test(bare))
  const route = matches[0]?.route
  // Without a route there is 404 or 405; a body beyond the limit is 413 everywhere.
  if (!route || status === 413) return
  const answer = route.responses[status]
  if (!answer) throw new Error(`${method} ${path} answered ${status}, which its contract does not declare`)
  if (method === 'HEAD') return
  // What is declared as a text is one, also where it happens to be JSON.
  const isText = answer.body !== undefined && answer.mediaType !== undefined
  const body = isText && answer.mediaType !== 'application/json' ? text : parsed
  if (!answer.body) {
    if (body !== undefined) throw new Error(`${method} ${path} answered a body, and should not`)
    return
  }
  const judged = answer.body.safeParse(body)
  if (!judged.success) throw new Error(`${method} ${path}: ${judged.error.message}\n${JSON.stringify(body)}`)
}
