// Failures that a client is told of: one table of codes with status and default words, one class.
import { type OciErrorCode, ociErrors } from '@entrepot/oci'

/** Codes beyond the distribution-spec's own; the management API's are those of Harbor's contract. */
const generalFailures = {
  BAD_REQUEST: { status: 400, message: 'bad request' },
  FORBIDDEN: { status: 403, message: 'forbidden' },
  NOT_FOUND: { status: 404, message: 'not found' },
  METHOD_NOT_ALLOWED: { status: 405, message: 'method not allowed' },
  REQUEST_TIMEOUT: { status: 408, message: 'the request took too long to arrive' },
  CONFLICT: { status: 409, message: 'conflict' },
  PRECONDITION: { status: 412, message: 'precondition failed' },
  REQUEST_ENTITY_TOO_LARGE: { status: 413, message: 'the request is too large' },
  URI_TOO_LONG: { status: 414, message: 'too many parameters' },
  RANGE_NOT_SATISFIABLE: { status: 416, message: 'range not satisfiable' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'unsupported media type' },
  UNPROCESSABLE_ENTITY: { status: 422, message: 'unprocessable entity' },
  HEADERS_TOO_LARGE: { status: 431, message: 'the head of the request is too large' },
  INTERNAL: { status: 500, message: 'internal error; the server log has the cause under this request id' },
  UNAVAILABLE: { status: 503, message: 'the service is not available for a moment; try again' },
  NO_SPACE: { status: 507, message: 'no space left on the registry: ask its administrator to free some' },
} as const

const failures: Record<FailureCode, { readonly status: number; readonly message: string }> = {
  ...ociErrors,
  ...generalFailures,
}

export type FailureCode = OciErrorCode | keyof typeof generalFailures

/** What a `WWW-Authenticate` header says beside the realm (RFC 6750 §3, distribution's token specification). */
export interface Challenge {
  readonly scope?: string
  readonly error?: 'invalid_token' | 'insufficient_scope'
  /** Docker shows it where an answer has no body that it reads. */
  readonly description?: string
}

export interface FailureOptions {
  readonly message?: string
  /** For the protocol's `detail` field; never anything that the client could not know. */
  readonly detail?: unknown
  /** Where the protocol asks for another status than the code's usual one. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly challenge?: Challenge
  /** For the log only. */
  readonly cause?: unknown
  /** What failed below, where it did: for metrics. */
  readonly fault?: 'database' | 'storage'
  /** Of a status from 500 on: nothing has failed, the server refuses on purpose, and no operator need look. */
  readonly expected?: boolean
}

/** A request that cannot be done, in words for the client. Anything else that is thrown is a fault of ours: 500. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly status: number
  readonly detail?: unknown
  readonly headers: Readonly<Record<string, string>>
  readonly challenge?: Challenge
  readonly fault?: FailureOptions['fault']
  readonly expected: boolean

  constructor(
    readonly code: FailureCode,
    options: FailureOptions = {},
  ) {
    super(options.message ?? failures[code].message, { cause: options.cause })
    this.status = options.status ?? failures[code].status
    this.detail = options.detail
    this.headers = options.headers ?? {}
    this.challenge = options.challenge
    this.fault = options.fault
    this.expected = options.expected ?? false
  }
}

/** @param problem what is wrong with what was asked, if anything @throws Failure BAD_REQUEST */
export function refuse(problem: string | undefined): void {
  if (problem !== undefined) throw new Failure('BAD_REQUEST', { message: problem })
}
