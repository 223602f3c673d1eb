// Bytes on their way in: hashed while they are written, kept across requests, sealed under a verified digest.
import { type Digest, type DigestAlgorithm, digestAlgorithm, digestHex } from '@entrepot/oci'
import { Failure } from '../../platform/errors.ts'
import type { BlobStorage, StagedObject, StagedReader, StagedState } from './blob-storage-port.ts'
import { type ContentHash, type HashState, nativeHash, portableHash } from './content-hash.ts'

/** What the database keeps of an unfinished upload. */
export interface IngestState {
  readonly staged: StagedState
  readonly hash: HashState
}

/** A blob that is whole and durable in the store; `Content.record` makes it known. */
export interface SealedBlob {
  readonly digest: Digest
  readonly size: number
  readonly storeId: number
  readonly key: string
}

type Storage = BlobStorage & Partial<StagedReader>

/** What may wait for the write under way, in bytes; beyond it the client waits. */
const waitingMost = 512 * 1024

export class Ingest {
  /** The write under way: what comes next is hashed meanwhile, and written in one go when it is done. */
  private writing: Promise<void> | undefined
  private waiting: Uint8Array[] = []
  private waitingBytes = 0
  private failure: { readonly error: unknown } | undefined
  private received: number

  private constructor(
    private readonly storage: Storage,
    private readonly storeId: number,
    private readonly staged: StagedObject,
    private hash: ContentHash | undefined,
    private readonly resumedFrom: IngestState | undefined,
    private readonly algorithm: DigestAlgorithm,
  ) {
    this.received = staged.offset
  }

  static async begin(storage: Storage, storeId: number, algorithm: DigestAlgorithm): Promise<Ingest> {
    return new Ingest(storage, storeId, await storage.begin(), nativeHash(algorithm), undefined, algorithm)
  }

  static async resume(storage: Storage, storeId: number, state: IngestState): Promise<Ingest> {
    return new Ingest(
      storage,
      storeId,
      await storage.resume(state.staged),
      undefined,
      state,
      state.hash.algorithm,
    )
  }

  static async copy(storage: Storage, storeId: number, { staged, hash }: IngestState): Promise<Ingest> {
    const copied = await Ingest.begin(storage, storeId, hash.algorithm)
    try {
      for await (const chunk of await readStaged(storage, staged)) await copied.write(chunk)
      return copied
    } catch (error) {
      await copied.abort()
      throw error
    }
  }

  /** Bytes taken so far, those of a write under way included. */
  get offset(): number {
    return this.received
  }

  /** Takes the chunk over: its memory is given back once it is written. */
  async write(chunk: Uint8Array): Promise<void> {
    if (this.failure) throw this.failure.error
    this.hash ??= await this.resumedHash()
    this.hash.update(chunk)
    this.received += chunk.byteLength
    this.waiting.push(chunk)
    this.waitingBytes += chunk.byteLength
    this.writing ??= this.writeWaiting()
    if (this.waitingBytes > waitingMost) await this.written()
  }

  private async writeWaiting(): Promise<void> {
    try {
      while (this.waiting.length > 0) {
        const chunks = this.waiting
        this.waiting = []
        this.waitingBytes = 0
        await this.staged.write(...chunks)
        for (const chunk of chunks) giveBack(chunk)
      }
    } catch (error) {
      this.failure = { error } // told by whatever is called next
    } finally {
      this.writing = undefined
    }
  }

  /** Resolves once all that was taken is with the store. */
  private async written(): Promise<void> {
    await this.writing
    if (this.failure) throw this.failure.error
  }

  /** Makes what has arrived survive a crash. */
  async save(): Promise<IngestState> {
    await this.written()
    const staged = await this.staged.flush()
    return { staged, hash: this.hash?.state() ?? (this.resumedFrom as IngestState).hash }
  }

  /**
   * Verifies the digest and makes the blob durable under its key.
   * @throws Failure DIGEST_INVALID when the bytes have another digest; what is staged is then still there
   */
  async seal(digest: Digest): Promise<SealedBlob> {
    await this.written()
    const actual = await this.hexFor(digestAlgorithm(digest))
    if (actual !== digestHex(digest)) {
      throw new Failure('DIGEST_INVALID', {
        message: `the content's digest is ${digestAlgorithm(digest)}:${actual}, not ${digest}`,
        detail: { expected: digest, actual: `${digestAlgorithm(digest)}:${actual}` },
      })
    }
    const key = await this.staged.commit(digest)
    return { digest, size: this.received, storeId: this.storeId, key }
  }

  async abort(): Promise<void> {
    await this.writing
    await this.staged.abort()
  }

  async close(): Promise<void> {
    await this.writing
    await this.staged.close()
  }

  private async hexFor(algorithm: DigestAlgorithm): Promise<string> {
    if (algorithm === this.algorithm) return this.hash?.hex() ?? (this.resumedFrom as IngestState).hash.hex
    const hash = nativeHash(algorithm)
    await this.rehash(hash, await this.staged.flush())
    return hash.hex()
  }

  /** Going on after an earlier request: from its saved state, or once by reading back what it stored. */
  private async resumedHash(): Promise<ContentHash> {
    const { staged, hash: state } = this.resumedFrom as IngestState
    const hash = await portableHash(state.algorithm, state.portable)
    if (state.portable === undefined && staged.offset > 0) await this.rehash(hash, staged)
    return hash
  }

  private async rehash(hash: ContentHash, staged: StagedState): Promise<void> {
    for await (const chunk of await readStaged(this.storage, staged)) hash.update(chunk)
  }
}

/**
 * Chunks of bodies lie outside the collector's heap, which hears of them late: gigabytes at full speed would take the
 * process to twice its size.
 */
function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}

function readStaged(storage: Storage, staged: StagedState): Promise<ReadableStream<Uint8Array>> {
  if (!storage.read) throw new Error('this store cannot read back what is staged')
  return storage.read(staged)
}
