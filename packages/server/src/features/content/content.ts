// Bytes by digest for every format: taken in, verified, linked to repositories, opened.
import type { Digest, DigestAlgorithm } from '@entrepot/oci'
import type { Clock } from '../../platform/clock.ts'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Log } from '../../platform/log.ts'
import {
  type BlobStorage,
  type ByteRange,
  type FreeSpace,
  type StagedReader,
  type StagedSweeper,
  StorageError,
  type StorageFault,
} from './blob-storage-port.ts'
import { type BlobRecord, findLinkedBlob, insertBlob, insertLink } from './content-store.ts'
import { Ingest, type IngestState, type SealedBlob } from './ingest.ts'

/** The one store of this process; further stores get ids of their own. */
const defaultStore = 1
/** How often the room that is left is asked for while bytes stream in. */
const spaceCheckInterval = 64 * 1024 * 1024

export interface ContentOptions {
  readonly storage: BlobStorage & Partial<StagedReader> & Partial<StagedSweeper> & Partial<FreeSpace>
  /** Bytes that pushes leave free, so that the database and the log can go on. */
  readonly reserve: number
  readonly clock: Clock
  readonly log: Log
}

export class Content {
  constructor(private readonly options: ContentOptions) {}

  begin(algorithm: DigestAlgorithm): Promise<Ingest> {
    return this.told(() => Ingest.begin(this.options.storage, defaultStore, algorithm))
  }

  resume(state: IngestState): Promise<Ingest> {
    return this.told(() => Ingest.resume(this.options.storage, defaultStore, state))
  }

  /** Goes on from an upload's bytes in an object of their own; the old one is left to the sweep. */
  copy(state: IngestState): Promise<Ingest> {
    return this.told(() => Ingest.copy(this.options.storage, defaultStore, state))
  }

  /**
   * Writes a request's body into an upload.
   * @param expected the bytes that the client announced, if it did
   * @throws Failure NO_SPACE before anything is written when they do not fit above the reserve
   */
  async fill(ingest: Ingest, body: AsyncIterable<Uint8Array>, expected: number | undefined): Promise<void> {
    if (expected !== 0) await this.requireSpace(expected ?? 0)
    let untilCheck = spaceCheckInterval
    await this.told(async () => {
      for await (const chunk of body) {
        await ingest.write(chunk)
        untilCheck -= chunk.byteLength
        if (untilCheck <= 0) {
          await this.requireSpace(0)
          untilCheck = spaceCheckInterval
        }
      }
    })
  }

  save(ingest: Ingest): Promise<IngestState> {
    return this.told(() => ingest.save())
  }

  seal(ingest: Ingest, digest: Digest): Promise<SealedBlob> {
    return this.told(() => ingest.seal(digest))
  }

  /** Makes a sealed blob known and gives the repository the right to it, in the caller's transaction. */
  async record(tx: Transaction, repository: number, blob: SealedBlob): Promise<void> {
    const now = this.options.clock()
    await insertLink(tx, repository, await insertBlob(tx, blob, now), now)
  }

  async link(tx: Transaction, repository: number, blob: number): Promise<void> {
    await insertLink(tx, repository, blob, this.options.clock())
  }

  find(db: Handle, repository: number, digest: Digest): Promise<BlobRecord | undefined> {
    return findLinkedBlob(db, repository, digest)
  }

  /**
   * A body with the blob's bytes, or those of one range.
   * @throws Failure INTERNAL, loudly logged, when the store has lost or cut the file that the database promises
   */
  async open(blob: BlobRecord, range?: ByteRange): Promise<Blob | ReadableStream<Uint8Array>> {
    const { digest, size, key } = blob
    return this.told(async () => {
      try {
        return await this.options.storage.open(key, range, size)
      } catch (error) {
        if (!(error instanceof StorageError && error.fault === 'missing')) throw error
        this.options.log.error({ err: error, digest, key, size }, 'a stored blob is missing or damaged')
        throw new Failure('INTERNAL', {
          message: `the registry's copy of ${digest} is damaged; tell its administrator`,
        })
      }
    })
  }

  /**
   * A small blob whole, for what can do without it: undefined, and nothing is logged, when the store has lost or cut
   * the file.
   * @throws when it cannot be read now
   */
  async peek({ key, size }: BlobRecord): Promise<Uint8Array | undefined> {
    return this.told(async () => {
      try {
        return await new Response(await this.options.storage.open(key, undefined, size)).bytes()
      } catch (error) {
        if (error instanceof StorageError && error.fault === 'missing') return undefined
        throw error
      }
    })
  }

  /** Forgets an unfinished upload's bytes. Harmless when they are gone already. */
  async discard(state: IngestState): Promise<void> {
    try {
      const ingest = await Ingest.resume(this.options.storage, defaultStore, state)
      await ingest.abort()
    } catch (error) {
      if (!(error instanceof StorageError && error.fault === 'lost')) throw error
    }
  }

  /** Keys of unfinished bytes that nobody has written to for `idleMs`; none where the store cannot list them. */
  async *idleStaged(idleMs: number): AsyncIterable<string> {
    const { storage } = this.options
    if (storage.idleStaged) yield* storage.idleStaged(idleMs)
  }

  /** Removes unfinished bytes that no row names. */
  async removeStaged(key: string): Promise<void> {
    await this.options.storage.delete(key)
  }

  /**
   * @param bytes what is about to arrive
   * @throws Failure NO_SPACE when the reserve would be touched
   */
  async requireSpace(bytes: number): Promise<void> {
    const { storage, reserve } = this.options
    if (!storage.freeBytes) return
    const free = await storage.freeBytes()
    if (free - bytes < reserve) throw noSpace()
  }

  /** Runs work on the store; its faults become what clients are told. */
  private async told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      throw storageFailures[error.fault](error)
    }
  }
}

function noSpace(cause?: unknown): Failure {
  return new Failure('NO_SPACE', {
    message: 'the registry has no space left for pushes; its administrator must free some. Pulls go on',
    cause,
    fault: 'storage',
  })
}

const fault = 'storage'
const storageFailures: Record<StorageFault, (cause: StorageError) => Failure> = {
  missing: (cause) => new Failure('INTERNAL', { cause, fault }),
  lost: (cause) =>
    new Failure('BLOB_UPLOAD_UNKNOWN', { message: 'this upload was lost in a crash; start it again', cause }),
  'no-space': noSpace,
  'read-only': (cause) =>
    new Failure('UNAVAILABLE', {
      message: 'the registry cannot write to its storage; tell its administrator',
      cause,
      fault,
    }),
  unavailable: (cause) =>
    new Failure('UNAVAILABLE', { message: 'the registry cannot reach its storage; try again', cause, fault }),
}
