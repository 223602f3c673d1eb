// Artifacts as people see them: a repository's manifests with their tags, parts and what refers to them.
import type { Database } from '../../platform/database/database.ts'
import type { ListPage, ListQuestion } from '../../platform/listing.ts'
import {
  type AccessoryRow,
  accessoriesOf,
  configBlobs,
  indexBodies,
  listTagsOf,
  parentsOf,
  partsOf,
  type TagRow,
  tagsOf,
} from './artifact-details-store.ts'
import { type ArtifactRow, findArtifact, listArtifacts, type Reference } from './artifacts-store.ts'
import type { Attributes, ConfigAttributes } from './config-attributes.ts'
import { type Part, partsIn } from './index-parts.ts'

/** Bytes of an index whose parts a list names; those of a larger one are named when it is asked for by itself. */
const largestListed = 256 * 1024

/** What to show beside the artifact itself. */
export interface Details {
  readonly with_tag: boolean
  readonly with_accessory: boolean
  readonly with_inherited_accessory: boolean
}

export interface ArtifactView extends ArtifactRow {
  readonly tags: readonly TagRow[]
  /** Undefined unless it is an index. */
  readonly parts: readonly Part[] | undefined
  readonly accessories: readonly AccessoryRow[]
  /** Undefined unless asked for. */
  readonly inherited: readonly AccessoryRow[] | undefined
  readonly attributes: Attributes | undefined
}

export class Artifacts {
  constructor(
    private readonly db: Database,
    private readonly configs: ConfigAttributes,
  ) {}

  async list(repository: number, question: ListQuestion, details: Details): Promise<ListPage<ArtifactView>> {
    const { items, total } = await listArtifacts(this.db, repository, question)
    return { items: await this.complete(repository, items, details), total }
  }

  /** Without its details. */
  find(repository: number, reference: Reference): Promise<ArtifactRow | undefined> {
    return findArtifact(this.db, repository, reference)
  }

  async show(artifact: ArtifactRow, details: Details): Promise<ArtifactView> {
    const [view] = await this.complete(artifact.repositoryId, [artifact], details)
    return view as ArtifactView
  }

  listTags(artifact: ArtifactRow, question: ListQuestion): Promise<ListPage<TagRow>> {
    return listTagsOf(this.db, artifact.id, question)
  }

  /** The same few statements for one artifact and for a page of them. */
  private async complete(
    repository: number,
    rows: readonly ArtifactRow[],
    details: Details,
  ): Promise<ArtifactView[]> {
    const ids = rows.map(({ id }) => id)
    const tags = details.with_tag ? await tagsOf(this.db, ids) : new Map<number, TagRow[]>()
    const accessories = details.with_accessory
      ? await accessoriesOf(this.db, repository, ids)
      : new Map<number, AccessoryRow[]>()
    const inherited = details.with_inherited_accessory ? await this.inherited(repository, ids) : undefined
    const parts = await this.parts(rows)
    const attributes = await this.attributes(rows)
    return rows.map((row) => ({
      ...row,
      tags: tags.get(row.id) ?? [],
      parts: parts.get(row.id),
      accessories: accessories.get(row.id) ?? [],
      inherited: inherited && (inherited.get(row.id) ?? []),
      attributes: attributes.get(row.id),
    }))
  }

  private async parts(rows: readonly ArtifactRow[]): Promise<Map<number, Part[]>> {
    const indexes = rows.filter(({ kind }) => kind === 'index').map(({ id }) => id)
    const known = await partsOf(this.db, indexes)
    const bodies = await indexBodies(
      this.db,
      indexes,
      rows.length === 1 ? Number.MAX_SAFE_INTEGER : largestListed,
    )
    return new Map(bodies.map(({ id, body }) => [id, partsIn(body, known.get(id) ?? new Map())]))
  }

  /** What refers to an index is said of its parts too. */
  private async inherited(repository: number, ids: readonly number[]): Promise<Map<number, AccessoryRow[]>> {
    const parents = await parentsOf(this.db, ids)
    const all = [...new Set([...parents.values()].flat())]
    const accessories = await accessoriesOf(this.db, repository, all)
    return new Map(
      [...parents].map(([id, of]) => [id, of.flatMap((parent) => accessories.get(parent) ?? [])]),
    )
  }

  private async attributes(rows: readonly ArtifactRow[]): Promise<Map<number, Attributes>> {
    const types = new Map(rows.map(({ id, configMediaType }) => [id, configMediaType]))
    const blobs = await configBlobs(
      this.db,
      [...types].filter(([, type]) => type !== null).map(([id]) => id),
    )
    const configs = [...blobs].map(
      ([id, blob]) => [id, { blob, mediaType: types.get(id) as string }] as const,
    )
    return this.configs.read(new Map(configs))
  }
}
