// The memory store against the contract, and what only it can do.

import { describe, expect, test } from 'bun:test'
import { describeBlobStorage } from '../../../features/content/blob-storage-contract.ts'
import { expectFault, sampleBytes, store } from '../../../features/content/blob-storage-samples.ts'
import { Memory, openMemoryStorage } from './memory-storage.ts'

describeBlobStorage(
  'memory storage',
  async () => {
    const memory = new Memory()
    return {
      storage: openMemoryStorage(memory),
      reopen: async () => openMemoryStorage(memory),
      close: async () => {},
    }
  },
  { boundedMemory: false },
)

describe('memory storage', () => {
  test('a capacity runs out as a disk does, and abort gives the room back', async () => {
    const storage = openMemoryStorage(new Memory(1000))
    await store(storage, sampleBytes(600))
    const staged = await storage.begin()
    await staged.write(sampleBytes(300))
    await expectFault(staged.write(sampleBytes(101)), 'no-space')
    expect(await storage.freeBytes()).toBe(100)
    await staged.abort()
    expect(await storage.freeBytes()).toBe(400)
  })
})
