// The filesystem store against the contract, and what only files can show: layout, modes, leftovers, full disks.

import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readlink,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describeBlobStorage } from '../../../features/content/blob-storage-contract.ts'
import { StorageError } from '../../../features/content/blob-storage-port.ts'
import {
  expectFault,
  readAll,
  sampleBytes,
  sha256,
  store,
} from '../../../features/content/blob-storage-samples.ts'
import { type FilesystemStorage, openFilesystemStorage } from './filesystem-storage.ts'

const linux = process.platform === 'linux'
const newFolder = () => mkdtemp(join(tmpdir(), 'entrepot-blobs-'))

describeBlobStorage('filesystem storage', async () => {
  const folder = await newFolder()
  return {
    storage: await openFilesystemStorage(folder),
    reopen: () => openFilesystemStorage(folder),
    close: () => rm(folder, { recursive: true }),
  }
})

describe('filesystem storage', () => {
  let folder: string
  let storage: FilesystemStorage
  beforeEach(async () => {
    folder = await newFolder()
    storage = await openFilesystemStorage(folder)
  })
  afterEach(() => rm(folder, { recursive: true }))

  test('a blob lies under its digest, alone, readable by owner and group only', async () => {
    const bytes = sampleBytes(1000)
    const hex = sha256(bytes).slice('sha256:'.length)
    await store(storage, bytes)
    await store(storage, bytes)
    const path = join(folder, 'blobs/sha256', hex.slice(0, 2), hex)
    expect((await stat(path)).mode & 0o777).toBe(0o440)
    expect((await stat(join(folder, 'blobs'))).mode & 0o777 & ~0o750).toBe(0)
    expect(await files(folder)).toEqual([path])
  })

  test('what is staged is no business of others', async () => {
    const { key } = await flushedAndClosed(storage)
    expect((await stat(join(folder, key))).mode & 0o777 & ~0o640).toBe(0)
  })

  test('sha512 has its own place', async () => {
    const bytes = sampleBytes(10)
    const hex = new Bun.CryptoHasher('sha512').update(bytes).digest('hex')
    const staged = await storage.begin()
    await staged.write(bytes)
    expect(await staged.commit(`sha512:${hex}`)).toBe(`blobs/sha512/${hex.slice(0, 2)}/${hex}`)
  })

  test('a blob that was cut short is replaced when it is pushed again', async () => {
    const bytes = sampleBytes(1000)
    const key = await store(storage, bytes)
    await chmod(join(folder, key), 0o640)
    await truncate(join(folder, key), 10)
    expect(await store(storage, bytes)).toBe(key)
    expect(await readAll(await storage.open(key))).toEqual(bytes)
  })

  test('a blob that rotted, at the same size, is replaced when it is pushed again', async () => {
    const bytes = sampleBytes(1000)
    const key = await store(storage, bytes)
    await chmod(join(folder, key), 0o640)
    await writeFile(join(folder, key), sampleBytes(1000, 2))
    expect(await store(storage, bytes)).toBe(key)
    expect(await readAll(await storage.open(key))).toEqual(bytes)
  })

  test('a folder that was tidied away is made again', async () => {
    const bytes = sampleBytes(1000)
    const key = await store(storage, bytes)
    await rm(join(folder, dirname(key)), { recursive: true })
    expect(await store(storage, bytes)).toBe(key)
    expect(await readAll(await storage.open(key))).toEqual(bytes)
  })

  test('a digest it cannot keep is refused, and the bytes stay for another try', async () => {
    const staged = await storage.begin()
    const state = await staged.flush()
    await expect(staged.commit('sha256:../../../etc/passwd')).rejects.toThrow(RangeError)
    await (await storage.resume(state)).abort()
  })

  test('resume says lost when the file is shorter or gone', async () => {
    const staged = await storage.begin()
    await staged.write(sampleBytes(1000))
    const state = await staged.flush()
    await staged.close()
    await truncate(join(folder, state.key), 999)
    await expectFault(storage.resume(state), 'lost')
    await rm(join(folder, state.key))
    await expectFault(storage.resume(state), 'lost')
  })

  test('a commit says lost when another node has removed the file', async () => {
    const staged = await storage.begin()
    const { key } = await staged.flush()
    await rm(join(folder, key))
    await expectFault(staged.commit(sha256(new Uint8Array())), 'lost')
  })

  test('keys that point elsewhere reach nothing', async () => {
    const outside = join(folder, 'secret')
    await writeFile(outside, 'secret')
    const hex = 'ab'.repeat(32)
    for (const key of [
      'secret',
      outside,
      '../secret',
      'blobs/../secret',
      'uploads/../secret',
      'blobs/sha256/ab/../../../secret',
      `blobs/sha256/cd/${hex}`,
      `blobs/sha256/ab/${hex}\0`,
      `blobs/sha256/ab/${hex}\n`,
      `blobs/sha256/AB/${hex.toUpperCase()}`,
    ]) {
      await expectFault(storage.open(key), 'missing')
      await expectFault(storage.resume({ key, offset: 0, parts: null }), 'lost')
      await expectFault(storage.read({ key, offset: 0, parts: null }), 'lost')
      expect(await storage.stat(key)).toBeUndefined()
      await storage.delete(key)
    }
    expect(await Bun.file(outside).text()).toBe('secret')
  })

  test('leftovers of a crash are found by their age and can be deleted', async () => {
    const [old, fresh] = [await storage.begin(), await storage.begin()]
    const [oldKey, freshKey] = [(await old.flush()).key, (await fresh.flush()).key]
    await old.close()
    await fresh.close()
    const anHourAgo = new Date(Date.now() - 3_600_000)
    await utimes(join(folder, oldKey), anHourAgo, anHourAgo)
    await writeFile(join(folder, 'uploads', 'a-note-of-an-operator'), '')
    await utimes(join(folder, 'uploads', 'a-note-of-an-operator'), anHourAgo, anHourAgo)
    expect(await Array.fromAsync(storage.idleStaged(1_800_000))).toEqual([oldKey])
    expect((await Array.fromAsync(storage.idleStaged(-1000))).sort()).toEqual([oldKey, freshKey].sort())
    await storage.delete(oldKey)
    expect(await Array.fromAsync(storage.idleStaged(1_800_000))).toEqual([])
  })

  test.skipIf(!linux)(
    'an upload that was dropped without an end neither ends the process nor keeps its file open',
    async () => {
      const before = await openFiles(folder)
      await dropUploads(storage, 5)
      expect(await openFiles(folder)).toBe(before + 5)
      // Finalizers run in turns of their own after a collection.
      for (let turn = 0; turn < 200 && (await openFiles(folder)) > before; turn++) Bun.gc(true)
      expect(await openFiles(folder)).toBe(before)
    },
  )

  test('opening makes the folder with its parents, and a second opening keeps the blobs', async () => {
    const deep = join(folder, 'some/where/deep')
    const key = await store(await openFilesystemStorage(deep), sampleBytes(10))
    expect(await (await openFilesystemStorage(deep)).stat(key)).toEqual({ size: 10 })
  })

  test('a file in the place of the folder is said plainly', async () => {
    await writeFile(join(folder, 'file'), '')
    await expectFault(openFilesystemStorage(join(folder, 'file')), 'unavailable')
  })
})

