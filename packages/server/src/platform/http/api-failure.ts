// Failures of the management API: Harbor's codes, one for each status, whatever code the parts within used.
import { Failure } from '../errors.ts'
import { textResponse } from './text-response.ts'

const codes: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  412: 'PRECONDITION',
  413: 'REQUEST_ENTITY_TOO_LARGE',
  422: 'UNPROCESSABLE_ENTITY',
  429: 'TOO_MANY_REQUEST',
  500: 'UNKNOWN',
}

/**
 * `{"errors":[{code,message}]}`. No challenge goes with a 401: Harbor sends none either, its clients send their
 * credentials unasked, and a browser would open a dialog of its own over a console.
 */
export function apiFailureResponse(failure: Failure, method: string): Response {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    ...(failure.status === 503 && { 'retry-after': '5' }),
    ...failure.headers,
  }
  if (method === 'HEAD') return new Response(null, { status: failure.status, headers })
  const code = codes[failure.status] ?? failure.code
  const body = { errors: [{ code, message: failure.message }] }
  return textResponse(`${JSON.stringify(body)}\n`, { status: failure.status, headers })
}

export function noPath(path: string): Failure {
  return new Failure('NOT_FOUND', { message: `path ${path.slice(0, 300)} was not found` })
}

export function noMethod(method: string, allowed: readonly string[]): Failure {
  return new Failure('METHOD_NOT_ALLOWED', {
    message: `method ${method} is not allowed, but [${allowed.join(',')}] are`,
    headers: { allow: allowed.join(', ') },
  })
}

/** A body of a megabyte may be wrong in half a million places, and in words as long as itself. */
const mostLines = 20
const longestLine = 500

/** What does not follow the contract, one line for each thing. */
export function validationFailure(lines: readonly string[]): Failure {
  const told = lines.slice(0, mostLines).map((line) => line.slice(0, longestLine))
  const more = lines.length > told.length ? ['and more'] : []
  return new Failure('UNPROCESSABLE_ENTITY', {
    message: ['validation failure list:', ...told, ...more].join('\n'),
  })
}
