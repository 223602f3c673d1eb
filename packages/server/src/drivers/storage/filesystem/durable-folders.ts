// Folders whose entries survive a power cut: a created, renamed or removed name is safe only after its folder's fsync.

import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from './system-errors.ts'

/** The owner works, the group may read (backups), others see nothing. */
const FOLDER_MODE = 0o750

/** Some network and FUSE file systems have no fsync for folders; they order names by themselves. */
const UNSUPPORTED = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP'])

interface FolderSync {
  readonly running: Promise<void>
  /** For all who asked since it began. */
  next: Promise<void> | undefined
}

export class DurableFolders {
  /** Folders whose own name is known to be safe: each parent is synced once, not for each blob. */
  readonly #known = new Set<string>()
  readonly #syncing = new Map<string, FolderSync>()

  /** `root` is the store's folder, an absolute path. */
  constructor(private readonly root: string) {}

  /** Makes a folder below the root, and its parents where they lack, and makes their names safe. */
  async ensure(folder: string): Promise<void> {
    if (!this.#known.has(folder)) await this.ensureAgain(folder)
  }

  /** The same for a folder that turned out not to be there. */
  async ensureAgain(folder: string): Promise<void> {
    const created = await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
    // Also one that was there: another node may have made it a moment ago and not synced its parent yet.
    const top = created !== undefined && this.root.startsWith(created) ? dirname(created) : this.root
    for (let parent = dirname(folder); ; parent = dirname(parent)) {
      await this.sync(parent)
      if (parent === top || parent === dirname(parent)) break
    }
    this.#known.add(folder)
  }

  /**
   * Makes the names in the folder safe. Those who ask while a sync is running share the next one, which sees what all of
   * them did; the one that is running may have passed by before.
   */
  sync(folder: string): Promise<void> {
    const current = this.#syncing.get(folder)
    if (!current) return this.#begin(folder)
    current.next ??= current.running.catch(() => {}).then(() => this.#begin(folder))
    return current.next
  }

  #begin(folder: string): Promise<void> {
    const sync: FolderSync = { running: this.#syncNow(folder), next: undefined }
    this.#syncing.set(folder, sync)
    return sync.running.finally(() => {
      if (sync.next === undefined) this.#syncing.delete(folder)
    })
  }

  async #syncNow(folder: string): Promise<void> {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } catch (error) {
      if (!UNSUPPORTED.has(codeOf(error) ?? '')) throw error
    } finally {
      await handle.close()
    }
  }
}