const mountable = linux && (await canMount())
const small = 'filesystem storage on a small file system'
if (!mountable) test.skip(`${small} (skipped without the right to mount)`, () => {})
else
  describe(small, () => {
    let folder: string
    let storage: FilesystemStorage
    beforeEach(async () => {
      folder = join(await newFolder(), 'disk')
      await mkdir(folder)
      run('mount', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder)
      storage = await openFilesystemStorage(folder)
    })
    afterEach(async () => {
      // Lazily: a test that failed may have left a file open.
      run('umount', '--lazy', folder)
      await rm(join(folder, '..'), { recursive: true })
    })

    test('a full disk says no-space, keeps what was flushed, and abort leaves nothing', async () => {
      const bytes = sampleBytes(3 * 1024 * 1024)
      const staged = await storage.begin()
      await staged.write(bytes.subarray(0, 1_500_001))
      const state = await staged.flush()
      await expectFault(staged.write(bytes.subarray(1_500_001)), 'no-space')
      await staged.close()
      expect(await readAll(await storage.read(state))).toEqual(bytes.subarray(0, 1_500_001))
      await (await storage.resume(state)).abort()
      expect(await files(folder)).toEqual([])
      expect(await storage.freeBytes()).toBeGreaterThan(1_500_000)
    })

    test('a read-only file system says so, and still serves', async () => {
      const bytes = sampleBytes(1000)
      const key = await store(storage, bytes)
      const { key: stagedKey } = await flushedAndClosed(storage)
      run('mount', '-o', 'remount,ro', folder)
      const reopened = await openFilesystemStorage(folder)
      expect(await readAll(await reopened.open(key))).toEqual(bytes)
      await expectFault(reopened.begin(), 'read-only')
      const resumed = await reopened.resume({ key: stagedKey, offset: 0, parts: null })
      await expectFault(resumed.write(sampleBytes(10)), 'read-only')
      await expectFault(resumed.commit(sha256(new Uint8Array())), 'read-only')
      await expectFault(reopened.delete(key), 'read-only')
    })

    test('blobs and uploads on different file systems are refused', async () => {
      run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', join(folder, 'uploads'))
      try {
        const error = await openFilesystemStorage(folder).catch((reason: unknown) => reason)
        expect(error).toBeInstanceOf(StorageError)
        expect(String(error)).toContain('one file system')
      } finally {
        run('umount', join(folder, 'uploads'))
      }
    })
  })

async function flushedAndClosed(storage: FilesystemStorage) {
  const staged = await storage.begin()
  const state = await staged.flush()
  await staged.close()
  return state
}

async function dropUploads(storage: FilesystemStorage, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await (await storage.begin()).write(sampleBytes(10))
}

/** All files below the folder. */
async function files(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** How many files below the folder this process holds open. */
async function openFiles(folder: string): Promise<number> {
  const descriptors = await readdir('/proc/self/fd')
  const targets = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
  return targets.filter((target) => target.startsWith(folder)).length
}

/** Root alone is not enough: most containers may not mount. */
async function canMount(): Promise<boolean> {
  const folder = await newFolder()
  const mounted = Bun.spawnSync(['mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).success
  if (mounted) run('umount', folder)
  await rm(folder, { recursive: true })
  return mounted
}

function run(...command: string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(command)
  if (exitCode !== 0) throw new Error(`${command.join(' ')}: ${stderr}`)
}
