// Artifacts as people see them: a repository's manifests with their tags, parts and what refers to them.
import type { Database, Handle } from '../../platform/database/database.ts'
import { type ListPage, type ListQuestion, takesLong } from '../../platform/listing.ts'
import { type LabelRow, labelsOf } from '../labels/index.ts'
import {
  type AccessoryRow,
  accessoriesOf,
  configBlobs,
  indexBodies,
  listAccessoriesOf,
  listTagsOf,
  measureIndexes,
  parentsOf,
  partsOf,
  type Subject,
  type TagRow,
  tagsOf,
} from './artifact-details-store.ts'
import { type ArtifactRow, findArtifact, listArtifacts, type Reference } from './artifacts-store.ts'
import type { Attributes, ConfigAttributes } from './config-attributes.ts'
import { fitting } from './fitting.ts'
import { type Part, partsIn } from './index-parts.ts'
import { listArtifactsOfProject, listNewestOfEach, pathsOf } from './project-artifacts-store.ts'

/** How much of what belongs to an artifact is shown with it. */
interface Bounds {
  /** Tags, and what refers to it, of one artifact; its tags have a list of their own, referrers a page each. */
  readonly most: number
  /** Bytes of an index whose parts are named. */
  readonly largestIndex: number
  /** Bytes of all indexes of an answer, and of all configs. */
  readonly together: number
}

const inLists: Bounds = { most: 100, largestIndex: 256 * 1024, together: 4 * 1024 * 1024 }
const byItself: Bounds = {
  most: 1_000,
  largestIndex: Number.MAX_SAFE_INTEGER,
  together: Number.MAX_SAFE_INTEGER,
}
/** What lists are found by and sorted by along an index. */
const indexed = { exact: ['id', 'digest', 'type', 'tags', 'labels'], sorted: ['push_time'] }
/** Indexes that one manifest is part of, and whose signatures are said to be its own. */
const mostParents = 20
/** Subselects of one statement: SQLite takes 500. */
const atOnce = 100

/** What to show beside the artifact itself. */
export interface Details {
  readonly with_tag: boolean
  readonly with_label: boolean
  readonly with_accessory: boolean
  readonly with_inherited_accessory: boolean
}

export interface ArtifactView extends ArtifactRow {
  readonly tags: readonly TagRow[]
  readonly labels: readonly LabelRow[]
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
    const { items, total } = await listArtifacts(this.readerFor(question), repository, question)
    return { items: await this.complete(items, details, inLists), total }
  }

  /** Of all repositories of a project. */
  async listOfProject(
    project: number,
    question: ListQuestion,
    details: Details & { readonly latest_in_repository: boolean },
  ): Promise<ListPage<ArtifactView & { readonly path: string }>> {
    const { items, total } = details.latest_in_repository
      ? await listNewestOfEach(this.db.aside, project, question)
      : await listArtifactsOfProject(this.readerFor(question), project, question)
    const views = await this.complete(items, details, inLists)
    const paths = await pathsOf(this.db, [...new Set(items.map(({ repositoryId }) => repositoryId))])
    return { items: views.map((view) => ({ ...view, path: paths.get(view.repositoryId) ?? '' })), total }
  }

  listAccessories(artifact: ArtifactRow, question: ListQuestion): Promise<ListPage<AccessoryRow>> {
    return listAccessoriesOf(this.db, artifact.repositoryId, artifact, question)
  }

  /** Without its details. */
  find(repository: number, reference: Reference): Promise<ArtifactRow | undefined> {
    return findArtifact(this.db, repository, reference)
  }

  async show(artifact: ArtifactRow, details: Details): Promise<ArtifactView> {
    const [view] = await this.complete([artifact], details, byItself)
    return view as ArtifactView
  }

  listTags(artifact: ArtifactRow, question: ListQuestion): Promise<ListPage<TagRow>> {
    return listTagsOf(this.db, artifact.id, question)
  }

  private readerFor(question: ListQuestion): Handle {
    return takesLong(question, indexed) ? this.db.aside : this.db
  }

  /** The same few statements for one artifact and for a page of them. */
  private async complete(
    rows: readonly ArtifactRow[],
    details: Details,
    bounds: Bounds,
  ): Promise<ArtifactView[]> {
    const { most } = bounds
    const ids = rows.map(({ id }) => id)
    const tags = details.with_tag ? await tagsOf(this.db, ids, most) : new Map<number, TagRow[]>()
    const labels = details.with_label ? await labelsOf(this.db, ids) : new Map<number, LabelRow[]>()
    const accessories = details.with_accessory
      ? await accessoriesOf(this.db, rows, most)
      : new Map<number, AccessoryRow[]>()
    const inherited = details.with_inherited_accessory ? await this.inherited(ids, most) : undefined
    const parts = await this.parts(rows, bounds)
    const attributes = await this.attributes(rows, bounds)
    return rows.map((row) => ({
      ...row,
      tags: tags.get(row.id) ?? [],
      labels: labels.get(row.id) ?? [],
      parts: parts.get(row.id),
      accessories: accessories.get(row.id) ?? [],
      inherited: inherited && (inherited.get(row.id) ?? []),
      attributes: attributes.get(row.id),
    }))
  }

  private async parts(rows: readonly ArtifactRow[], bounds: Bounds): Promise<Map<number, Part[]>> {
    const indexes = rows.filter(({ kind }) => kind === 'index').map(({ id }) => id)
    const measured = await measureIndexes(this.db, indexes)
    const small = measured.filter(({ size }) => size <= bounds.largestIndex)
    const chosen = fitting(bounds.together, small, ({ size }) => size).map(({ id }) => id)
    const known = await partsOf(this.db, chosen)
    const bodies = await indexBodies(this.db, chosen)
    return new Map(bodies.map(({ id, body }) => [id, partsIn(body, known.get(id) ?? new Map())]))
  }

  /** What refers to an index is said of its parts too. */
  private async inherited(ids: readonly number[], most: number): Promise<Map<number, AccessoryRow[]>> {
    const parents = await parentsOf(this.db, ids, mostParents)
    const all = new Map<number, Subject>()
    for (const parent of [...parents.values()].flat()) all.set(parent.id, parent)
    const accessories = new Map<number, AccessoryRow[]>()
    const subjects = [...all.values()]
    for (let start = 0; start < subjects.length; start += atOnce) {
      const some = await accessoriesOf(this.db, subjects.slice(start, start + atOnce), most)
      for (const [id, found] of some) accessories.set(id, found)
    }
    // An index may name a part twice.
    const ofParents = (of: readonly Subject[]) =>
      [...new Set(of.map(({ id }) => id))].flatMap((id) => accessories.get(id) ?? [])
    return new Map([...parents].map(([id, of]) => [id, ofParents(of).slice(0, most)]))
  }

  private async attributes(
    rows: readonly ArtifactRow[],
    bounds: Bounds,
  ): Promise<ReadonlyMap<number, Attributes>> {
    const types = new Map(rows.map(({ id, configMediaType }) => [id, configMediaType]))
    const blobs = await configBlobs(
      this.db,
      [...types].filter(([, type]) => type !== null).map(([id]) => id),
    )
    const configs = [...blobs].map(
      ([id, blob]) => [id, { blob, mediaType: types.get(id) as string }] as const,
    )
    return (await this.configs.read(new Map(configs), bounds.together)).attributes
  }
}
