// SQL of a manifest's push, all in the push's one transaction.
import type { Descriptor, Digest, Manifest } from '@entrepot/oci'
import { isNonDistributable } from '@entrepot/oci'
import type { Transaction } from '../../platform/database/database.ts'
import { queries } from '../../platform/database/queries.ts'
import type { Accessory } from './accessory-rules.ts'
import { artifactTypeOf } from './artifact-type.ts'

export interface Reference extends Pick<Descriptor, 'digest' | 'mediaType' | 'size'> {
  readonly kind: 'config' | 'layer' | 'child' | 'foreign'
  readonly blobId: number | null
  readonly childId: number | null
}

export interface ManifestToStore {
  readonly project: number
  readonly repository: number
  readonly digest: Digest
  readonly manifest: Manifest
  readonly body: Uint8Array
  readonly references: readonly Reference[]
  readonly accessory: Accessory | undefined
  readonly pushedBy: string
  readonly now: number
}

export interface ResolvedReferences {
  readonly references: Reference[]
  /** Config and layers that the repository has no blob for. */
  readonly missing: Descriptor[]
}

/** More bound values in one statement than either engine takes gladly. */
const batch = 500

/** Finds what the manifest names, and holds the blobs' links until the transaction ends, so that none is unlinked. */
export async function resolveReferences(
  tx: Transaction,
  repository: number,
  manifest: Manifest,
): Promise<ResolvedReferences> {
  const named = namedBy(manifest)
  const digests = [...new Set(named.map(({ descriptor }) => descriptor.digest))]
  const blobs = await linkedBlobs(tx, repository, digests)
  const children =
    manifest.kind === 'index' ? await knownManifests(tx, repository, digests) : new Map<string, number>()
  const missing = named
    .filter(
      ({ kind, descriptor }) => (kind === 'config' || kind === 'layer') && !blobs.has(descriptor.digest),
    )
    .map(({ descriptor }) => descriptor)
  const references = named.map(({ kind, descriptor }) => ({
    kind,
    digest: descriptor.digest,
    mediaType: descriptor.mediaType,
    size: descriptor.size,
    childId: children.get(descriptor.digest) ?? null,
    // BuildKit's cache index names layers among its manifests.
    blobId: children.has(descriptor.digest) ? null : (blobs.get(descriptor.digest) ?? null),
  }))
  return { references, missing }
}

function namedBy(manifest: Manifest): { kind: Reference['kind']; descriptor: Descriptor }[] {
  const { config, layers, manifests } = manifest
  return [
    ...(config ? [{ kind: 'config' as const, descriptor: config }] : []),
    ...layers.map((descriptor) => ({
      kind: isNonDistributable(descriptor.mediaType) ? ('foreign' as const) : ('layer' as const),
      descriptor,
    })),
    ...manifests.map((descriptor) => ({ kind: 'child' as const, descriptor })),
  ]
}

async function linkedBlobs(
  tx: Transaction,
  repository: number,
  digests: Digest[],
): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for (const some of batches(digests)) {
    let query = queries(tx)
      .selectFrom('blobs as b')
      .innerJoin('blob_links as l', 'l.blob_id', 'b.id')
      .innerJoin('blob_locations as o', 'o.blob_id', 'b.id')
      .select(['b.id', 'b.digest'])
      .where('l.repository_id', '=', repository)
      .where('o.state', '=', 'present')
      .where('b.digest', 'in', some)
    if (tx.engine === 'postgres') query = query.forShare('l')
    for (const row of await query.execute()) found.set(row.digest, row.id)
  }
  return found
}

async function knownManifests(
  tx: Transaction,
  repository: number,
  digests: Digest[],
): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for (const some of batches(digests)) {
    const rows = await queries(tx)
      .selectFrom('manifests')
      .select(['id', 'digest'])
      .where('repository_id', '=', repository)
      .where('digest', 'in', some)
      .where('deleted_at', 'is', null)
      .execute()
    for (const row of rows) found.set(row.digest, row.id)
  }
  return found
}

