// Whether a token's claims meet a rule's conditions; what conditions may look like.

export interface Condition {
  /** A claim at the top of the token, such as `repository`. */
  readonly claim: string
  readonly match: 'exact' | 'glob'
  readonly value: string
}

export type Claims = Readonly<Record<string, unknown>>

/** Longer values are no names of anything that a rule could mean; matching costs pattern × value. */
const longestValue = 4_096

/** The claims that do not meet the rule, each once; none when the token is accepted. */
export function mismatches(
  rule: { readonly audience: string; readonly conditions: readonly Condition[] },
  claims: Claims,
): string[] {
  const failed = rule.conditions.filter((condition) => !holds(condition, claims)).map(({ claim }) => claim)
  const audience = textsOf(claims.aud).includes(rule.audience) ? [] : ['aud']
  return [...new Set([...audience, ...failed])]
}

/** Issuers that sign for everybody, and the claims of theirs that say for whom. */
const ownersByIssuer: Readonly<Record<string, readonly string[]>> = {
  'https://token.actions.githubusercontent.com': [
    ...['sub', 'repository', 'repository_id', 'repository_owner', 'repository_owner_id'],
    ...['job_workflow_ref', 'workflow_ref', 'enterprise', 'enterprise_id'],
  ],
  'https://gitlab.com': [
    ...['sub', 'project_path', 'project_id', 'namespace_path', 'namespace_id'],
    ...['ci_config_ref_uri', 'user_login', 'user_id'],
  ],
}

/**
 * What is wrong with a rule's conditions; undefined when nothing is. An issuer such as GitHub signs tokens for all its
 * users: a rule that does not say whose it means would let all of them in.
 */
export function conditionsProblem(issuer: string, conditions: readonly Condition[]): string | undefined {
  const mistaken = conditions.find(({ match, value }) => match === 'glob' && !starsStandAlone(value))
  if (mistaken) {
    const { claim, value } = mistaken
    return (
      `the pattern ${value} of the claim ${claim} has ** beside other characters: it stands by itself, between the ` +
      'ends, slashes, colons or @; a single * stands for any characters up to the next slash'
    )
  }
  const telling = conditions.filter(tells)
  if (telling.length === 0) {
    return 'a rule needs a condition that says whose token it is: issuers sign those of others too'
  }
  const owners = ownersByIssuer[issuer.replace(/\/$/, '')]
  if (!owners || telling.some(({ claim }) => owners.includes(claim))) return undefined
  return `a rule for ${issuer} needs a condition on one of the claims ${owners.join(', ')}, with more than a wildcard`
}

/**
 * In most products' globs `r**` is no more than `r*`; here it would cross slashes, and accept what its author never
 * meant. So `**` is taken only where all agree on it: as a whole segment, in the ways in which issuers part them.
 */
function starsStandAlone(glob: string): boolean {
  return glob.split(/[/:@]/).every((segment) => segment === '**' || !segment.includes('**'))
}

/** A glob that begins with a wildcard, or has nothing before it but the kind of the name, is met by anybody. */
function tells({ match, value }: Condition): boolean {
  return match === 'exact' || /^[^*?]/.test(value.replace(/^(?:repo|project_path):/, ''))
}

function holds({ claim, match, value }: Condition, claims: Claims): boolean {
  if (!Object.hasOwn(claims, claim)) return false
  const texts = textsOf(claims[claim])
  if (match === 'exact') return texts.includes(value)
  return texts.some((text) => text.length <= longestValue && matchesGlob(value, text))
}

/** A list is met by any of its entries; what is neither text, number, flag nor a list of these meets nothing. */
function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => (Array.isArray(each) ? [] : textsOf(each)))
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? [String(value)]
    : []
}

/**
 * `*` stands for any characters but `/`, `**` for any at all, `?` for one that is no `/`; capitals matter.
 * Each step follows all places that the pattern may be at, so that no pattern costs more than its length × the text's.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const parts = pattern.match(/\*\*+|[\s\S]/gu) ?? []
  let places = closure(new Set([0]), parts)
  for (const char of text) {
    const next = new Set<number>()
    for (const place of places) {
      const part = parts[place]
      if (part === undefined) continue
      if (part.startsWith('**') || (part === '*' && char !== '/')) next.add(place)
      else if (part === char || (part === '?' && char !== '/')) next.add(place + 1)
    }
    places = closure(next, parts)
  }
  return places.has(parts.length)
}

/** Stars may stand for nothing. */
function closure(places: Set<number>, parts: readonly string[]): Set<number> {
  for (const place of places) if (parts[place]?.startsWith('*')) places.add(place + 1)
  return places
}
