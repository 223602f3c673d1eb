// What is read out of artifacts: an image's history, a chart's files, a model's papers. Remembered by digest.
import { LRUCache } from 'lru-cache'
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Content } from '../content/index.ts'
import { additionProblem, additionSource } from './addition-kinds.ts'
import { type Addition, additionTypes, readJson, readText } from './addition-text.ts'
import { manifestBody, type PartBlob, partBlobs } from './additions-store.ts'
import type { ArtifactRow } from './artifacts-store.ts'
import { ArchiveUnreadable } from './bounded-archive.ts'
import { chartFile } from './chart-files.ts'
import { modelFile, modelTree } from './model-files.ts'

const rememberedLetters = 8 * 1024 * 1024
/** Archives that are read at a time; what comes meanwhile waits. */
const atOnce = 2

export class Additions {
  private readonly remembered = new LRUCache<string, Addition, ArtifactRow>({
    maxSize: rememberedLetters,
    maxEntrySize: rememberedLetters / 8,
    sizeCalculation: ({ text }) => text.length + 200,
  })
  /** Of what is being read now, so that two who ask read it once. */
  private readonly reading = new Map<string, Promise<Addition>>()
  private readonly places: Promise<unknown>[] = Array.from({ length: atOnce }, () => Promise.resolve())
  private turn = 0

  constructor(
    private readonly db: Database,
    private readonly content: Content,
  ) {}

  /**
   * @throws Failure BAD_REQUEST for an addition that such artifacts do not have, NOT_FOUND for a file that this one
   * lacks, UNPROCESSABLE_ENTITY for what is damaged or would cost too much to read
   */
  async read(artifact: ArtifactRow, addition: string): Promise<Addition> {
    const problem = additionProblem(artifact, addition)
    if (problem) throw new Failure('BAD_REQUEST', { message: problem })
    const key = `${artifact.digest} ${addition}`
    const known = this.remembered.get(key)
    if (known) return known
    const reading = this.reading.get(key) ?? this.inTurn(() => this.readAnew(artifact, addition))
    this.reading.set(key, reading)
    try {
      const read = await reading
      this.remembered.set(key, read)
      return read
    } catch (error) {
      if (!(error instanceof ArchiveUnreadable)) throw error
      const message = `${addition} of ${artifact.digest} cannot be read: ${error.message}`
      throw new Failure('UNPROCESSABLE_ENTITY', { message, cause: error })
    } finally {
      this.reading.delete(key)
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const place = this.turn++ % atOnce
    const done = (this.places[place] as Promise<unknown>).then(work)
    this.places[place] = done.catch(() => {})
    return done
  }

  private async readAnew(artifact: ArtifactRow, addition: string): Promise<Addition> {
    const source = additionSource(artifact)
    if (source === 'model' && addition === 'files') return this.modelTree(artifact)
    const parts = await partBlobs(this.db, artifact.id)
    if (source === 'chart') return chartFile(this.content, parts, addition)
    if (source === 'model') {
      return modelFile(this.content, await this.bodyOf(artifact), parts, addition)
    }
    if (source === 'sbom') return this.bill(parts)
    return this.history(parts)
  }

  private async history(parts: readonly PartBlob[]): Promise<Addition> {
    const config = parts.find(({ kind }) => kind === 'config')
    if (!config) throw new ArchiveUnreadable('its config is missing')
    const document = await readJson(this.content, config.blob)
    const history = Array.isArray(document.history) ? document.history : []
    return { text: JSON.stringify(history), mediaType: additionTypes.json }
  }

  private async bill(parts: readonly PartBlob[]): Promise<Addition> {
    const layers = parts.filter(({ kind }) => kind === 'layer')
    const [only] = layers
    if (!only || layers.length > 1) throw new Failure('NOT_FOUND', { message: 'The sbom is not found' })
    // Never the type that its pusher wrote: a browser would show what that says.
    return { text: await readText(this.content, only.blob), mediaType: additionTypes.bill }
  }

  private async modelTree(artifact: ArtifactRow): Promise<Addition> {
    const tree = modelTree(await this.bodyOf(artifact))
    return { text: JSON.stringify(tree), mediaType: additionTypes.json }
  }

  private async bodyOf({ id }: ArtifactRow): Promise<Uint8Array> {
    const body = await manifestBody(this.db, id)
    if (!body) throw new ArchiveUnreadable('it is gone')
    return body
  }
}
