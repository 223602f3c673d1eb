// What every BlobStorage must do: each driver's test opens one and runs this suite.

import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { testListing } from './blob-storage-listing-contract.ts'
import type { BlobStorage, ByteRange, FreeSpace, StagedReader } from './blob-storage-port.ts'
import { type Another, type Get, testResuming } from './blob-storage-resuming-contract.ts'
import {
  expectFault,
  expectSame,
  MemoryWatch,
  MIB,
  PART,
  readAll,
  sampleBytes,
  sha256,
  store,
} from './blob-storage-samples.ts'

/** A store to test. `reopen` makes a second instance over the same bytes: a restart, or another node. */
export interface OpenedStorage {
  readonly storage: BlobStorage
  reopen?(): Promise<BlobStorage>
  close(): Promise<void>
}

export interface ContractOptions {
  /** False for a store that keeps its objects in this process. */
  readonly boundedMemory?: boolean
}

/** Registers the suite under `name`; each test gets a store of its own from `open`, empty or not. */
export function describeBlobStorage(
  name: string,
  open: () => Promise<OpenedStorage>,
  options: ContractOptions = {},
): void {
  describe(name, () => {
    let opened: OpenedStorage
    beforeEach(async () => {
      opened = await open()
    })
    afterEach(() => opened.close())
    const storage = () => opened.storage
    const another = async () => (await opened.reopen?.()) ?? opened.storage

    describe('writing', () => testWriting(storage))
    describe('committing', () => testCommitting(storage, another))
    describe('ranges', () => testRanges(storage))
    describe('resuming', () => testResuming(storage, another))
    describe('sizes', () => testSizes(storage))
    describe('removing', () => testRemoving(storage))
    describe('optional powers', () => testPowers(storage))
    describe('listing', () => testListing(storage))
    if (options.boundedMemory !== false) describe('memory', () => testMemory(storage))
  })
}

function testWriting(storage: Get): void {
  const sizes: [size: number, chunk: number][] = [
    [0, 1],
    [1, 1],
    [1000, 7],
    [65_537, 65_536],
    [PART - 1, MIB],
    [PART, PART],
    [PART + 1, 999_983],
    [2 * PART + 12_345, 3 * MIB + 1],
    [2 * PART + 1, 20 * MIB],
  ]
  test.each(sizes)('%d bytes in chunks of %d come back the same', async (size, chunk) => {
    const bytes = sampleBytes(size)
    const staged = await storage().begin()
    expect(staged.offset).toBe(0)
    for (let at = 0; at < size; at += chunk) {
      await staged.write(bytes.subarray(at, at + chunk))
      expect(staged.offset).toBe(Math.min(at + chunk, size))
    }
    const key = await staged.commit(sha256(bytes))
    expect(await storage().stat(key)).toEqual({ size })
    expectSame(await readAll(await storage().open(key)), bytes)
  })

  test('chunks of changing size, empty ones and flushes between them', async () => {
    const bytes = sampleBytes(PART + 70_000, 2)
    const staged = await storage().begin()
    for (let at = 0, step = 1; at < bytes.length; step = (step * 3) % 1_500_007) {
      await staged.write(bytes.subarray(at, at + step))
      await staged.write(new Uint8Array())
      at = Math.min(at + step, bytes.length)
      if (step % 5 === 4) expect((await staged.flush()).offset).toBe(at)
    }
    const key = await staged.commit(sha256(bytes))
    expectSame(await readAll(await storage().open(key)), bytes)
  })

  test('the buffer may be used again once the write has settled', async () => {
    const bytes = sampleBytes(PART + 3 * MIB, 3)
    const buffer = new Uint8Array(MIB)
    const staged = await storage().begin()
    for (let at = 0; at < bytes.length; at += MIB) {
      buffer.set(bytes.subarray(at, at + MIB))
      const taken = staged.write(buffer)
      // Reading it meanwhile, as hashing does, is the point of an asynchronous write.
      expect(Buffer.compare(buffer, bytes.subarray(at, at + MIB))).toBe(0)
      await taken
      buffer.fill(0)
    }
    const key = await staged.commit(sha256(bytes))
    expectSame(await readAll(await storage().open(key)), bytes)
  })

  test('several chunks of one write come one after another', async () => {
    const bytes = sampleBytes(1000, 4)
    const staged = await storage().begin()
    await staged.write(bytes.subarray(0, 1), bytes.subarray(1, 1), bytes.subarray(1, 700))
    await staged.write(bytes.subarray(700))
    expect(staged.offset).toBe(1000)
    const key = await staged.commit(sha256(bytes))
    expectSame(await readAll(await storage().open(key)), bytes)
  })

  test('objects written at the same time do not mix', async () => {
    const all = await Promise.all(
      [1, 2, 3, 4].map(async (seed) => {
        const bytes = sampleBytes(MIB + seed, seed)
        const staged = await storage().begin()
        for (let at = 0; at < bytes.length; at += 100_003)
          await staged.write(bytes.subarray(at, at + 100_003))
        return { bytes, key: await staged.commit(sha256(bytes)) }
      }),
    )
    for (const { bytes, key } of all) expectSame(await readAll(await storage().open(key)), bytes)
  })
}

