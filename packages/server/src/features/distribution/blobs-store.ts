// SQL of a repository's right to blobs: removing it, and finding where else it could come from.
import type { Digest } from '@entrepot/oci'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'
import { type Viewer, visibleTo } from '../projects/index.ts'

export type UnlinkOutcome = 'unlinked' | 'unknown' | 'referenced'

/**
 * Takes the blob from the repository, unless a visible manifest of it names the blob.
 * The link is locked first: a manifest that is being pushed holds it until its references are written.
 */
export async function unlinkBlob(
  tx: Transaction,
  repository: number,
  digest: Digest,
): Promise<{ outcome: UnlinkOutcome; blobId?: number }> {
  let link = queries(tx)
    .selectFrom('blob_links as l')
    .innerJoin('blobs as b', 'b.id', 'l.blob_id')
    .select('b.id')
    .where('l.repository_id', '=', repository)
    .where('b.digest', '=', digest)
  if (tx.engine === 'postgres') link = link.forUpdate('l')
  const blob = await link.executeTakeFirst()
  if (!blob) return { outcome: 'unknown' }
  const user = await queries(tx)
    .selectFrom('manifest_refs as f')
    .innerJoin('manifests as m', 'm.id', 'f.manifest_id')
    .select('m.id')
    .where('f.repository_id', '=', repository)
    .where('f.blob_id', '=', blob.id)
    .where('m.deleted_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  if (user) return { outcome: 'referenced' }
  await queries(tx)
    .deleteFrom('blob_links')
    .where('repository_id', '=', repository)
    .where('blob_id', '=', blob.id)
    .execute()
  return { outcome: 'unlinked', blobId: blob.id }
}

/** A repository that has the blob and that this user may pull from; administrators may from all. */
export async function findReadableRepository(
  db: Handle,
  digest: Digest,
  viewer: Viewer,
): Promise<number | undefined> {
  const row = await queries(db)
    .selectFrom('blobs as b')
    .innerJoin('blob_links as l', 'l.blob_id', 'b.id')
    .innerJoin('repositories as r', 'r.id', 'l.repository_id')
    .innerJoin('projects as p', 'p.id', 'r.project_id')
    .select('r.id')
    .where('b.digest', '=', digest)
    .where('p.deleted_at', 'is', null)
    .where(visibleTo(viewer))
    .limit(1)
    .executeTakeFirst()
  return row?.id
}
