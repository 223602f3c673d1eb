// What this browser keeps of a person that names something, and when it forgets it.
// Names of repositories may be secret, so they end with the session of whom they were told: at signing out, and when
// somebody else signs in. A session that runs out by itself is the same person's next time, whose pins come back then.

/** What an entry's key begins with; a person's number or name follows. */
export const placesPrefix = 'entrepot.places.'
export const searchesPrefix = 'entrepot.searches.'

let ended = false

// Signed out in another tab: what this page still knows is written no more.
window.addEventListener('storage', ({ key, newValue }) => {
  if (key?.startsWith(placesPrefix) && newValue === null) ended = true
})

export function keepNames(key: string, text: string): void {
  if (!ended) localStorage.setItem(key, text)
}

/** @param except keys of who is here now */
export function forgetNames(except: readonly string[] = []): void {
  ended ||= except.length === 0
  const names = Object.keys(localStorage).filter(
    (key) => key.startsWith(placesPrefix) || key.startsWith(searchesPrefix),
  )
  for (const key of names) if (!except.includes(key)) localStorage.removeItem(key)
}
