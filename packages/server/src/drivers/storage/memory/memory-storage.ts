// Blobs in memory, for tests: what was not flushed is gone once its holder lets go, as after a crash.

import {
  type BlobStorage,
  type ByteRange,
  type FreeSpace,
  type Quarantine,
  type StagedObject,
  type StagedReader,
  type StagedState,
  type StagedSweeper,
  StorageError,
  type StoredLister,
  type StoredObject,
  type Withdrawal,
} from '../../../features/content/blob-storage-port.ts'

export type MemoryStorage = BlobStorage & StagedReader & StagedSweeper & FreeSpace & StoredLister & Quarantine

/** Bytes that grow by doubling, so that many small writes stay cheap. */
class Staged {
  #room = new Uint8Array(0)
  length = 0
  /** How many bytes survive when the holder lets go. */
  flushed = 0
  touchedAt = Date.now()

  add(chunk: Uint8Array): void {
    if (this.length + chunk.length > this.#room.length) {
      const room = new Uint8Array(Math.max(this.length + chunk.length, 2 * this.#room.length))
      room.set(this.bytes())
      this.#room = room
    }
    this.#room.set(chunk, this.length)
    this.length += chunk.length
    this.touchedAt = Date.now()
  }

  /** A view, valid until the next `add`. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#room.subarray(0, this.length)
  }
}

/** What stays when a store is opened again: hand one Memory to several stores to stand for a restart or for nodes. */
export class Memory {
  readonly blobs = new Map<string, Uint8Array<ArrayBuffer>>()
  readonly staged = new Map<string, Staged>()
  /** What was set aside, by key. */
  readonly quarantine = new Map<string, Uint8Array<ArrayBuffer>>()
  /** When each of `blobs` came, and as which. */
  readonly arrivals = new WeakMap<Uint8Array, { readonly version: string; readonly since: number }>()

  /** `capacity` in bytes, staged ones included: room that runs out as a disk does. */
  constructor(readonly capacity: number = Number.MAX_SAFE_INTEGER) {}

  free(): number {
    let used = 0
    for (const bytes of this.blobs.values()) used += bytes.length
    for (const { length } of this.staged.values()) used += length
    return this.capacity - used
  }
}

export function openMemoryStorage(memory: Memory = new Memory()): MemoryStorage {
  return new InMemoryStorage(memory)
}

class InMemoryStorage implements MemoryStorage {
  constructor(private readonly memory: Memory) {}

  async begin(): Promise<StagedObject> {
    const key = `staged/${crypto.randomUUID()}`
    this.memory.staged.set(key, new Staged())
    return new StagedBytes(this.memory, key)
  }

  async resume(state: StagedState): Promise<StagedObject> {
    const staged = surviving(this.memory, state)
    staged.length = state.offset
    staged.flushed = state.offset
    return new StagedBytes(this.memory, state.key)
  }

  async open(key: string, range?: ByteRange, size?: number): Promise<Blob> {
    const bytes = this.memory.blobs.get(key)
    if (bytes === undefined || (size !== undefined && bytes.length !== size))
      throw new StorageError('missing', `no such object: ${key}`)
    return new Blob([range ? bytes.subarray(range.start, range.end + 1) : bytes])
  }

  async stat(key: string): Promise<{ readonly size: number } | undefined> {
    const bytes = this.memory.blobs.get(key)
    return bytes && { size: bytes.length }
  }

  async delete(key: string): Promise<void> {
    this.memory.blobs.delete(key)
    this.memory.staged.delete(key)
  }

  async read(state: StagedState): Promise<ReadableStream<Uint8Array>> {
    return new Blob([surviving(this.memory, state).bytes().subarray(0, state.offset)]).stream()
  }

  async *idleStaged(idleMs: number): AsyncIterable<string> {
    const before = Date.now() - idleMs
    for (const [key, { touchedAt }] of this.memory.staged) if (touchedAt <= before) yield key
  }

  async inspect(key: string): Promise<StoredObject | undefined> {
    const bytes = this.memory.blobs.get(key)
    const arrival = bytes && this.memory.arrivals.get(bytes)
    return bytes && arrival && { key, size: bytes.length, ...arrival }
  }

  async *listStored(after = ''): AsyncIterable<StoredObject> {
    for (const key of [...this.memory.blobs.keys()].sort()) {
      const found = key > after && (await this.inspect(key))
      if (found) yield found
    }
  }

  async setAside(object: StoredObject): Promise<Withdrawal> {
    const bytes = this.memory.blobs.get(object.key)
    const outcome = await this.remove(object)
    if (bytes && outcome === 'done') this.memory.quarantine.set(object.key, bytes)
    return outcome
  }

  async remove({ key, version }: StoredObject): Promise<Withdrawal> {
    const found = await this.inspect(key)
    if (!found) return 'missing'
    if (found.version !== version) return 'changed'
    this.memory.blobs.delete(key)
    return 'done'
  }

  async freeBytes(): Promise<number> {
    return this.memory.free()
  }
}

class StagedBytes implements StagedObject {
  #held = true

  constructor(
    private readonly memory: Memory,
    private readonly key: string,
  ) {}

  get offset(): number {
    return this.memory.staged.get(this.key)?.length ?? 0
  }

  async write(...chunks: Uint8Array[]): Promise<void> {
    const staged = this.#staged()
    for (const chunk of chunks) {
      if (chunk.length > this.memory.free()) throw new StorageError('no-space', `no room for ${this.key}`)
      staged.add(chunk)
    }
  }

  async flush(): Promise<StagedState> {
    const staged = this.#staged()
    staged.flushed = staged.length
    return { key: this.key, offset: staged.length, parts: null }
  }

  async commit(digest: string): Promise<string> {
    const bytes = this.#staged().bytes().slice()
    this.#held = false
    this.memory.staged.delete(this.key)
    this.memory.blobs.set(digest, bytes)
    this.memory.arrivals.set(bytes, { version: crypto.randomUUID(), since: Date.now() })
    return digest
  }

  async abort(): Promise<void> {
    this.#held = false
    this.memory.staged.delete(this.key)
  }

  async close(): Promise<void> {
    const staged = this.memory.staged.get(this.key)
    if (this.#held && staged) staged.length = staged.flushed
    this.#held = false
  }

  #staged(): Staged {
    const staged = this.memory.staged.get(this.key)
    if (!this.#held) throw new Error(`${this.key} is closed`)
    if (staged === undefined) throw new StorageError('lost', `${this.key}: nothing left`)
    return staged
  }
}

function surviving(memory: Memory, state: StagedState): Staged {
  const staged = memory.staged.get(state.key)
  if (staged === undefined || staged.length < state.offset) {
    throw new StorageError('lost', `${state.key}: fewer than ${state.offset} bytes left`)
  }
  return staged
}
