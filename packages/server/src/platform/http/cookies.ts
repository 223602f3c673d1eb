// Cookies: read from a request, and written with attributes that leave a page of another site nothing to use.
import type { RequestContext } from './request-context.ts'

/** Harbor's name for the cookie of a browser's session. */
export const sessionCookieName = 'sid'

/** The value of the first cookie of this name; what is more than a few kilobytes long is none of ours. */
export function cookieOf(request: Request, name: string): string | undefined {
  const header = request.headers.get('cookie')
  if (header === null) return undefined
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=')
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return undefined
}

export interface CookieOptions {
  /** Seconds; absent: as long as the browser runs. 0 removes the cookie. */
  readonly maxAge?: number
  /** `/` where nothing is said. */
  readonly path?: string
  /** Scripts of this server's pages read and write it: it is no secret. */
  readonly forScripts?: boolean
}

/**
 * A `Set-Cookie` header. Scripts cannot read it where nothing else is said, requests that other sites make do not carry it but for a followed link
 * (RFC 6265bis §5.6.7), and where the server is reached by https it never goes out in the clear.
 */
export function cookie(
  name: string,
  value: string,
  context: Pick<RequestContext, 'base'>,
  { maxAge, path = '/', forScripts = false }: CookieOptions = {},
): string {
  const secure = context.base.startsWith('https://') ? '; Secure' : ''
  const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`
  const hidden = forScripts ? '' : '; HttpOnly'
  return `${name}=${value}; Path=${path}${age}${hidden}; SameSite=Lax${secure}`
}
