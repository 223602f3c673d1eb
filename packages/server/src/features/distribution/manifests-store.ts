// SQL of manifests and tags as pulls read them.
import type { Digest } from '@entrepot/oci'
import { sql } from 'kysely'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { hotQuery, queries } from '../../platform/database/queries.ts'

export interface StoredManifest {
  readonly id: number
  readonly digest: Digest
  readonly mediaType: string
  readonly size: number
  readonly body: Uint8Array
  /** The tag that was asked for; null when it was asked for by digest. */
  readonly tagId: number | null
}

const byDigest = hotQuery<{ repository: number; digest: string }, StoredManifest>(
  (q, p) =>
    q
      .selectFrom('manifests as m')
      .select((eb) => [
        'm.id',
        'm.digest',
        'm.media_type as mediaType',
        'm.size',
        'm.body',
        eb.val<number | null>(null).as('tagId'),
      ])
      .where('m.repository_id', '=', p('repository'))
      .where('m.digest', '=', p('digest'))
      .where('m.deleted_at', 'is', null)
      .$castTo<StoredManifest>(),
  { recalled: true },
)

const byTag = hotQuery<{ repository: number; tag: string }, StoredManifest>(
  (q, p) =>
    q
      .selectFrom('tags as t')
      .innerJoin('manifests as m', 'm.id', 't.manifest_id')
      .select(['m.id', 'm.digest', 'm.media_type as mediaType', 'm.size', 'm.body', 't.id as tagId'])
      .where('t.repository_id', '=', p('repository'))
      .where('t.name', '=', p('tag'))
      .where('m.deleted_at', 'is', null)
      .$castTo<StoredManifest>(),
  { recalled: true },
)

export function findManifestByDigest(db: Handle, repository: number, digest: Digest) {
  return byDigest.first(db, { repository, digest })
}

export function findManifestByTag(db: Handle, repository: number, tag: string) {
  return byTag.first(db, { repository, tag })
}

const tagsAfter = hotQuery<{ repository: number; after: string; limit: number }, { name: string }>((q, p) =>
  q
    .selectFrom('tags')
    .select('name')
    .where('repository_id', '=', p('repository'))
    .where('name', '>', p('after'))
    .orderBy('name')
    .limit(p('limit')),
)

/** Names after `after` in byte order. */
export async function listTags(
  db: Handle,
  repository: number,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await tagsAfter.all(db, { repository, after, limit })
  return rows.map((row) => row.name)
}

/** A visible manifest's id; it stays visible until the transaction ends. */
export async function lockManifest(
  tx: Transaction,
  repository: number,
  digest: Digest,
): Promise<number | undefined> {
  let query = queries(tx)
    .selectFrom('manifests')
    .select('id')
    .where('repository_id', '=', repository)
    .where('digest', '=', digest)
    .where('deleted_at', 'is', null)
  if (tx.engine === 'postgres') query = query.forUpdate()
  return (await query.executeTakeFirst())?.id
}

export interface Referrer {
  readonly id: number
  readonly digest: string
  readonly mediaType: string
  readonly size: number
  readonly artifactType: string | null
  readonly annotations: string | null
}

export interface ReferrersQuestion {
  readonly repository: number
  readonly digest: Digest
  readonly artifactType: string | undefined
  /** The id of the last one seen. */
  readonly after: number
  readonly limit: number
}

/** Manifests whose subject is `digest`, in the order of their first push, without what makes them large. */
function referrers(db: Handle, { repository, digest, artifactType, after, limit }: ReferrersQuestion) {
  const query = queries(db)
    .selectFrom('manifests')
    .where('repository_id', '=', repository)
    .where('subject', '=', digest)
    .where('deleted_at', 'is', null)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
  return artifactType === undefined ? query : query.where('artifact_type', '=', artifactType)
}

/** The size of each one's annotations, in bytes of the stored JSON. */
export function measureReferrers(db: Handle, question: ReferrersQuestion) {
  const bytes = sql<number>`coalesce(length(annotations), 0)`.as('annotationBytes')
  return referrers(db, question).select(['id', bytes]).execute()
}

export function listReferrers(db: Handle, question: ReferrersQuestion): Promise<Referrer[]> {
  return referrers(db, question)
    .select([
      'id',
      'digest',
      'media_type as mediaType',
      'size',
      'artifact_type as artifactType',
      'annotations',
    ])
    .execute()
}
