// An unfinished object: a file under uploads/ that is written at a known position and renamed at the end.

import { chmod, type FileHandle, open, rename, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import {
  type StagedObject,
  type StagedState,
  StorageError,
} from '../../../features/content/blob-storage-port.ts'
import { failpoint } from '../../../platform/failpoints.ts'
import type { DurableFolders } from './durable-folders.ts'
import { blobKey, blobPath, newStagedKey, stagedPath } from './layout.ts'
import { codeOf, translatedStaged, unlessMissing } from './system-errors.ts'

const STAGED_MODE = 0o640
/** Nothing writes to a finished blob: its content is its name. */
const BLOB_MODE = 0o440

/** Closes the file of an object that was dropped without an end: under Bun a forgotten FileHandle ends the process. */
const forgotten = new FinalizationRegistry<FileHandle>((handle) => {
  handle.close().catch(() => {})
})

export class StagedFile implements StagedObject {
  /** Undefined after the end, and while a resumed object has had nothing written to it. */
  #handle: FileHandle | undefined
  #closed = false
  #written: number
  /** How many bytes are safe; undefined while not even the file's name is. */
  #safe: number | undefined

  private constructor(
    private readonly root: string,
    private readonly folders: DurableFolders,
    private readonly key: string,
    private readonly path: string,
    handle: FileHandle | undefined,
    safe: number | undefined,
  ) {
    this.#safe = safe
    this.#written = safe ?? 0
    if (handle) this.#hold(handle)
  }

  static begin(root: string, folders: DurableFolders): Promise<StagedFile> {
    return translatedStaged('begin an upload', async () => {
      const key = newStagedKey()
      const path = stagedPath(root, key)!
      const handle = await open(path, 'wx', STAGED_MODE)
      failpoint('staged file made')
      return new StagedFile(root, folders, key, path, handle, undefined)
    })
  }

  static resume(root: string, folders: DurableFolders, state: StagedState): Promise<StagedFile> {
    return translatedStaged(`resume ${state.key}`, async () => {
      const { path, size } = await survivingFile(root, state)
      // Most often only the closing request of an upload is to come, which brings no bytes: nothing to open a file for.
      if (size === state.offset)
        return new StagedFile(root, folders, state.key, path, undefined, state.offset)
      const handle = await open(path, 'r+')
      try {
        await handle.truncate(state.offset)
        await handle.sync()
        return new StagedFile(root, folders, state.key, path, handle, state.offset)
      } catch (error) {
        await handle.close()
        throw error
      }
    })
  }

  get offset(): number {
    return this.#written
  }

  write(...chunks: Uint8Array[]): Promise<void> {
    return translatedStaged(`write to ${this.key}`, async () => {
      const handle = await this.#open()
      const total = sizeOf(chunks)
      // A write may take less than it was given, on a nearly full disk for one.
      for (let done = 0; done < total; ) {
        const { bytesWritten } = await handle.writev(after(chunks, done), this.#written + done)
        done += bytesWritten
      }
      this.#written += total
    })
  }

  flush(): Promise<StagedState> {
    return translatedStaged(`flush ${this.key}`, async () => {
      failpoint('staged file written')
      if (this.#safe !== this.#written) await (await this.#open()).sync()
      failpoint('staged file synced')
      if (this.#safe === undefined) await this.folders.sync(dirname(this.path))
      this.#safe = this.#written
      return { key: this.key, offset: this.#written, parts: null }
    })
  }

  async commit(digest: string): Promise<string> {
    try {
      const key = blobKey(digest)
      const target = blobPath(this.root, key)!
      await translatedStaged(`commit ${key}`, async () => {
        await this.folders.ensure(dirname(target))
        failpoint('blob folder made')
        await this.#become(target)
      })
      return key
    } finally {
      await this.close()
    }
  }

  async abort(): Promise<void> {
    await this.close()
    await translatedStaged(`remove ${this.key}`, () => unlessMissing(unlink(this.path)))
  }

  async close(): Promise<void> {
    const handle = this.#handle
    this.#handle = undefined
    this.#closed = true
    forgotten.unregister(this)
    await handle?.close()
  }

  #hold(handle: FileHandle): FileHandle {
    this.#handle = handle
    forgotten.register(this, handle, this)
    return handle
  }

  async #open(): Promise<FileHandle> {
    if (this.#closed) throw new Error(`${this.key} is closed`)
    return this.#handle ?? this.#hold(await open(this.path, 'r+'))
  }

  /**
   * Data before the name, and the name before the answer. A file that is there already is replaced, equal as it looks:
   * it may have rotted, and a later push is what heals it.
   */
  async #become(target: string): Promise<void> {
    // What `flush` has made safe already, as for every blob whose last request brings no bytes, costs no second wait.
    if (this.#safe !== this.#written) await (await this.#open()).sync()
    failpoint('blob synced')
    await renameInto(this.folders, this.path, target)
    failpoint('blob renamed')
    // After the rename, as a commit that failed before it must be able to open the file for writing again. Some
    // mounts refuse to change modes; the blob is whole without.
    await chmod(target, BLOB_MODE).catch(() => {})
    await this.folders.sync(dirname(target))
    failpoint('blob folder synced')
  }
}

function sizeOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, { byteLength }) => sum + byteLength, 0)
}

/** What comes after the first `skip` bytes. */
function after(chunks: Uint8Array[], skip: number): Uint8Array[] {
  if (skip === 0) return chunks
  let left = skip
  return chunks.flatMap((chunk) => {
    const start = Math.min(left, chunk.byteLength)
    left -= start
    return start === chunk.byteLength ? [] : [chunk.subarray(start)]
  })
}

/** The folder was there a moment ago; somebody may have tidied it away since, as it is empty until the first blob. */
async function renameInto(folders: DurableFolders, from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    await folders.ensureAgain(dirname(to))
    await rename(from, to)
  }
}

/** The file of staged bytes of which at least `state.offset` are there. */
export async function survivingFile(
  root: string,
  state: StagedState,
): Promise<{ path: string; size: number }> {
  const path = stagedPath(root, state.key)
  const found = path && (await unlessMissing(stat(path)))
  if (!path || !found || found.size < state.offset) {
    throw new StorageError(
      'lost',
      `${state.key}: ${found ? `${found.size} of ${state.offset} bytes` : 'nothing'} left`,
    )
  }
  return { path, size: found.size }
}
