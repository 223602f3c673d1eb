// What is answered between listening and being ready, such as while migrations run.
import { Failure } from '../errors.ts'
import type { RequestContext } from './request-context.ts'

/** `/livez` is 200, so that nobody kills a node in a long migration; `/readyz` and all else are 503. */
export function answerWhileStarting(_request: Request, context: RequestContext): Response {
  if (context.path === '/livez') {
    context.route = 'livez'
    return new Response('ok\n', { headers: { 'content-type': 'text/plain' } })
  }
  if (context.path === '/readyz') {
    context.route = 'readyz'
    return Response.json({ ready: false, starting: true }, { status: 503 })
  }
  const message = 'the registry is starting; try again in a moment'
  throw new Failure('UNAVAILABLE', { message, expected: true })
}