/**
 * Writes the manifest, or brings a deleted one back; pushing a visible one again changes nothing but its time.
 * @returns its id
 */
export async function upsertManifest(tx: Transaction, entry: ManifestToStore): Promise<number> {
  const { repository, digest, pushedBy, now } = entry
  const q = queries(tx)
  let query = q
    .selectFrom('manifests')
    .select('id')
    .where('repository_id', '=', repository)
    .where('digest', '=', digest)
  if (tx.engine === 'postgres') query = query.forUpdate()
  const existing = await query.executeTakeFirst()
  if (existing) {
    await q
      .updateTable('manifests')
      // The body too: should the stored one have rotted, this push heals it.
      .set({
        ...{ body: entry.body, deleted_at: null, pushed_at: now, pushed_by: pushedBy },
        // Pushed again with a tag of a signer's scheme, it turns out to be an accessory.
        ...(entry.accessory && accessoryColumns(entry.accessory)),
      })
      .where('id', '=', existing.id)
      .execute()
    await resolveParents(tx, existing.id, entry)
    return existing.id
  }
  const inserted = await insertManifest(tx, entry)
  // On PostgreSQL another push of the same manifest may have won between the look and the insert.
  if (inserted === undefined) return upsertManifest(tx, entry)
  await insertReferences(tx, inserted, entry)
  await resolveParents(tx, inserted, entry)
  return inserted
}

async function insertManifest(tx: Transaction, entry: ManifestToStore): Promise<number | undefined> {
  const { repository, digest, manifest, body, references, pushedBy, now } = entry
  const artifactType = manifest.artifactType ?? null
  const configMediaType = manifest.config?.mediaType ?? null
  const row = await queries(tx)
    .insertInto('manifests')
    .values({
      repository_id: repository,
      digest,
      kind: manifest.kind,
      type: artifactTypeOf({ kind: manifest.kind, artifactType, configMediaType }),
      media_type: manifest.mediaType,
      artifact_type: artifactType,
      config_media_type: configMediaType,
      subject: manifest.subject?.digest ?? null,
      size: body.byteLength,
      total_size: references.reduce((sum, each) => sum + each.size, body.byteLength),
      body,
      annotations: manifest.annotations ? JSON.stringify(manifest.annotations) : null,
      pushed_at: now,
      pushed_by: pushedBy,
      pulled_at: null,
      deleted_at: null,
      project_id: entry.project,
      ...accessoryColumns(entry.accessory),
    })
    .onConflict((conflict) => conflict.columns(['repository_id', 'digest']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

function accessoryColumns(accessory: Accessory | undefined) {
  return { accessory_of: accessory?.of ?? null, accessory_type: accessory?.type ?? null }
}

async function insertReferences(tx: Transaction, manifest: number, entry: ManifestToStore): Promise<void> {
  const rows = entry.references.map((reference, position) => ({
    manifest_id: manifest,
    position,
    kind: reference.kind,
    digest: reference.digest,
    media_type: reference.mediaType,
    size: reference.size,
    repository_id: entry.repository,
    blob_id: reference.blobId,
    child_id: reference.childId,
  }))
  for (const some of batches(rows)) await queries(tx).insertInto('manifest_refs').values(some).execute()
}

/** Indexes that were pushed before this child, or while it was deleted, know it from now on. */
async function resolveParents(tx: Transaction, manifest: number, entry: ManifestToStore): Promise<void> {
  await queries(tx)
    .updateTable('manifest_refs')
    .set({ child_id: manifest })
    .where('repository_id', '=', entry.repository)
    .where('digest', '=', entry.digest)
    .where('kind', '=', 'child')
    .where('child_id', 'is', null)
    .execute()
}

function* batches<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += batch) yield items.slice(start, start + batch)
}
