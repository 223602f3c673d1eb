// A day as date fields take it.

/** Of where the browser is: `2026-03-01`. */
export function writtenDay(at: Date): string {
  const pad = (n: number, length: number) => String(n).padStart(length, '0')
  return [pad(at.getFullYear(), 4), pad(at.getMonth() + 1, 2), pad(at.getDate(), 2)].join('-')
}
