// SQL of images' configs: an image's own, and of an index those of the images that it names.
import type { Digest } from '@entrepot/oci'
import { type RawBuilder, sql } from 'kysely'
import type { Handle } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'
import type { BlobRecord } from '../content/index.ts'
import { imageConfigs } from '../distribution/index.ts'

export interface ImageConfig {
  /** The image, or the index that names it. */
  readonly artifact: number
  readonly mediaType: string
  readonly blob: BlobRecord
}

interface Row extends BlobRecord {
  readonly artifact: number
  readonly mediaType: string
}

/** Parts of an index that are looked at: its images come first, then what is attested of them. */
const mostParts = 16

/** In the order in which an index names them. @param largest bytes of a config; larger ones are left out */
export async function configsOfImages(
  db: Handle,
  artifacts: readonly number[],
  largest: number,
): Promise<ImageConfig[]> {
  if (artifacts.length === 0) return []
  const asked = sql`in (${sql.join(artifacts)})`
  const own = configs(
    largest,
    sql`indexed.manifest_id as artifact, 0 as place`,
    sql`manifest_refs as "indexed"`,
    sql`indexed.manifest_id ${asked}`,
  )
  const ofParts = configs(
    largest,
    sql`part.manifest_id as artifact, part.position as place`,
    sql`manifest_refs part join manifest_refs as "indexed" on indexed.manifest_id = part.child_id`,
    sql`part.manifest_id ${asked} and part.kind = 'child' and part.position < ${sql.lit(mostParts)}`,
  )
  const found = sql<Row>`select * from (${own} union all ${ofParts}) as found
    order by artifact, place`
  return (await found.execute(queries(db))).rows.map(({ artifact, mediaType, ...blob }) => ({
    ...{ artifact, mediaType },
    blob: { ...blob, digest: blob.digest as Digest },
  }))
}

function configs(
  largest: number,
  named: RawBuilder<unknown>,
  from: RawBuilder<unknown>,
  which: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const types = sql.join(imageConfigs.map((each) => sql.lit(each)))
  return sql`select ${named}, indexed.media_type as "mediaType", b.id, b.digest, b.size,
      o.store_id as "storeId", o.key
    from ${from}
    join blobs b on b.id = indexed.blob_id
    join blob_locations o on o.blob_id = b.id
    where ${which} and indexed.position = 0 and indexed.kind = 'config' and indexed.media_type in (${types})
      and o.state = 'present' and b.size <= ${largest}`
}
