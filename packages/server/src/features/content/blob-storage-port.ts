// The port to a store of bytes: files on a disk, objects in a bucket, or memory in tests.
//
// A store knows keys, not digests: `content` hashes while it writes, and records in the database which key holds
// which digest. There is no rename, no append to a finished object and no listing, so that S3 fits without a copy.

/** Bytes `start` to `end`, both included and counted from 0, as in RFC 9110 §14.1.2 after clamping. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** What the database keeps of an unfinished object, so that any node can go on with it after any crash. */
export interface StagedState {
  /** Where the store keeps the unfinished bytes. */
  readonly key: string
  /** How many bytes of it are known to have survived. */
  readonly offset: number
  /** The store's own notes (S3: upload id, part tags and the short tail), or null. */
  readonly parts: string | null
}

export interface StagedObject {
  /** Bytes taken so far, flushed or not. */
  readonly offset: number
  /**
   * Adds bytes at the end, chunk after chunk. The promise settles when the store has taken them and the caller may reuse the buffers;
   * until then the caller may go on with other work (hash the next chunk), but start no other call on this object.
   * After a failed write only `abort` and `close` are defined.
   */
  write(...chunks: Uint8Array[]): Promise<void>
  /** Makes all bytes so far survive a power cut, and returns what to remember. */
  flush(): Promise<StagedState>
  /**
   * Makes the object readable, whole and durable, and returns its key. The digest is the canonical
   * `<algorithm>:<hex>` that the caller has verified; a store may derive the key from it, and then two commits of one
   * digest are one object. A commit that failed can be repeated after `resume`; if that says `lost`, the bytes must
   * be sent again. Success or not, nothing is held afterwards.
   */
  commit(digest: string): Promise<string>
  /** Removes the bytes and frees what `close` frees. Harmless when repeated or after any `commit`. */
  abort(): Promise<void>
  /**
   * Frees what this process holds (descriptors, connections); the flushed bytes stay for `resume`. Harmless when
   * repeated. Every object ends with `commit`, `abort` or `close`.
   */
  close(): Promise<void>
}

export interface BlobStorage {
  begin(): Promise<StagedObject>
  /**
   * Goes on from a state that `flush` returned; bytes written after that flush are dropped.
   * Fails with StorageError `lost` when fewer bytes than `state.offset` are there; a store that cannot tell yet fails
   * so at a later call. It is also so when a commit got past its last step and the row did not: send the bytes again.
   * The caller sees to it that one holder at a time writes to an object.
   */
  resume(state: StagedState): Promise<StagedObject>
  /**
   * A body to answer with; where the runtime can send a file without copying, it is a Blob.
   * A range reads only its own bytes. Fails with StorageError `missing`, also for a key that is only staged, and, where
   * `size` is given, for an object of another length.
   */
  open(key: string, range?: ByteRange, size?: number): Promise<Blob | ReadableStream<Uint8Array>>
  stat(key: string): Promise<{ readonly size: number } | undefined>
  /** Harmless when the key is not there. */
  delete(key: string): Promise<void>
}

/** A store that can read back what is staged: saves re-hashing states, e.g. for a second digest algorithm. */
export interface StagedReader {
  /** The first `state.offset` bytes. Fails with StorageError `lost` when they are not all there. */
  read(state: StagedState): Promise<ReadableStream<Uint8Array>>
}

/**
 * A store that can list what is staged, to find what a crash left between `begin` and the database row. (A bucket
 * cannot list unfinished uploads without limits; its lifecycle rules remove them.)
 */
export interface StagedSweeper {
  /** Staged keys that nobody has written to for `idleMs`. Those that no row names can be given to `delete`. */
  idleStaged(idleMs: number): AsyncIterable<string>
}

/** What a store holds under a key. */
export interface StoredObject {
  readonly key: string
  readonly size: number
  /** Differs as soon as other bytes have taken the place, equal ones too. */
  readonly version: string
  /** When they took the place, in milliseconds, by the store's clock. */
  readonly since: number
}

/** A store that can list what it holds, to find what no row names. (In a bucket of millions, a listing costs money.) */
export interface StoredLister {
  inspect(key: string): Promise<StoredObject | undefined>
  /** Finished objects in the order of their keys, those after `after` only. What comes or goes meanwhile may be missed. */
  listStored(after?: string): AsyncIterable<StoredObject>
}

/** `changed`: other bytes are there by now, and were left alone. */
export type Withdrawal = 'done' | 'changed' | 'missing'

/** A store that can take away exactly what was looked at, however many nodes push the same digest meanwhile. */
export interface Quarantine {
  /** Moves it to where no key reaches it, for people to look at. */
  setAside(object: StoredObject): Promise<Withdrawal>
  remove(object: StoredObject): Promise<Withdrawal>
}

/** A store that knows how much room it has left, in bytes. */
export interface FreeSpace {
  freeBytes(): Promise<number>
}

/** A store on a disk of a known size. */
export interface VolumeSize {
  /** Bytes. */
  volume(): Promise<{ readonly total: number; readonly free: number }>
}

export type StorageFault = 'missing' | 'lost' | 'no-space' | 'read-only' | 'unavailable'

/** Why a store could not do what it was asked; `cause` keeps the system's own error. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  constructor(
    readonly fault: StorageFault,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options)
  }
}
