// Finished files looked at from outside: listed, told apart from what replaced them, and taken away.

import { link, readdir, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type {
  Quarantine,
  StoredLister,
  StoredObject,
  Withdrawal,
} from '../../../features/content/blob-storage-port.ts'
import type { DurableFolders } from './durable-folders.ts'
import { BLOBS, blobPath, QUARANTINE, quarantinePath } from './layout.ts'
import { codeOf, translated, unlessMissing } from './system-errors.ts'

export class StoredFiles implements StoredLister, Quarantine {
  constructor(
    private readonly root: string,
    private readonly folders: DurableFolders,
  ) {}

  async inspect(key: string): Promise<StoredObject | undefined> {
    const path = blobPath(this.root, key)
    return path ? translated(`look up ${key}`, () => inspectFile(path, key)) : undefined
  }

  async *listStored(after = ''): AsyncIterable<StoredObject> {
    for (const algorithm of await this.sorted(BLOBS)) {
      for (const shard of await this.sorted(`${BLOBS}/${algorithm}`)) {
        const folder = `${BLOBS}/${algorithm}/${shard}`
        if (`${folder}/\uffff` <= after) continue
        for (const name of await this.sorted(folder)) {
          const found = `${folder}/${name}` > after && (await this.inspect(`${folder}/${name}`))
          if (found) yield found
        }
      }
    }
  }

  setAside(object: StoredObject): Promise<Withdrawal> {
    return this.withdraw(object, async () => {})
  }

  remove(object: StoredObject): Promise<Withdrawal> {
    return this.withdraw(object, unlink)
  }

  /**
   * Moved first and looked at then: between a look and a move, a push could put good bytes in the place. Those are put
   * back at once, unless yet others are there.
   */
  private withdraw(object: StoredObject, then: (path: string) => Promise<void>): Promise<Withdrawal> {
    const { key } = object
    return translated(`set ${key} aside`, async () => {
      const path = blobPath(this.root, key)
      const before = path && (await inspectFile(path, key))
      if (!path || !before) return 'missing'
      if (before.version !== object.version) return 'changed'
      await this.folders.ensure(join(this.root, QUARANTINE))
      const aside = quarantinePath(this.root, key)
      if ((await unlessMissing(rename(path, aside).then(() => true))) === undefined) return 'missing'
      if ((await inspectFile(aside, key))?.version !== object.version) {
        await putBack(aside, path)
        return 'changed'
      }
      await then(aside)
      await this.folders.sync(dirname(path))
      await this.folders.sync(dirname(aside))
      return 'done'
    })
  }

  private async sorted(folder: string): Promise<string[]> {
    const names = await translated(`list ${folder}`, () => unlessMissing(readdir(join(this.root, folder))))
    return (names ?? []).sort()
  }
}

async function inspectFile(path: string, key: string): Promise<StoredObject | undefined> {
  const found = await unlessMissing(stat(path, { bigint: true }))
  if (!found?.isFile()) return undefined
  const { ino, mtimeNs, size, mtimeMs, ctimeMs } = found
  // Not the time of the last change of its data alone: an upload may wait for hours before it gets its name.
  const since = Number(mtimeMs > ctimeMs ? mtimeMs : ctimeMs)
  return { key, size: Number(size), version: `${ino}-${mtimeNs}-${size}`, since }
}

async function putBack(aside: string, path: string): Promise<void> {
  try {
    await link(aside, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  await unlink(aside)
}
