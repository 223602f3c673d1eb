// The referrers of a manifest as an image index (distribution-spec §Listing Referrers), paged.
//
// A client that keeps the fallback tag `<algorithm>-<hex>` pushes manifests with a subject like any other, so they are
// listed already; what else such a tag's index names is no referrer.
import { type Descriptor, type Digest, mediaTypes } from '@entrepot/oci'
import type { Database } from '../../platform/database/database.ts'
import { listReferrers, measureReferrers, type Referrer, type ReferrersQuestion } from './manifests-store.ts'

const pageBytes = 4 * 1024 * 1024 - 64 * 1024
/** A descriptor's fixed part: media types, digest and size. */
const descriptorBytes = 600
/** A character of the stored annotations is at most so many bytes of the answer. */
const bytesOfCharacter = 4

export interface ReferrersPage {
  readonly index: Readonly<Record<string, unknown>>
  /** Where the next page begins; undefined on the last. */
  readonly next: number | undefined
}

/** @param repository undefined when nothing was ever pushed to it */
export async function referrersOf(
  db: Database,
  question: Omit<ReferrersQuestion, 'repository'> & { repository: number | undefined },
): Promise<ReferrersPage> {
  const { repository } = question
  if (repository === undefined) return { index: indexOf([]), next: undefined }
  const asked = { ...question, repository }
  const measured = await measureReferrers(db, { ...asked, limit: asked.limit + 1 })
  const count = fitting(measured, asked.limit)
  const page = count === 0 ? [] : await listReferrers(db, { ...asked, limit: count })
  const next = measured.length > count ? page.at(-1)?.id : undefined
  return { index: indexOf(page.map(describe)), next }
}

/** How many a page takes, by count and by bytes: annotations can be large, and clients read 4 MiB. */
function fitting(measured: readonly { annotationBytes: number }[], limit: number): number {
  let bytes = 0
  for (const [position, row] of measured.entries()) {
    bytes += descriptorBytes + row.annotationBytes * bytesOfCharacter
    if (position >= limit || (position > 0 && bytes > pageBytes)) return position
  }
  return measured.length
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
