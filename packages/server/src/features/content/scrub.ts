// Re-hashes what is stored against what the database promises; sets aside what is damaged, so that a push heals it.
import { createHash } from 'node:crypto'
import { digestAlgorithm, digestHex } from '@entrepot/oci'
import { type Clock, second } from '../../platform/clock.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { OperatorError } from '../../platform/operator-error.ts'
import {
  type BlobStorage,
  type Quarantine,
  StorageError,
  type StoredLister,
  type StoredObject,
} from './blob-storage-port.ts'
import { Pace } from './pace.ts'
import {
  beginning,
  type Finding,
  type ScrubCounts,
  type ScrubPosition,
  withFinding,
} from './scrub-progress.ts'
import {
  deletePosition,
  findPosition,
  type Location,
  type LocationState,
  listLocations,
  markLocation,
  measureLocations,
  namedKeys,
  savePosition,
} from './scrub-store.ts'

/** The one store of this process. */
const defaultStore = 1
const batch = 200
/** How often the position is saved, so that little is read again after a crash. */
const saveEvery = 5 * second
/** A younger file may be of a push whose row is a moment away. */
const youngest = 60 * second

export interface ScrubParts {
  readonly db: Database
  readonly storage: BlobStorage & StoredLister & Quarantine
  readonly clock: Clock
}

export interface ScrubOptions {
  /** Bytes a second; undefined: as fast as it goes. */
  readonly rate: number | undefined
  /** Unnamed files that are older (milliseconds) are removed; undefined: none. */
  readonly removeOlder: number | undefined
  /** Begins anew instead of where the last run was stopped. */
  readonly restart: boolean
  readonly signal: AbortSignal
  found(finding: Finding): void
  /** Called for each piece that was read. */
  progress(counts: ScrubCounts, total: { readonly blobs: number; readonly bytes: number }): void
}

export interface ScrubReport {
  readonly counts: ScrubCounts
  /** False when it was stopped: the next run goes on from there. */
  readonly finished: boolean
}

type Verdict = 'whole' | 'missing' | 'truncated' | 'corrupt' | 'unreadable'

export class Scrub {
  private position = beginning
  private savedAt = Number.NEGATIVE_INFINITY
  private total = { blobs: 0, bytes: 0 }
  private readonly pace: Pace

  constructor(
    private readonly parts: ScrubParts,
    private readonly options: ScrubOptions,
  ) {
    this.pace = new Pace(options.rate, options.signal)
  }

  /** @throws OperatorError when the storage is empty though the database names blobs: a disk that is not mounted */
  async run(): Promise<ScrubReport> {
    const { db } = this.parts
    this.total = await measureLocations(db, defaultStore)
    await this.requireStorage()
    const saved = this.options.restart ? undefined : await findPosition(db, defaultStore)
    if (saved !== undefined) this.position = JSON.parse(saved) as ScrubPosition
    try {
      if (this.position.phase === 'blobs') await this.checkBlobs()
      await this.checkFiles()
    } catch (error) {
      await this.save()
      if (!this.options.signal.aborted) throw error
      return { counts: this.position.counts, finished: false }
    }
    await db.transaction((tx) => deletePosition(tx, defaultStore))
    return { counts: this.position.counts, finished: true }
  }

  private async requireStorage(): Promise<void> {
    if (this.total.blobs === 0) return
    for await (const _ of this.parts.storage.listStored()) return
    throw new OperatorError(
      `the storage holds no file, though the database names ${this.total.blobs} blobs: is its disk mounted (storage.path)?`,
    )
  }

  private async checkBlobs(): Promise<void> {
    for (;;) {
      const locations = await listLocations(this.parts.db, defaultStore, this.position.afterBlob, batch)
      for (const location of locations) {
        this.options.signal.throwIfAborted()
        await this.checkBlob(location)
        const { counts } = this.position
        const sums = { blobs: counts.blobs + 1, bytes: counts.bytes + location.size }
        this.advance({ afterBlob: location.blobId, counts: { ...counts, ...sums } })
        await this.saveSometimes()
      }
      if (locations.length < batch) break
    }
    this.position = { ...this.position, phase: 'files' }
  }

  private async checkBlob(location: Location): Promise<void> {
    const object = await this.parts.storage.inspect(location.key)
    const verdict = await this.judge(location, object)
    if (verdict === 'whole') return this.confirm(location)
    const outcome = await this.isolate(location, object, verdict)
    // Pushed again while it was being read.
    if (outcome === undefined) return this.checkBlob(location)
    this.tell({ kind: verdict, key: location.key, size: location.size, outcome })
  }

