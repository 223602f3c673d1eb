// SQL of what additions are read from: the blobs that a manifest names, and its own text.
import type { Digest } from '@entrepot/oci'
import type { Handle } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'
import type { BlobRecord } from '../content/index.ts'

export interface PartBlob {
  readonly kind: 'config' | 'layer'
  readonly mediaType: string
  readonly blob: BlobRecord
}

/** In the manifest's order, those that the store has; the first ones of very many. */
export async function partBlobs(db: Handle, manifest: number): Promise<PartBlob[]> {
  const rows = await queries(db)
    .selectFrom('manifest_refs as f')
    .innerJoin('blobs as b', 'b.id', 'f.blob_id')
    .innerJoin('blob_locations as o', 'o.blob_id', 'b.id')
    .select([
      ...(['f.kind', 'f.media_type as mediaType', 'b.id', 'b.digest', 'b.size'] as const),
      ...(['o.store_id as storeId', 'o.key'] as const),
    ])
    .where('f.manifest_id', '=', manifest)
    .where('f.kind', 'in', ['config', 'layer'])
    .where('o.state', '=', 'present')
    .orderBy('f.position')
    .limit(1_000)
    .execute()
  return rows.map(({ kind, mediaType, digest, ...blob }) => ({
    kind: kind as PartBlob['kind'],
    mediaType,
    blob: { ...blob, digest: digest as Digest },
  }))
}

export async function manifestBody(db: Handle, manifest: number): Promise<Uint8Array | undefined> {
  const row = await queries(db)
    .selectFrom('manifests')
    .select('body')
    .where('id', '=', manifest)
    .executeTakeFirst()
  return row?.body
}
