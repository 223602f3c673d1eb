// Labels as people use them: made, changed, deleted, given to artifacts and taken from them.
import type { Clock } from '../../platform/clock.ts'
import { type Database, isUniqueViolation, type Transaction } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { ListPage, ListQuestion } from '../../platform/listing.ts'
import { attachLabel, countLabelsOf, detachLabel, type LabelledArtifact } from './artifact-labels-store.ts'
import { labelJobKinds } from './label-jobs.ts'
import { type GivenWords, requireLabelWords } from './label-rules.ts'
import {
  countLabels,
  findLabel,
  hideLabel,
  insertLabel,
  type LabelPlace,
  type LabelRow,
  listLabels,
  updateLabel,
} from './labels-store.ts'

/** More than people can tell apart: of one project, or of the whole server. */
const mostLabels = 1_000
const mostOfAnArtifact = 100

export interface LabelParts {
  readonly db: Database
  readonly events: Events
  readonly jobs: Jobs
  readonly clock: Clock
  /** Told of artifacts whose labels change, in the change's transaction. */
  changed(tx: Transaction, artifacts: readonly number[]): Promise<void>
}

/** An artifact with where it lies, as events name it. */
export interface ArtifactToLabel extends LabelledArtifact {
  readonly digest: string
  readonly projectId: number
  /** The repository's full path. */
  readonly path: string
}

export class Labels {
  constructor(private readonly parts: LabelParts) {}

  list(place: LabelPlace, question: ListQuestion): Promise<ListPage<LabelRow>> {
    return listLabels(this.parts.db, place, question)
  }

  find(id: number): Promise<LabelRow | undefined> {
    return findLabel(this.parts.db, id)
  }

  /** @throws Failure BAD_REQUEST, CONFLICT when there is one of this name */
  async create(place: LabelPlace, given: GivenWords, cause: Cause): Promise<number> {
    const { db, clock } = this.parts
    const words = requireLabelWords(given)
    return db.transaction(async (tx) => {
      if ((await countLabels(tx, place)) >= mostLabels)
        throw tooMany(`there are ${mostLabels} labels already`)
      const id = await insertLabel(tx, place, words, clock())
      if (id === undefined) throw taken(words.name)
      await this.record(tx, cause, 'label.created', { ...place, id, name: words.name })
      return id
    })
  }

  /** @throws Failure NOT_FOUND, BAD_REQUEST, CONFLICT when another has this name */
  async update(id: number, given: GivenWords, cause: Cause): Promise<void> {
    const { db, clock, jobs } = this.parts
    const words = requireLabelWords(given)
    const change = db.transaction(async (tx) => {
      const label = await findLabel(tx, id, true)
      if (!label) throw unknownLabel(id)
      await updateLabel(tx, id, words, clock())
      if (label.name !== words.name) await jobs.enqueue(tx, { kind: labelJobKinds.renamed, key: String(id) })
      await this.record(tx, cause, 'label.updated', { ...label, name: words.name })
    })
    await change.catch((error: unknown) => {
      throw isUniqueViolation(error) ? taken(words.name) : error
    })
  }

  /** It is gone at once; a job takes it from the artifacts, however many carry it. @throws Failure NOT_FOUND */
  async delete(id: number, cause: Cause): Promise<void> {
    const { db, clock, jobs } = this.parts
    await db.transaction(async (tx) => {
      const label = await findLabel(tx, id, true)
      if (!label) throw unknownLabel(id)
      await hideLabel(tx, id, clock())
      await jobs.enqueue(tx, { kind: labelJobKinds.deleted, key: String(id) })
      await this.record(tx, cause, 'label.deleted', label)
    })
  }

  /** @throws Failure NOT_FOUND for a label of another project too, CONFLICT, BAD_REQUEST for one label too many */
  async attach(artifact: ArtifactToLabel, id: number, cause: Cause): Promise<void> {
    const { db, clock, changed } = this.parts
    await db.transaction(async (tx) => {
      const label = await findLabel(tx, id, true)
      if (!label) throw unknownLabel(id)
      if (label.scope === 'p' && label.projectId !== artifact.projectId) throw unknownLabel(id)
      if ((await countLabelsOf(tx, artifact.id)) >= mostOfAnArtifact) {
        throw tooMany(`the artifact has ${mostOfAnArtifact} labels already`)
      }
      if (!(await attachLabel(tx, artifact, id, clock()))) {
        const message = `label ${id} is already added to the artifact ${artifact.id}`
        throw new Failure('CONFLICT', { message })
      }
      await changed(tx, [artifact.id])
      await this.recordOf(tx, cause, 'artifact.labelled', artifact, label)
    })
  }

  /** @throws Failure NOT_FOUND when the artifact does not carry it */
  async detach(artifact: ArtifactToLabel, id: number, cause: Cause): Promise<void> {
    const { db, changed } = this.parts
    await db.transaction(async (tx) => {
      const label = await findLabel(tx, id, true)
      if (!label || !(await detachLabel(tx, artifact.id, id))) {
        const message = `reference with label ${id} and artifact ${artifact.id} not found`
        throw new Failure('NOT_FOUND', { message })
      }
      await changed(tx, [artifact.id])
      await this.recordOf(tx, cause, 'artifact.unlabelled', artifact, label)
    })
  }

  private record(
    tx: Transaction,
    cause: Cause,
    kind: string,
    { id, name, scope, projectId }: LabelPlace & { id: number; name: string },
  ): Promise<void> {
    const body = { id, name, scope }
    return this.parts.events.record(tx, cause, { kind, projectId: projectId || null, body })
  }

  private recordOf(
    tx: Transaction,
    cause: Cause,
    kind: string,
    { path, digest, projectId }: ArtifactToLabel,
    { id, name }: LabelRow,
  ): Promise<void> {
    const body = { repository: path, digest, label: { id, name } }
    return this.parts.events.record(tx, cause, { kind, projectId, body })
  }
}

export function unknownLabel(id: number): Failure {
  return new Failure('NOT_FOUND', { message: `label ${id} not found` })
}

function taken(name: string): Failure {
  return new Failure('CONFLICT', { message: `label ${name} already exists` })
}

function tooMany(message: string): Failure {
  return new Failure('BAD_REQUEST', { message })
}
