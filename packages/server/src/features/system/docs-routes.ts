// What the API says of itself: its version, its OpenAPI document, and a page to read.
import { openApiDocument } from '@entrepot/contract'
import { Failure } from '../../platform/errors.ts'
import type { RequestContext } from '../../platform/http/request-context.ts'
import { docsPage, docsPolicy } from './docs-page.ts'

export class DocsRoutes {
  /** Made when it is first asked for, as that takes a while. */
  private made: ReturnType<typeof openApiDocument> | undefined

  /** @param version the server's */
  constructor(private readonly version: string) {}

  private get document(): ReturnType<typeof openApiDocument> {
    this.made ??= openApiDocument(this.version)
    return this.made
  }

  /** The answer for one of its own paths; undefined for any other. */
  handle(context: RequestContext): Response | undefined {
    const path = context.path.replace(/\/+$/, '')
    const answer = this.answers[path]
    if (!answer) return undefined
    context.route = `docs ${path}`
    if (context.method !== 'GET' && context.method !== 'HEAD') {
      throw new Failure('METHOD_NOT_ALLOWED', {
        message: `method ${context.method} is not allowed, but [GET] are`,
        headers: { allow: 'GET, HEAD' },
      })
    }
    return answer(context)
  }

  private readonly answers: Readonly<Record<string, (context: RequestContext) => Response>> = {
    '/api/docs': ({ base }) =>
      new Response(docsPage(this.document, base), {
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': docsPolicy,
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          // The examples show the host that the reader came by.
          'cache-control': 'no-store',
        },
      }),
    '/api/v2.0/openapi.json': () => this.jsonAnswer(JSON.stringify(this.document)),
    '/api/version': () => this.jsonAnswer('{"version":"v2.0"}'),
  }

  private jsonAnswer(text: string): Response {
    return new Response(text, { headers: { 'content-type': 'application/json' } })
  }
}
