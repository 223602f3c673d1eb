// What people paste: a whole pull reference, also with its command, the host, or a scheme before it.
import { parseReference, type RepositoryReference } from '../../app/reference.ts'

/** Undefined for what is words. */
export function pastedReference(text: string): RepositoryReference | undefined {
  // `docker pull host/team/app:1.0`: the last word is the reference.
  const last = text.trim().split(/\s+/).at(-1) ?? ''
  const written = last.replace(/^["'(]+|["',;)]+$/g, '').replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
  const [first = '', ...others] = written.split('/')
  // As clients tell a host from a project: by a dot, a port, or its being this machine.
  const hasHost = others.length > 1 && /[.:]|^localhost$/.test(first)
  const parsed = parseReference(hasHost ? others.join('/') : written)
  // Several words, or two names with a slash, may as well be meant as words: only what is exact is a reference.
  const isExact = parsed && (hasHost || parsed.tag !== undefined || parsed.digest !== undefined)
  return isExact ? parsed : undefined
}
