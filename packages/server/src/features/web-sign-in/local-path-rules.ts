// Where a browser may be sent after signing in: to a page of this server, and to no other.

const fallback = '/'
const longest = 1024

/**
 * @param wanted a path, with a query, as a link or a form brought it: anybody may have written it
 * @returns it, or the console
 */
export function localPath(wanted: string | null | undefined): string {
  if (!wanted || wanted.length > longest || !wanted.startsWith('/')) return fallback
  // Browsers read a backslash as a slash, drop tabs and line breaks, and take `//` for another host.
  if (/[\\\p{Cc}\s]/u.test(wanted) || wanted.startsWith('//')) return fallback
  const base = 'http://here.invalid'
  if (!URL.canParse(wanted, base)) return fallback
  const url = new URL(wanted, base)
  if (url.origin !== base || url.pathname.startsWith('//')) return fallback
  // Signing in must not end in signing out, or begin again.
  return url.pathname.startsWith('/c/') ? fallback : `${url.pathname}${url.search}`
}
