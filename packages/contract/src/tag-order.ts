// The order of tags that name versions: `1.10` after `1.9`, `1.2.3-rc.1` before `1.2.3`.

/** Up to four numbers, with or without a `v`, and what follows them after a mark. */
const version = /^v?(\d{1,15}(?:\.\d{1,15}){0,3})(?:[-+._](.*))?$/i
/** What comes before a release; other words after a version, such as `alpine`, name a variant of it. */
const early = /^(?:rc|alpha|beta|pre|preview|dev|snapshot|nightly|canary|next|ea|m\d|a\d|b\d)/i
const digits = 15
const most = 4

/**
 * A key whose order as text is that of the versions, the newest last; the empty text for a tag that names none, as
 * `latest` does. Of `1`, `1.2` and `1.2.3` the most exact is last.
 */
export function tagOrder(tag: string): string {
  const match = version.exec(tag)
  if (!match) return ''
  const [, numbers = '', more] = match
  const parts = numbers.split('.').map(padded)
  while (parts.length < most) parts.push('')
  const stage = more === undefined ? '2' : early.test(more) ? '0' : '1'
  // A number that is left out comes before all that are there: a space is less than any digit.
  const place = parts.map((part) => part.padEnd(digits)).join('')
  return `${place}${stage}${(more ?? '').toLowerCase().replace(/\d{1,15}/g, padded)}`
}

function padded(number: string): string {
  return number.padStart(digits, '0')
}
