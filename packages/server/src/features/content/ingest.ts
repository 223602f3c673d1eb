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

export class Ingest {
  /** The write under way: the next chunk is hashed meanwhile. */
  private pending: Promise<void> = Promise.resolve()
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

  async write(chunk: Uint8Array): Promise<void> {
    this.hash ??= await this.resumedHash()
    await this.pending
    this.pending = this.staged.write(chunk)
    this.pending.catch(() => {}) // reported by the next call that awaits it
    this.hash.update(chunk)
    this.received += chunk.byteLength
  }

  /** Makes what has arrived survive a crash. */
  async save(): Promise<IngestState> {
    await this.pending
    const staged = await this.staged.flush()
    return { staged, hash: this.hash?.state() ?? (this.resumedFrom as IngestState).hash }
  }

  /**
   * Verifies the digest and makes the blob durable under its key.
   * @throws Failure DIGEST_INVALID when the bytes have another digest; what is staged is then still there
   */
  async seal(digest: Digest): Promise<SealedBlob> {
    await this.pending
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
    await this.pending.catch(() => {})
    await this.staged.abort()
  }

  async close(): Promise<void> {
    await this.pending.catch(() => {})
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

function readStaged(storage: Storage, staged: StagedState): Promise<ReadableStream<Uint8Array>> {
  if (!storage.read) throw new Error('this store cannot read back what is staged')
  return storage.read(staged)
}
