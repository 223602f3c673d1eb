// Which links of a Markdown text are links: anybody who may push has written it.

/** Others would run scripts or open programs. */
const protocols = new Set(['http:', 'https:', 'irc:', 'ircs:', 'mailto:', 'xmpp:'])

/** Paths of this server that are no pages: a link to one would do something, such as ending the session. */
const notPages = /^\/(?:c|login|api|v2|service)(?:\/|$)/

/** As whatever reads it at last may take it: without escapes, and without empty steps. */
function plain(path: string): string {
  let decoded = path
  try {
    for (let last = ''; decoded !== last; ) {
      last = decoded
      decoded = decodeURIComponent(decoded)
    }
  } catch {
    // What is no escape stays as it is.
  }
  return new URL(decoded.replace(/[\\/]+/g, '/'), 'http://any').pathname
}

/** @param here the address of the page that it is on */
export function leadsOn(address: string, here: string): boolean {
  if (address === '' || !URL.canParse(address, here)) return false
  const { protocol, origin, pathname } = new URL(address, here)
  if (!protocols.has(protocol)) return false
  return origin !== new URL(here).origin || !notPages.test(plain(pathname).toLowerCase())
}
