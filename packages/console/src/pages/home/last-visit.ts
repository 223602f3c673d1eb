// When somebody was here before, kept in this browser.

/** A reload, or a look at another page, is the same visit. */
const sameVisit = 30 * 60_000

/** @returns when the visit before this one ended, in milliseconds; undefined the first time */
export function lastVisit(user: number, now = Date.now()): number | undefined {
  const [seen, before] = [`entrepot.seen.${user}`, `entrepot.before.${user}`]
  const last = Number(localStorage.getItem(seen) ?? Number.NaN)
  if (Number.isFinite(last) && now - last > sameVisit) localStorage.setItem(before, String(last))
  localStorage.setItem(seen, String(now))
  const kept = Number(localStorage.getItem(before) ?? Number.NaN)
  return Number.isFinite(kept) ? kept : undefined
}
