// SQL of what a copy takes from its source, held so that nothing of it goes while it is copied.
import type { Digest } from '@entrepot/oci'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'

export interface SourceManifest {
  readonly id: number
  readonly digest: Digest
  readonly mediaType: string
  readonly body: Uint8Array
}

export async function holdManifest(
  tx: Transaction,
  repository: number,
  digest: Digest,
): Promise<SourceManifest | undefined> {
  let query = queries(tx)
    .selectFrom('manifests')
    .select(['id', 'digest', 'media_type as mediaType', 'body'])
    .where('repository_id', '=', repository)
    .where('digest', '=', digest)
    .where('deleted_at', 'is', null)
  if (tx.engine === 'postgres') query = query.forShare()
  return query.$castTo<SourceManifest>().executeTakeFirst()
}

/** The blobs that a manifest names and its repository has. */
export async function holdBlobsOf(tx: Transaction, repository: number, manifest: number): Promise<number[]> {
  let query = queries(tx)
    .selectFrom('manifest_refs as f')
    .innerJoin('blob_links as l', (on) =>
      on.onRef('l.blob_id', '=', 'f.blob_id').on('l.repository_id', '=', repository),
    )
    .select('l.blob_id as id')
    .where('f.manifest_id', '=', manifest)
    .orderBy('l.blob_id')
  if (tx.engine === 'postgres') query = query.forShare('l')
  return [...new Set((await query.execute()).map(({ id }) => id))]
}

/** A manifest that the repository shows. */
export interface Relative {
  readonly id: number
  readonly digest: Digest
}

export function findRelative(db: Handle, repository: number, digest: Digest): Promise<Relative | undefined> {
  return queries(db)
    .selectFrom('manifests')
    .select(['id', 'digest'])
    .where('repository_id', '=', repository)
    .where('digest', '=', digest)
    .where('deleted_at', 'is', null)
    .$castTo<Relative>()
    .executeTakeFirst()
}

/** What a manifest is made of, and what refers to it; one more than `most` of each tells that there are too many. */
export async function relativesOf(
  db: Handle,
  repository: number,
  { id, digest }: Relative,
  most: number,
): Promise<{ parts: Relative[]; referrers: Relative[] }> {
  const parts = queries(db)
    .selectFrom('manifest_refs as f')
    .innerJoin('manifests as m', 'm.id', 'f.child_id')
    .select(['m.id', 'm.digest'])
    .where('f.manifest_id', '=', id)
    .where('m.deleted_at', 'is', null)
    .orderBy('f.position')
  const referrers = queries(db)
    .selectFrom('manifests')
    .select(['id', 'digest'])
    .where('repository_id', '=', repository)
    .where('subject', '=', digest)
    .where('deleted_at', 'is', null)
    .orderBy('id')
  return {
    parts: await parts
      .limit(most + 1)
      .$castTo<Relative>()
      .execute(),
    referrers: await referrers
      .limit(most + 1)
      .$castTo<Relative>()
      .execute(),
  }
}