  private async judge(location: Location, object: StoredObject | undefined): Promise<Verdict> {
    if (!object) return 'missing'
    if (object.size !== location.size) return 'truncated'
    try {
      return (await this.hash(location)) === digestHex(location.digest) ? 'whole' : 'corrupt'
    } catch (error) {
      this.options.signal.throwIfAborted()
      if (error instanceof StorageError && error.fault === 'missing') return 'missing'
      return 'unreadable'
    }
  }

  private async hash({ key, digest }: Location): Promise<string> {
    const hash = createHash(digestAlgorithm(digest))
    const { counts } = this.position
    let { bytes } = counts
    const body = await this.parts.storage.open(key)
    for await (const chunk of body instanceof Blob ? body.stream() : body) {
      hash.update(chunk)
      bytes += chunk.byteLength
      this.options.progress({ ...counts, bytes }, this.total)
      await this.pace.spend(chunk.byteLength)
    }
    return hash.digest('hex')
  }

  private async confirm(location: Location): Promise<void> {
    if (location.state === 'present') return
    await this.mark(location, 'present')
    const { counts } = this.position
    this.advance({ counts: { ...counts, healed: counts.healed + 1 } })
  }

  /**
   * The row first: from then on clients are told that the blob is not there, and push it again. @returns what was done,
   * in words; undefined when other bytes have taken the place meanwhile
   */
  private async isolate(
    location: Location,
    object: StoredObject | undefined,
    verdict: Exclude<Verdict, 'whole'>,
  ): Promise<string | undefined> {
    if (verdict === 'unreadable') return 'left where it is: the disk may give it back'
    await this.mark(location, 'quarantined')
    const outcome = object ? await this.parts.storage.setAside(object) : undefined
    const arrived = outcome === 'changed' || (await this.parts.storage.inspect(location.key)) !== undefined
    if (arrived) {
      await this.mark(location, 'present')
      return undefined
    }
    return object ? 'set aside; a push of it heals it' : 'a push of it heals it'
  }

  private async checkFiles(): Promise<void> {
    let objects: StoredObject[] = []
    for await (const object of this.parts.storage.listStored(this.position.afterKey)) {
      objects.push(object)
      if (objects.length < batch) continue
      await this.checkNamed(objects)
      objects = []
    }
    await this.checkNamed(objects)
  }

  private async checkNamed(objects: readonly StoredObject[]): Promise<void> {
    const { db, clock } = this.parts
    const named = await namedKeys(
      db,
      defaultStore,
      objects.map(({ key }) => key),
    )
    for (const object of objects) {
      this.options.signal.throwIfAborted()
      if (!named.has(object.key) && clock() - object.since >= this.leastAge)
        await this.dealWithUnnamed(object)
      const { counts } = this.position
      this.advance({ afterKey: object.key, counts: { ...counts, files: counts.files + 1 } })
    }
    await this.saveSometimes()
  }

  private get leastAge(): number {
    return Math.min(youngest, this.options.removeOlder ?? youngest)
  }

  private async dealWithUnnamed(object: StoredObject): Promise<void> {
    const { db, storage, clock } = this.parts
    const { removeOlder } = this.options
    const { key, size, since } = object
    if (removeOlder === undefined || clock() - since < removeOlder) {
      return this.tell({ kind: 'unnamed', key, size, outcome: 'left where it is' })
    }
    // A push of the same digest puts other bytes in the place before it writes its row, and these are left alone.
    if ((await namedKeys(db, defaultStore, [key])).size > 0) return
    if ((await storage.remove(object)) !== 'done') return
    const { counts } = this.position
    this.advance({ counts: { ...counts, removed: counts.removed + 1 } })
    this.tell({ kind: 'unnamed', key, size, outcome: 'removed' })
  }

  private tell(finding: Finding): void {
    this.advance({ counts: withFinding(this.position.counts, finding.kind) })
    this.options.found(finding)
  }

  private advance(change: Partial<ScrubPosition>): void {
    this.position = { ...this.position, ...change }
    this.options.progress(this.position.counts, this.total)
  }

  private mark(location: Location, state: LocationState): Promise<void> {
    const now = this.parts.clock()
    return this.parts.db.transaction((tx: Transaction) =>
      markLocation(tx, defaultStore, location, state, now),
    )
  }

  private async saveSometimes(): Promise<void> {
    if (this.parts.clock() - this.savedAt >= saveEvery) await this.save()
  }

  private async save(): Promise<void> {
    const text = JSON.stringify(this.position)
    await this.parts.db.transaction((tx) => savePosition(tx, defaultStore, text))
    this.savedAt = this.parts.clock()
  }
}
