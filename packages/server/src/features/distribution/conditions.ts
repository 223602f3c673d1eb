// Conditional requests (RFC 9110 §13): our entity tags are digests in quotes.

/** Whether `If-None-Match` names the tag; a weak one names the same bytes. */
export function matchesEtag(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false
  return ifNoneMatch
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''))
    .some((each) => each === etag || each === '*')
}
