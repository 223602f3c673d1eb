// SQL of a manifest's push, all in the push's one transaction.
import type { Descriptor, Digest, Manifest } from '@entrepot/oci'
import { isNonDistributable } from '@entrepot/oci'
import type { Transaction } from '../../platform/database/database.ts'
import { hotListQuery, hotQuery, type Placeholder } from '../../platform/database/queries.ts'
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

/** Finds what the manifest names, and holds the blobs' links until the transaction ends, so that none is unlinked. */
export async function resolveReferences(
  tx: Transaction,
  repository: number,
  manifest: Manifest,
): Promise<ResolvedReferences> {
  const named = namedBy(manifest)
  const digests = [...new Set(named.map(({ descriptor }) => descriptor.digest))].map((digest) => ({ digest }))
  const blobs = byDigest(await linked.all(tx, { repository }, digests))
  const children = byDigest(manifest.kind === 'index' ? await known.all(tx, { repository }, digests) : [])
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

const linked = hotListQuery<{ repository: number }, { digest: string }, { id: number; digest: string }>(
  (q, p, items, engine) => {
    const query = q
      .selectFrom('blobs as b')
      .innerJoin('blob_links as l', 'l.blob_id', 'b.id')
      .innerJoin('blob_locations as o', 'o.blob_id', 'b.id')
      .select(['b.id', 'b.digest'])
      .where('l.repository_id', '=', p('repository'))
      .where('o.state', '=', 'present')
      .where('b.digest', 'in', digestsOf(items))
    return engine === 'postgres' ? query.forShare('l') : query
  },
)
const known = hotListQuery<{ repository: number }, { digest: string }, { id: number; digest: string }>(
  (q, p, items) =>
    q
      .selectFrom('manifests')
      .select(['id', 'digest'])
      .where('repository_id', '=', p('repository'))
      .where('digest', 'in', digestsOf(items))
      .where('deleted_at', 'is', null),
)

function digestsOf(items: readonly Placeholder<{ digest: string }>[]): string[] {
  return items.map((item) => item('digest'))
}

function byDigest(rows: readonly { id: number; digest: string }[]): Map<string, number> {
  return new Map(rows.map(({ id, digest }) => [digest, id]))
}

interface ManifestRow {
  project: number
  repository: number
  digest: string
  kind: Manifest['kind']
  type: string
  mediaType: string
  artifactType: string | null
  configMediaType: string | null
  subject: string | null
  size: number
  totalSize: number
  body: Uint8Array
  annotations: string | null
  accessoryOf: string | null
  accessoryType: string | null
  pushedBy: string
  now: number
}

const stored = hotQuery<{ repository: number; digest: string }, { id: number }>((q, p, engine) => {
  const query = q
    .selectFrom('manifests')
    .select('id')
    .where('repository_id', '=', p('repository'))
    .where('digest', '=', p('digest'))
  return engine === 'postgres' ? query.forUpdate() : query
})
/** The body too: should the stored one have rotted, this push heals it. */
const renewed = hotQuery<{ id: number; body: Uint8Array; now: number; pushedBy: string }, unknown>((q, p) =>
  q
    .updateTable('manifests')
    .set({ body: p('body'), deleted_at: null, pushed_at: p('now'), pushed_by: p('pushedBy') })
    .where('id', '=', p('id')),
)
/** Pushed again with a tag of a signer's scheme, it turns out to be an accessory. */
const attached = hotQuery<{ id: number } & Accessory, unknown>((q, p) =>
  q
    .updateTable('manifests')
    .set({ accessory_of: p('of'), accessory_type: p('type') })
    .where('id', '=', p('id')),
)
const inserted = hotQuery<ManifestRow, { id: number }>((q, p) =>
  q
    .insertInto('manifests')
    .values({
      repository_id: p('repository'),
      digest: p('digest'),
      kind: p('kind'),
      type: p('type'),
      media_type: p('mediaType'),
      artifact_type: p('artifactType'),
      config_media_type: p('configMediaType'),
      subject: p('subject'),
      size: p('size'),
      total_size: p('totalSize'),
      body: p('body'),
      annotations: p('annotations'),
      pushed_at: p('now'),
      pushed_by: p('pushedBy'),
      pulled_at: null,
      deleted_at: null,
      project_id: p('project'),
      accessory_of: p('accessoryOf'),
      accessory_type: p('accessoryType'),
    })
    .onConflict((conflict) => conflict.columns(['repository_id', 'digest']).doNothing())
    .returning('id'),
)
const newReferences = hotListQuery<
  { manifest: number; repository: number },
  Reference & { readonly position: number }
>((q, p, items) =>
  q.insertInto('manifest_refs').values(
    items.map((item) => ({
      manifest_id: p('manifest'),
      position: item('position'),
      kind: item('kind'),
      digest: item('digest'),
      media_type: item('mediaType'),
      size: item('size'),
      repository_id: p('repository'),
      blob_id: item('blobId'),
      child_id: item('childId'),
    })),
  ),
)
/** Indexes that were pushed before this child, or while it was deleted, know it from now on. */
const adopted = hotQuery<{ id: number; repository: number; digest: string }, { index: number }>((q, p) =>
  q
    .updateTable('manifest_refs')
    .set({ child_id: p('id') })
    .where('repository_id', '=', p('repository'))
    .where('digest', '=', p('digest'))
    .where('kind', '=', 'child')
    .where('child_id', 'is', null)
    .returning('manifest_id as index'),
)

/**
 * Writes the manifest, or brings a deleted one back; pushing a visible one again changes nothing but its time.
 * @returns its id, and those of indexes that waited for it
 */
export async function upsertManifest(
  tx: Transaction,
  entry: ManifestToStore,
): Promise<{ id: number; parents: number[] }> {
  const { repository, digest, body, references, accessory, pushedBy, now } = entry
  const existing = await stored.first(tx, { repository, digest })
  const made = existing ? undefined : await inserted.first(tx, rowOf(entry))
  // On PostgreSQL another push of the same manifest may have won between the look and the insert.
  if (!existing && !made) return upsertManifest(tx, entry)
  const { id } = (existing ?? made)!
  if (existing) {
    await renewed.run(tx, { id, body, now, pushedBy })
    if (accessory) await attached.run(tx, { id, ...accessory })
  } else {
    const positioned = references.map((reference, position) => ({ ...reference, position }))
    await newReferences.all(tx, { manifest: id, repository }, positioned)
  }
  const parents = await adopted.all(tx, { id, repository, digest })
  return { id, parents: parents.map(({ index }) => index) }
}

function rowOf({ manifest, references, accessory, ...entry }: ManifestToStore): ManifestRow {
  const artifactType = manifest.artifactType ?? null
  const configMediaType = manifest.config?.mediaType ?? null
  const { kind, mediaType, subject, annotations } = manifest
  return {
    ...entry,
    ...{ kind, mediaType, artifactType, configMediaType },
    type: artifactTypeOf({ kind, artifactType, configMediaType }),
    subject: subject?.digest ?? null,
    size: entry.body.byteLength,
    totalSize: references.reduce((sum, each) => sum + each.size, entry.body.byteLength),
    accessoryOf: accessory?.of ?? null,
    accessoryType: accessory?.type ?? null,
    annotations: annotations ? JSON.stringify(annotations) : null,
  }
}
