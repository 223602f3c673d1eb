// NUL characters, however often percent-encoded: PostgreSQL takes none in a text, and nothing we name has one.

/** Whether `text`, a URL or a form, holds one: also `%2500`, which an API that decodes twice turns into one. */
export function holdsNul(text: string): boolean {
  if (text.includes('\0')) return true
  // By hand: a form may have a megabyte, and a regular expression takes 80 ms for one of `%252525…`.
  for (let sign = text.indexOf('%'); sign !== -1; sign = text.indexOf('%', sign + 1)) {
    let at = sign + 1
    while (text.startsWith('25', at)) at += 2
    if (text.startsWith('00', at)) return true
  }
  return false
}