function testCommitting(storage: Get, another: Another): void {
  test('nothing can be read by the staged key before the commit', async () => {
    const bytes = sampleBytes(5000, 4)
    const staged = await storage().begin()
    await staged.write(bytes)
    const { key } = await staged.flush()
    await expectFault(storage().open(key), 'missing')
    expect(await storage().stat(key)).toBeUndefined()
    const committed = await staged.commit(sha256(bytes))
    expectSame(await readAll(await storage().open(committed)), bytes)
  })

  test('a second commit of one digest succeeds and leaves it readable', async () => {
    const bytes = sampleBytes(PART + 5, 5)
    const first = await store(storage(), bytes)
    const second = await store(storage(), bytes)
    expectSame(await readAll(await storage().open(first)), bytes)
    expectSame(await readAll(await storage().open(second)), bytes)
  })

  test('commits of one digest at the same time, by two instances, all succeed', async () => {
    const bytes = sampleBytes(100_000, 6)
    const stores = [storage(), await another(), storage(), await another()]
    const keys = await Promise.all(stores.map((each) => store(each, bytes)))
    for (const key of keys) expectSame(await readAll(await storage().open(key)), bytes)
  })

  test('what one instance committed, another reads', async () => {
    const bytes = sampleBytes(1234, 7)
    const key = await store(storage(), bytes)
    expectSame(await readAll(await (await another()).open(key)), bytes)
  })

  test('close and abort after a commit change nothing', async () => {
    const bytes = sampleBytes(99, 8)
    const staged = await storage().begin()
    await staged.write(bytes)
    const key = await staged.commit(sha256(bytes))
    await staged.close()
    await staged.abort()
    expectSame(await readAll(await storage().open(key)), bytes)
  })
}

function testRanges(storage: Get): void {
  const size = PART + 1000
  const ranges: [what: string, range: ByteRange][] = [
    ['the first byte', { start: 0, end: 0 }],
    ['the last byte', { start: size - 1, end: size - 1 }],
    ['a byte in the middle', { start: 77_777, end: 77_777 }],
    ['the beginning', { start: 0, end: 4095 }],
    ['a piece across 5 MiB', { start: PART - 10, end: PART + 9 }],
    ['the end', { start: size - 500, end: size - 1 }],
    ['all of it', { start: 0, end: size - 1 }],
  ]
  test.each(ranges)('%s', async (_, range) => {
    const bytes = sampleBytes(size, 9)
    const key = await store(storage(), bytes)
    expectSame(await readAll(await storage().open(key, range)), bytes.subarray(range.start, range.end + 1))
  })
}

function testSizes(storage: Get): void {
  test('an object of another length than it should have is not opened', async () => {
    const bytes = sampleBytes(1000, 15)
    const key = await store(storage(), bytes)
    expectSame(await readAll(await storage().open(key, undefined, 1000)), bytes)
    await expectFault(storage().open(key, undefined, 1001), 'missing')
    await expectFault(storage().open(key, { start: 0, end: 9 }, 999), 'missing')
  })
}

function testRemoving(storage: Get): void {
  test('abort removes what is staged, and may be repeated', async () => {
    const staged = await storage().begin()
    await staged.write(sampleBytes(1000))
    const { key } = await staged.flush()
    await staged.abort()
    await staged.abort()
    await staged.close()
    expect(await storage().stat(key)).toBeUndefined()
  })

  test('delete removes an object, and may be repeated', async () => {
    const bytes = sampleBytes(1000, 12)
    const key = await store(storage(), bytes)
    await storage().delete(key)
    await storage().delete(key)
    expect(await storage().stat(key)).toBeUndefined()
    await expectFault(storage().open(key), 'missing')
    await expectFault(storage().open(key, { start: 0, end: 5 }), 'missing')
    const again = await store(storage(), bytes)
    expectSame(await readAll(await storage().open(again)), bytes)
  })

  test('a key that was never given out names nothing', async () => {
    for (const key of ['nothing', 'blobs/sha256/ab/abab', 'uploads/0', sha256(sampleBytes(9, 13)), '']) {
      await expectFault(storage().open(key), 'missing')
      expect(await storage().stat(key)).toBeUndefined()
      await storage().delete(key)
    }
  })
}

function testPowers(storage: Get): void {
  test('read gives back what was flushed, if the store can', async () => {
    const reader = storage()
    if (!canReadStaged(reader)) return
    const bytes = sampleBytes(PART + 999, 14)
    const staged = await reader.begin()
    await staged.write(bytes)
    const state = await staged.flush()
    await staged.write(bytes)
    expectSame(await readAll(await reader.read(state)), bytes)
    expectSame(await readAll(await reader.read({ ...state, offset: 10 })), bytes.subarray(0, 10))
    await staged.abort()
    await expectFault(reader.read(state), 'lost')
  })

  test('free space is a number of bytes, if the store knows it', async () => {
    const measured = storage()
    if (!knowsFreeSpace(measured)) return
    const free = await measured.freeBytes()
    expect(Number.isSafeInteger(free)).toBe(true)
    expect(free).toBeGreaterThan(0)
  })
}

function testMemory(storage: Get): void {
  test('64 MiB pass through without being held', async () => {
    const chunk = sampleBytes(MIB, 15)
    const hasher = new Bun.CryptoHasher('sha256')
    const memory = new MemoryWatch()
    const staged = await storage().begin()
    for (let i = 0; i < 64; i++) {
      const taken = staged.write(chunk)
      hasher.update(chunk)
      await taken
      memory.look()
    }
    const digest = hasher.digest('hex')
    const key = await staged.commit(`sha256:${digest}`)
    const body = await storage().open(key)
    const readBack = new Bun.CryptoHasher('sha256')
    for await (const piece of body instanceof Blob ? body.stream() : body) {
      readBack.update(piece)
      memory.look()
    }
    expect(readBack.digest('hex')).toBe(digest)
    expect(memory.grown).toBeLessThan(48 * MIB)
  }, 60_000)
}

function canReadStaged(storage: BlobStorage): storage is BlobStorage & StagedReader {
  return 'read' in storage
}

function knowsFreeSpace(storage: BlobStorage): storage is BlobStorage & FreeSpace {
  return 'freeBytes' in storage
}
