// Blobs as files in a folder that one or several nodes share. layout.ts draws the folder.

import { opendir, stat, statfs, unlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { LRUCache } from 'lru-cache'
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
  type VolumeSize,
  type Withdrawal,
} from '../../../features/content/blob-storage-port.ts'
import { DurableFolders } from './durable-folders.ts'
import { BLOBS, blobPath, stagedPath, UPLOADS } from './layout.ts'
import { StagedFile, survivingFile } from './staged-file.ts'
import { StoredFiles } from './stored-files.ts'
import { translated, translatedStaged, unlessMissing } from './system-errors.ts'

/** A file that the disk loses is found out this much later; each look is a round through the thread pool. */
const SEEN_MS = 1_000
const SEEN_MOST = 1_000

export type FilesystemStorage = BlobStorage &
  StagedReader &
  StagedSweeper &
  FreeSpace &
  VolumeSize &
  StoredLister &
  Quarantine

/**
 * Opens the store in `folder`, which is made when it lacks. A folder that cannot be written opens, if it has been
 * used before, and serves reads. Fails with StorageError.
 */
export async function openFilesystemStorage(folder: string): Promise<FilesystemStorage> {
  const root = resolve(folder)
  const folders = new DurableFolders(root)
  await translated(`open the blob folder ${root}`, async () => {
    await folders.ensure(join(root, BLOBS))
    await folders.ensure(join(root, UPLOADS))
    const [blobs, uploads] = await Promise.all([stat(join(root, BLOBS)), stat(join(root, UPLOADS))])
    if (blobs.dev !== uploads.dev) {
      throw new StorageError('unavailable', `${BLOBS} and ${UPLOADS} in ${root} must be on one file system`)
    }
  })
  return new FolderStorage(root, folders)
}

class FolderStorage implements FilesystemStorage {
  /** Sizes of files that were opened a moment ago: who starts a container lazily asks for many ranges of one blob. */
  readonly #seen = new LRUCache<string, number>({ max: SEEN_MOST, ttl: SEEN_MS, ttlResolution: SEEN_MS / 10 })

  #measuring: Promise<{ total: number; free: number }> | undefined

  constructor(
    private readonly root: string,
    private readonly folders: DurableFolders,
    private readonly stored = new StoredFiles(root, folders),
  ) {}

  begin(): Promise<StagedObject> {
    return StagedFile.begin(this.root, this.folders)
  }

  resume(state: StagedState): Promise<StagedObject> {
    return StagedFile.resume(this.root, this.folders, state)
  }

  async open(key: string, range?: ByteRange, size?: number): Promise<Blob> {
    const path = blobPath(this.root, key)
    if (path === undefined) throw new StorageError('missing', `not a key of this store: ${key}`)
    if (size === undefined || this.#seen.get(key) !== size) await this.#look(key, path, size)
    const file = Bun.file(path)
    return range ? file.slice(range.start, range.end + 1) : file
  }

  async #look(key: string, path: string, expected: number | undefined): Promise<void> {
    const { size } = await translated(`open ${key}`, () => stat(path))
    if (size !== (expected ?? size)) {
      throw new StorageError('missing', `${key} has ${size} bytes instead of ${expected}`)
    }
    this.#seen.set(key, size)
  }

  stat(key: string): Promise<{ readonly size: number } | undefined> {
    return translated(`look up ${key}`, async () => {
      const path = blobPath(this.root, key)
      const found = path === undefined ? undefined : await unlessMissing(stat(path))
      return found && { size: found.size }
    })
  }

  async delete(key: string): Promise<void> {
    const path = blobPath(this.root, key) ?? stagedPath(this.root, key)
    this.#seen.delete(key)
    if (path === undefined) return
    await translated(`delete ${key}`, async () => {
      await unlessMissing(unlink(path))
      // Else a power cut could bring back a file that no row names any more. Its folder may never have been made.
      await unlessMissing(this.folders.sync(dirname(path)))
    })
  }

  read(state: StagedState): Promise<ReadableStream<Uint8Array>> {
    return translatedStaged(`read ${state.key}`, async () => {
      const { path } = await survivingFile(this.root, state)
      return Bun.file(path).slice(0, state.offset).stream()
    })
  }

  async *idleStaged(idleMs: number): AsyncIterable<string> {
    const before = Date.now() - idleMs
    const entries = await translated('list the uploads', () => opendir(join(this.root, UPLOADS)))
    // Leaving the loop, early too, closes the folder.
    for await (const { name } of entries) {
      const key = `${UPLOADS}/${name}`
      const path = stagedPath(this.root, key)
      const found = path && (await unlessMissing(stat(path)))
      if (found && found.mtimeMs <= before) yield key
    }
  }

  inspect(key: string): Promise<StoredObject | undefined> {
    return this.stored.inspect(key)
  }

  listStored(after?: string): AsyncIterable<StoredObject> {
    return this.stored.listStored(after)
  }

  setAside(object: StoredObject): Promise<Withdrawal> {
    return this.stored.setAside(object)
  }

  remove(object: StoredObject): Promise<Withdrawal> {
    return this.stored.remove(object)
  }

  async freeBytes(): Promise<number> {
    return (await this.volume()).free
  }

  /** Those who ask while an answer is under way share it. */
  volume(): Promise<{ total: number; free: number }> {
    this.#measuring ??= this.#measure().finally(() => {
      this.#measuring = undefined
    })
    return this.#measuring
  }

  #measure(): Promise<{ total: number; free: number }> {
    return translated('measure the free space', async () => {
      // Not of the root: an unmounted one is still a folder, of another disk.
      const { bavail, blocks, bsize } = await statfs(join(this.root, BLOBS))
      return { total: blocks * bsize, free: bavail * bsize }
    })
  }
}
