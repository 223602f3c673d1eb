// The referrers of a manifest as an image index (distribution-spec §Listing Referrers), paged.
import {
  type Descriptor,
  type Digest,
  isObject,
  mediaTypes,
  parseDescriptor,
  referrersTag,
} from '@entrepot/oci'
import type { Database } from '../../platform/database/database.ts'
import { findManifestByTag, listReferrers, type Referrer } from './manifests-store.ts'

export interface ReferrersPage {
  readonly index: Readonly<Record<string, unknown>>
  /** Where the next page begins; undefined on the last. */
  readonly next: number | undefined
}

export interface ReferrersQuestion {
  readonly repository: number | undefined
  readonly digest: Digest
  readonly artifactType: string | undefined
  readonly after: number
  readonly limit: number
}

export async function referrersOf(db: Database, question: ReferrersQuestion): Promise<ReferrersPage> {
  const { repository, limit } = question
  if (repository === undefined) return { index: indexOf([]), next: undefined }
  const rows = await listReferrers(db, { ...question, repository, limit: limit + 1 })
  const page = rows.slice(0, limit)
  const next = rows.length > limit ? page.at(-1)?.id : undefined
  const known = page.map(describe)
  const fallback = next === undefined ? await fallbackReferrers(db, { ...question, repository }, known) : []
  return { index: indexOf([...known, ...fallback]), next }
}

/** What clients without the referrers API wrote under the tag `<algorithm>-<hex>`; shown after our own, on the last page. */
async function fallbackReferrers(
  db: Database,
  question: ReferrersQuestion & { repository: number },
  known: readonly Descriptor[],
): Promise<Descriptor[]> {
  const stored = await findManifestByTag(db, question.repository, referrersTag(question.digest))
  if (!stored) return []
  const document: unknown = JSON.parse(new TextDecoder().decode(stored.body))
  const entries = isObject(document) && Array.isArray(document.manifests) ? document.manifests : []
  const seen = new Set(known.map((each) => each.digest))
  return entries
    .map((entry, position) => parseDescriptor(entry, `manifests[${position}]`))
    .filter((entry) => typeof entry !== 'string')
    .filter((entry) => !seen.has(entry.digest))
    .filter((entry) => question.artifactType === undefined || entry.artifactType === question.artifactType)
}

function describe(row: Referrer): Descriptor {
  return {
    mediaType: row.mediaType,
    digest: row.digest as Digest,
    size: row.size,
    ...(row.artifactType !== null && { artifactType: row.artifactType }),
    ...(row.annotations !== null && { annotations: JSON.parse(row.annotations) as Record<string, string> }),
  }
}

function indexOf(manifests: readonly Descriptor[]): Record<string, unknown> {
  return { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests }
}
