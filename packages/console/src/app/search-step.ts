// How a change of an address is kept: what one goes back to, and what not.

type Search = Readonly<Record<string, unknown>>

/** What people type letter by letter. */
const typed: readonly string[] = ['q', 'user', 'who', 'project', 'since', 'until']

/**
 * For `navigate`. What is chosen is a step that Back undoes; so is the first letter of what is typed, which leads back
 * to the whole list, and the last one's deletion. The letters between take the place of those before them.
 */
export function searchStep(before: object, after: object): { replace: boolean; resetScroll: boolean } {
  const [old, next] = [before as Search, after as Search]
  const changed = [...new Set([...Object.keys(old), ...Object.keys(next)])].filter(
    (name) => old[name] !== next[name],
  )
  // Another filter begins with the first page, which is no choice of one's own.
  const own = changed.filter((name) => name !== 'page')
  const isTyping = (name: string) =>
    typed.includes(name) && old[name] !== undefined && next[name] !== undefined
  return {
    replace: changed.length === 0 || (own.length > 0 && own.every(isTyping)),
    // Another page is read from its beginning; what only changes a list stays where one looks.
    resetScroll: own.length === 0 && changed.length > 0,
  }
}
