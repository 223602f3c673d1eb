// What a registry answered, and the checks that every case shares.

export interface Answer {
  /** The request in one line, for messages. */
  readonly request: string
  /** The address that was asked, against which a relative Location resolves. */
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array<ArrayBuffer>
}

/** The codes of distribution-spec §Error Codes; no other may appear in an error body. */
const errorCodes = new Set([
  'BLOB_UNKNOWN',
  'BLOB_UPLOAD_INVALID',
  'BLOB_UPLOAD_UNKNOWN',
  'DIGEST_INVALID',
  'MANIFEST_BLOB_UNKNOWN',
  'MANIFEST_INVALID',
  'MANIFEST_UNKNOWN',
  'NAME_INVALID',
  'NAME_UNKNOWN',
  'SIZE_INVALID',
  'UNAUTHORIZED',
  'DENIED',
  'UNSUPPORTED',
  'TOOMANYREQUESTS',
])

/** The specification has no code for a bad tag; each of these tells the client that the request is at fault. */
export const tagErrors = ['MANIFEST_INVALID', 'NAME_INVALID', 'DIGEST_INVALID', 'UNSUPPORTED'] as const

const longestQuote = 300

export class Nonconformance extends Error {
  override readonly name = 'Nonconformance'

  constructor(answer: Answer, complaint: string) {
    const quote = textOf(answer)
      .slice(0, longestQuote)
      .replace(/[^\x20-\x7e]/g, '.')
    super(`${answer.request}\n  answered ${answer.status} ${quote}\n  but ${complaint}`)
  }
}

function textOf(answer: Answer): string {
  return new TextDecoder().decode(answer.body)
}

export function jsonOf(answer: Answer): unknown {
  try {
    return JSON.parse(textOf(answer))
  } catch {
    throw new Nonconformance(answer, 'JSON was expected')
  }
}

export function check(answer: Answer, holds: boolean, expected: string): void {
  if (!holds) throw new Nonconformance(answer, `expected ${expected}`)
}

/** Passes the answer on when its status is one of `statuses`. */
export function expectStatus(answer: Answer, ...statuses: number[]): Answer {
  check(answer, statuses.includes(answer.status), `status ${statuses.join(' or ')}`)
  return answer
}

/** Each header has exactly this value; `undefined` means that it is absent, a pattern that it matches. */
export function expectHeaders(answer: Answer, headers: Record<string, string | RegExp | undefined>): void {
  for (const [name, expected] of Object.entries(headers)) {
    const actual = answer.headers.get(name) ?? undefined
    const holds = expected instanceof RegExp ? expected.test(actual ?? '') : actual === expected
    check(answer, holds, `header ${name} to be ${expected ?? 'absent'}, it is ${actual ?? 'absent'}`)
  }
}

export function expectBytes(answer: Answer, bytes: Uint8Array): void {
  const holds = Buffer.compare(answer.body, bytes) === 0
  check(answer, holds, `the ${bytes.length} bytes that were pushed, got ${answer.body.length}`)
}

/** The Location header as a client follows it: resolved against the address that was asked (RFC 9110 §10.2.2). */
export function locationOf(answer: Answer): string {
  const location = answer.headers.get('location')
  if (!location) throw new Nonconformance(answer, 'expected a Location header')
  return new URL(location, answer.url).href
}

/** The errors of a 4xx body, checked for the shape of distribution-spec §Error Codes. */
export function errorsOf(answer: Answer): { code: string; message: string; detail?: unknown }[] {
  expectHeaders(answer, { 'content-type': /^application\/json(; ?charset=utf-8)?$/i })
  const body = jsonOf(answer) as { errors?: unknown }
  const errors = Array.isArray(body?.errors) ? (body.errors as Record<string, unknown>[]) : []
  check(answer, errors.length > 0, 'a list of errors that is not empty')
  return errors.map(({ code, message, detail }) => {
    check(
      answer,
      typeof code === 'string' && errorCodes.has(code),
      `a code of the specification, got ${code}`,
    )
    check(answer, typeof message === 'string' && message !== '', 'a message in words')
    return { code: code as string, message: message as string, detail }
  })
}

/** The status, the shape of the body and, among its codes, one of `codes`. */
export function expectError(answer: Answer, status: number | readonly number[], ...codes: string[]): void {
  expectStatus(answer, ...[status].flat())
  const found = errorsOf(answer).map((error) => error.code)
  check(
    answer,
    codes.some((code) => found.includes(code)),
    `code ${codes.join(' or ')}`,
  )
}
