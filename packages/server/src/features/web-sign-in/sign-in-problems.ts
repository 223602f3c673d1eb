// From what the server says of a sign-in that failed to what whoever tried can do.
import type { Failure } from '../../platform/errors.ts'
import type { ProblemKind } from './sign-in-words.ts'

export interface Problem {
  readonly kind: ProblemKind
  /** The server's own sentence. */
  readonly detail: string
}

/** The first one that fits; the messages are those of this feature, of identity, of the providers' drivers and of HTTP. */
const kinds: readonly (readonly [RegExp, ProblemKind])[] = [
  // A form whose token is old, as when a page was left open overnight.
  [/^CSRF token/, 'stale'],
  [/belongs to another account here|already exists/, 'taken'],
  [/^username (contains|with) illegal/, 'bad-name'],
  [/was not begun in this browser/, 'strange'],
  [/^no account waits for a name/, 'nobody-waits'],
  [/^the provider refused/, 'refused'],
  [/cannot be asked|is not a public address|^the provider answered|answer cannot be used/, 'unreachable'],
  [/^too many logins/, 'throttled'],
  [/^the directory that knows/, 'directory'],
  [/^authentication failed/, 'wrong'],
]

export function problemOf(failure: Failure): Problem {
  const { message } = failure
  const kind = kinds.find(([pattern]) => pattern.test(message))?.[1] ?? 'other'
  return { kind, detail: sentence(message) }
}

/** Messages are for programs first: here they begin with a capital letter and end with a full stop. */
function sentence(message: string): string {
  const first = message.charAt(0).toUpperCase() + message.slice(1)
  return /[.!?]$/.test(first) ? first : `${first}.`
}
