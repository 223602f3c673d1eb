// What this browser has looked for, the latest first.
import { keepNames, searchesPrefix } from '../../app/kept-names.ts'

const most = 6
const longest = 100

/** Each account has its own: a browser may have several people. */
function storedAs(username: string | undefined): string {
  return `${searchesPrefix}${username ?? ''}`
}

export function recentSearches(username: string | undefined): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storedAs(username)) ?? '[]')
    return Array.isArray(stored) ? stored.filter((each) => typeof each === 'string').slice(0, most) : []
  } catch {
    return []
  }
}

export function rememberSearch(username: string | undefined, text: string): void {
  const wanted = text.trim().slice(0, longest)
  if (wanted === '') return
  const others = recentSearches(username).filter((each) => each !== wanted)
  keepNames(storedAs(username), JSON.stringify([wanted, ...others].slice(0, most)))
}

export function forgetSearches(username: string | undefined): void {
  localStorage.removeItem(storedAs(username))
}
