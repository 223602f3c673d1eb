// NUL characters, however often percent-encoded: PostgreSQL takes none in a text, and nothing we name has one.

/** Whether `text`, a URL or a form, holds one: also `%2500`, which an API that decodes twice turns into one. */
export function holdsNul(text: string): boolean {
  return text.includes('\0') || (text.includes('%') && /%(?:25)*00/.test(text))
}
