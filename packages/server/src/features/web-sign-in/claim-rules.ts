// From what a provider says of somebody to who they are here: paths into its document, groups, the admin group.

/** Where things stand in a provider's document: names parted by dots; within a list, of each of its items. */
export interface ClaimMapping {
  /** Which kind of provider, and which one of them: a subject names somebody only there. */
  readonly provider: 'oidc' | 'oauth2'
  readonly issuer: string
  readonly subject: string
  /** The first of these that the document has. */
  readonly username: readonly string[]
  readonly email: readonly string[]
  readonly realname: readonly string[]
  /** Empty: the provider has no say in groups. */
  readonly groups: string
  /** Whose members are administrators; empty: nobody is one by this provider. */
  readonly adminGroup: string
  /** Before the name of each group here, so that two providers' groups are not one. */
  readonly groupPrefix: string
  /** Whether a group counts. */
  keepsGroup(name: string): boolean
}

export interface MappedIdentity {
  readonly provider: ClaimMapping['provider']
  readonly subject: string
  readonly username: string
  readonly email: string
  readonly realname: string
  readonly groups: readonly { readonly name: string }[] | undefined
  readonly administrator: boolean
}

/** A provider may tell of thousands; what is beyond is passed over, and so are names that no column takes. */
const mostGroups = 1_000
const longestGroup = 255
const longestSubject = 1_024
const longestText = 255

/** @returns undefined when the document does not say who it is */
export function identityOf(
  claims: Readonly<Record<string, unknown>>,
  mapping: ClaimMapping,
): MappedIdentity | undefined {
  const subject = firstText(claims, [mapping.subject])
  if (subject === undefined || subject.length > longestSubject || /\p{Cc}/u.test(subject)) return undefined
  const groups = mapping.groups === '' ? undefined : groupsOf(valueAt(claims, mapping.groups))
  const username =
    firstText(claims, mapping.username) ?? firstText(claims, mapping.email)?.split('@')[0] ?? ''
  return {
    provider: mapping.provider,
    subject: `${mapping.issuer}#${subject}`,
    username: usableName(username),
    email: claims.email_verified === false ? '' : (emailOf(claims, mapping) ?? ''),
    realname: usableText(firstText(claims, mapping.realname) ?? username),
    groups: groups
      ?.filter((name) => mapping.keepsGroup(name))
      .map((name) => ({ name: mapping.groupPrefix + name })),
    // Also where no such group is named any more: taking its name away takes the right away.
    administrator: mapping.adminGroup !== '' && (groups ?? []).includes(mapping.adminGroup),
  }
}

/** What lies at `a.b` of a document; of a list on the way, what lies there in each of its items. */
export function valueAt(document: unknown, path: string): unknown {
  if (path === '') return document
  if (Array.isArray(document)) {
    return document.map((item) => valueAt(item, path)).filter((value) => value !== undefined)
  }
  if (typeof document !== 'object' || document === null) return undefined
  // A name may hold dots itself, as `https://example.com/groups` does.
  if (Object.hasOwn(document, path)) return (document as Record<string, unknown>)[path]
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const name = path.slice(0, dot)
    if (!Object.hasOwn(document, name)) continue
    return valueAt((document as Record<string, unknown>)[name], path.slice(dot + 1))
  }
  return undefined
}

/** Groups as an array, or as one text with commas. */
function groupsOf(value: unknown): string[] {
  const items = Array.isArray(value) ? value.flat() : typeof value === 'string' ? value.split(',') : []
  const names = items
    .filter((item): item is string => typeof item === 'string')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name.length <= longestGroup && !/\p{Cc}/u.test(name))
  return [...new Set(names)].slice(0, mostGroups)
}

function firstText(document: unknown, paths: readonly string[]): string | undefined {
  for (const path of paths) {
    if (path === '') continue
    const value = valueAt(document, path)
    const text = typeof value === 'number' ? String(value) : value
    if (typeof text === 'string' && text.trim() !== '') return text.trim()
  }
  return undefined
}

/** The mapped one, or the one of a list of addresses that the provider has verified and calls the first. */
function emailOf(claims: Readonly<Record<string, unknown>>, { email }: ClaimMapping): string | undefined {
  const direct = firstText(claims, email)
  if (direct !== undefined) return usableText(direct)
  const listed = Array.isArray(claims.emails) ? (claims.emails as unknown[]) : []
  const verified = listed.filter(
    (each): each is { email: string; primary?: boolean } =>
      typeof each === 'object' &&
      each !== null &&
      'email' in each &&
      typeof each.email === 'string' &&
      'verified' in each &&
      each.verified === true,
  )
  const chosen = verified.find(({ primary }) => primary) ?? verified[0]
  return chosen && usableText(chosen.email)
}

/** A name that an account may have: what may not stand in one turns into `_`. */
function usableName(name: string): string {
  return name
    .trim()
    .replace(/[\s,"~#$%:/\\\p{Cc}]+/gu, '_')
    .slice(0, longestText)
}

function usableText(text: string): string {
  return text
    .replace(/[,"~#$%\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, longestText)
}
