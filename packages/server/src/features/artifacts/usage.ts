// What an artifact costs: its parts, what else needs them, and what its deletion would free.
import type { Database, Handle } from '../../platform/database/database.ts'
import { parentsOf, tagsOf } from './artifact-details-store.ts'
import type { ArtifactRow } from './artifacts-store.ts'
import {
  type Kept,
  keptMembers,
  type Member,
  type Part,
  type Sums,
  sumsOf,
  type UsedBlob,
  type UsedManifest,
} from './usage-rules.ts'
import {
  childManifests,
  referringManifests,
  usedBlobs,
  usedManifest,
  usersElsewhere,
  usersHere,
  widespread,
} from './usage-store.ts'

/** Artifacts of one answer: an index with all its platforms and all that was ever signed of them. */
const mostMembers = 500
const mostParts = 2_000
/** Parts that are not told apart any more as to how many need them. */
const mostUsers = 100
/** Rows that are read to find as many: an image names its empty layer again and again. */
const mostRows = 150
/** Repositories of a blob that are looked at. */
const mostLinks = 2_000
const mostTags = 100
const mostParents = 20
/** Subselects of one statement: SQLite takes 500. */
const atOnce = 100

export interface UsageMember extends Member {
  readonly kept: Kept | undefined
}

export interface Usage extends Sums {
  readonly complete: boolean
  readonly members: readonly UsageMember[]
  readonly parts: readonly Part[]
}

interface Found {
  readonly manifest: UsedManifest
  readonly role: Member['role']
  readonly of: string | undefined
}

interface Place {
  readonly project: number
  readonly repository: number
}

export class Usages {
  private readonly db: Handle

  constructor(db: Database) {
    // A layer that everything is built on has many users: nothing else waits while they are counted.
    this.db = db.aside
  }

  async of(artifact: ArtifactRow, project: number): Promise<Usage> {
    const place = { project, repository: artifact.repositoryId }
    const found = await this.family(artifact, place.repository)
    const members = await this.described(found)
    const kept = keptMembers(members)
    const ids = members.map(({ manifest }) => manifest.id)
    const blobs = await usedBlobs(this.db, ids, mostParts)
    const { parts, sure } = await this.parts(place, members, kept, blobs)
    return {
      ...sumsOf(parts),
      complete: sure && members.length < mostMembers && blobs.length < mostParts,
      members: members.map((member) => ({ ...member, kept: kept.get(member.manifest.digest) })),
      parts,
    }
  }

  /** The artifact, the parts of an index, and what refers to any of them, level by level. */
  private async family(artifact: ArtifactRow, repository: number): Promise<Found[]> {
    const self = await usedManifest(this.db, artifact.id)
    const all = new Map<number, Found>([[self.id, { manifest: self, role: 'self', of: undefined }]])
    for (let level: UsedManifest[] = [self]; level.length > 0; ) {
      const indexes = level.filter(({ kind }) => kind === 'index').map(({ id }) => id)
      const digests = new Map(level.map(({ id, digest }) => [id, digest]))
      const children = await childManifests(this.db, indexes, mostMembers)
      const referrers = await referringManifests(this.db, repository, [...digests.values()], mostMembers)
      const next: UsedManifest[] = []
      const add = (manifest: UsedManifest, role: Member['role'], of: string | undefined) => {
        if (all.has(manifest.id) || all.size >= mostMembers) return
        all.set(manifest.id, { manifest, role, of })
        next.push(manifest)
      }
      for (const child of children) add(child, 'part', digests.get(child.of))
      for (const referrer of referrers) add(referrer, 'referrer', referrer.subject)
      level = next
    }
    return [...all.values()]
  }

  private async described(found: readonly Found[]): Promise<Member[]> {
    const ids = found.map(({ manifest }) => manifest.id)
    const tags = new Map<number, string[]>()
    const parents = new Map<number, number[]>()
    for (let start = 0; start < ids.length; start += atOnce) {
      const some = ids.slice(start, start + atOnce)
      for (const [id, rows] of await tagsOf(this.db, some, mostTags)) {
        tags.set(
          id,
          rows.map(({ name }) => name),
        )
      }
      for (const [id, rows] of await parentsOf(this.db, some, mostParents)) {
        parents.set(
          id,
          rows.map((row) => row.id),
        )
      }
    }
    return found.map((each) => ({
      ...each,
      tags: tags.get(each.manifest.id) ?? [],
      parents: parents.get(each.manifest.id) ?? [],
    }))
  }

  /** Each once, whoever names it; and whether all that may need them was looked at. */
  private async parts(
    place: Place,
    members: readonly Member[],
    kept: ReadonlyMap<string, Kept>,
    blobs: readonly UsedBlob[],
  ): Promise<{ parts: Part[]; sure: boolean }> {
    const manifests = new Map(members.map(({ manifest }) => [manifest.id, manifest]))
    const digestOf = (id: number) => (manifests.get(id) as UsedManifest).digest
    const byDigest = Map.groupBy(blobs, ({ digest }) => digest)
    const stored = [...byDigest.values()].flatMap((rows) => {
      const { blob } = rows[0] as UsedBlob
      const besides = [...new Set(rows.map(({ manifest }) => manifest))]
      return blob === null ? [] : [{ blob, besides }]
    })
    const { here, elsewhere, unsure } = await this.users(place, stored)
    const ofBlobs = [...byDigest.values()].map((rows): Part => {
      const { blob, kind, digest, mediaType, size } = rows[0] as UsedBlob
      const owners = [...new Set(rows.map(({ manifest }) => digestOf(manifest)))]
      const usedHere = blob === null ? 0 : (here.get(blob) ?? 0)
      const usedElsewhere = blob === null ? 0 : (elsewhere.get(blob) ?? 0)
      const open = blob !== null && unsure.has(blob)
      const shared = usedHere + usedElsewhere > 0 || open || owners.some((owner) => kept.has(owner))
      return { digest, kind, mediaType, size, owners, usedHere, usedElsewhere, shared }
    })
    const ofManifests = members.map(({ manifest: { digest, mediaType, ownSize } }): Part => {
      const nobody = { usedHere: 0, usedElsewhere: 0, shared: kept.has(digest) }
      return { digest, kind: 'manifest', mediaType, size: ownSize, owners: [digest], ...nobody }
    })
    return { parts: [...ofManifests, ...ofBlobs], sure: unsure.size === 0 }
  }

  private async users(place: Place, stored: readonly { blob: number; besides: number[] }[]) {
    const blobs = stored.map(({ blob }) => blob)
    const bounds = { links: mostLinks, most: mostUsers }
    const here = counted(await usersHere(this.db, place.repository, stored, mostRows), (row) => row.manifest)
    const elsewhere = counted(
      await usersElsewhere(this.db, place, blobs, bounds),
      ({ repository }) => repository,
    )
    const seeminglyFree = blobs.filter((blob) => !here.has(blob) && !elsewhere.has(blob))
    return { here, elsewhere, unsure: new Set(await widespread(this.db, seeminglyFree, mostLinks)) }
  }
}

function counted<Row extends { blob: number }>(
  rows: readonly Row[],
  user: (row: Row) => number,
): Map<number, number> {
  const users = Map.groupBy(rows, ({ blob }) => blob)
  return new Map([...users].map(([blob, some]) => [blob, Math.min(new Set(some.map(user)).size, mostUsers)]))
}
