// What a client is told of a failure: one body shape for both protocols, the cause logged once, never a stack.
import { DatabaseUnavailable, QueryTooSlow } from '../database/database.ts'
import { Failure } from '../errors.ts'
import type { RequestContext } from './request-context.ts'
import { textResponse } from './text-response.ts'

/** Anything thrown, as what the client is told; what is not a Failure is a fault of ours, and is logged here. */
export function toFailure(error: unknown, context: RequestContext): Failure {
  if (error instanceof Failure) {
    context.fault = error.fault
    logFailure(error, context)
    return error
  }
  if (error instanceof DatabaseUnavailable) {
    context.fault = 'database'
    context.log.error({ err: error.cause ?? error }, error.message)
    if (error.fault === 'no-space') return new Failure('NO_SPACE', { cause: error })
    return new Failure('UNAVAILABLE', {
      message: 'the database does not answer; try again in a moment',
      cause: error,
    })
  }
  if (error instanceof QueryTooSlow) {
    context.log.warn({ err: error }, 'a read was given up')
    const message = 'this takes too long to find: ask for something narrower'
    return new Failure('UNPROCESSABLE_ENTITY', { message, cause: error })
  }
  context.log.error({ err: error }, 'a request failed for a reason of ours')
  return new Failure('INTERNAL', { cause: error })
}

/** From 500 on somebody should look, unless the server refuses on purpose; what is below is the client's to mend. */
function logFailure(failure: Failure, { log }: RequestContext): void {
  const { status, message, cause, expected } = failure
  if (status < 500) return
  if (expected) log.info({ status }, message)
  else log.error({ err: cause ?? failure, status }, message)
}

/** `{"errors":[{code,message,detail}]}`, as the distribution-spec and Harbor's contract both have it. */
export function failureResponse(failure: Failure, extraHeaders: Record<string, string> = {}): Response {
  const { code, message, detail } = failure
  const body = { errors: [{ code, message, ...(detail !== undefined && { detail }) }] }
  return textResponse(`${JSON.stringify(body)}\n`, {
    status: failure.status,
    headers: {
      'content-type': 'application/json',
      ...(failure.status === 503 && { 'retry-after': '5' }),
      ...failure.headers,
      ...extraHeaders,
    },
  })
}
