// Distinguished names as they are compared: directories and administrators write one name in several ways.

/**
 * A distinguished name in one spelling: lower case, no spaces around separators, escapes as single characters
 * (RFC 4514 §2.4 lets each character be written in several ways). Not for sending to a directory.
 */
export function normalDn(dn: string): string {
  const spelled = dn
    .trim()
    .toLowerCase()
    .replace(/\\([\da-f]{2})/g, (whole, hex: string) => {
      const code = Number.parseInt(hex, 16)
      return code >= 0x20 && code < 0x7f ? `\\${String.fromCharCode(code)}` : whole
    })
  // Split and trimmed, not matched: a pattern for spaces before a separator takes quadratic time on many spaces.
  return spelled
    .split(/(?<!\\)([,=+])/)
    .map(trimmed)
    .join('')
}

/** An escaped space at the end is part of the value. */
function trimmed(part: string): string {
  const cut = part.trim()
  return cut.endsWith('\\') ? `${cut} ` : cut
}

/** The first value of a distinguished name: `dev` of `cn=dev,ou=groups,dc=example`. */
export function firstValueOf(dn: string): string {
  const value = /^[^=]*=((?:\\.|[^,+\\])*)/.exec(dn)?.[1] ?? dn
  return value.replace(/\\(.)/g, '$1').trim()
}
