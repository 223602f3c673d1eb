// What an artifact's deletion would take along, and what it would free.

export interface UsedManifest {
  readonly id: number
  readonly digest: string
  readonly kind: 'image' | 'index'
  readonly type: string
  readonly mediaType: string
  readonly artifactType: string | null
  readonly accessoryType: string | null
  /** Of the manifest itself. */
  readonly ownSize: number
  readonly size: number
  readonly pushedAt: number
  readonly pushedBy: string
}

export interface UsedBlob {
  readonly manifest: number
  readonly position: number
  readonly kind: 'config' | 'layer' | 'foreign'
  readonly digest: string
  readonly mediaType: string
  readonly size: number
  /** Null for a foreign layer that nobody pushed. */
  readonly blob: number | null
}

export interface Member {
  readonly manifest: UsedManifest
  readonly role: 'self' | 'part' | 'referrer'
  /** The digest of what it belongs to; undefined of the artifact itself. */
  readonly of: string | undefined
  readonly tags: readonly string[]
  /** Visible indexes that name it. */
  readonly parents: readonly number[]
}

export type Kept = 'tagged' | 'part-of-another' | 'of-kept'

/** Why members outlive the artifact: they have a name of their own, another index needs them, or what they belong to stays. */
export function keptMembers(members: readonly Member[]): Map<string, Kept> {
  const kept = new Map<string, Kept>()
  const going = new Set(members.map(({ manifest }) => manifest.id))
  // What is kept keeps what it names: over again until nothing changes, and there are few levels.
  for (let before = -1; before !== kept.size; ) {
    before = kept.size
    for (const member of members) {
      const why = kept.has(member.manifest.digest) ? undefined : keptBecause(member, going, kept)
      if (!why) continue
      kept.set(member.manifest.digest, why)
      going.delete(member.manifest.id)
    }
  }
  return kept
}

function keptBecause(
  { role, of, tags, parents }: Member,
  going: ReadonlySet<number>,
  kept: ReadonlyMap<string, Kept>,
): Kept | undefined {
  if (role === 'self') return undefined
  if (role === 'referrer') return of !== undefined && kept.has(of) ? 'of-kept' : undefined
  if (tags.length > 0) return 'tagged'
  return parents.some((parent) => !going.has(parent)) ? 'part-of-another' : undefined
}

export interface Part {
  readonly digest: string
  readonly kind: 'manifest' | UsedBlob['kind']
  readonly mediaType: string
  readonly size: number
  readonly owners: readonly string[]
  readonly usedHere: number
  readonly usedElsewhere: number
  /** Something that stays needs it, or may need it. */
  readonly shared: boolean
}

export interface Sums {
  readonly total: number
  readonly shared: number
  readonly freed: number
}

export function sumsOf(parts: readonly Part[]): Sums {
  const stored = parts.filter(({ kind }) => kind !== 'foreign')
  const sum = (some: readonly Part[]) => some.reduce((bytes, { size }) => bytes + size, 0)
  const total = sum(stored)
  const shared = sum(stored.filter((part) => part.shared))
  return { total, shared, freed: total - shared }
}
