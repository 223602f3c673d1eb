// What a store must do that can list, inspect and set aside: part of the suite of blob-storage-contract.ts.

import { expect, test } from 'bun:test'
import type { BlobStorage, Quarantine, StoredLister } from './blob-storage-port.ts'
import type { Get } from './blob-storage-resuming-contract.ts'
import { expectFault, readAll, sampleBytes, store } from './blob-storage-samples.ts'

type Listing = BlobStorage & StoredLister & Quarantine

/** Registers nothing to fail for a store that lacks the powers. */
export function testListing(storage: Get): void {
  const listing = (title: string, fn: (storage: Listing) => Promise<void>) =>
    test(title, async () => {
      const given = storage()
      if (canList(given)) await fn(given)
    })

  listing('finished objects are listed in the order of their keys, from any of them on', async (opened) => {
    const keys: string[] = []
    for (let seed = 1; seed <= 20; seed++) keys.push(await store(opened, sampleBytes(100 + seed, seed)))
    const unfinished = await opened.begin()
    await unfinished.flush()
    const listed = await Array.fromAsync(opened.listStored())
    expect(listed.map(({ key }) => key)).toEqual([...keys].sort())
    expect(listed.map(({ size }) => size).sort()).toEqual(keys.map((_, index) => 101 + index))
    for (const object of listed) expect(await opened.inspect(object.key)).toEqual(object)
    const [, , third] = listed
    const rest = await Array.fromAsync(opened.listStored(third?.key))
    expect(rest).toEqual(listed.slice(3))
    await unfinished.abort()
  })

  listing('what is set aside or removed is out of reach, and can be pushed again', async (opened) => {
    for (const how of ['setAside', 'remove'] as const) {
      const bytes = sampleBytes(1000, 21)
      const key = await store(opened, bytes)
      const object = await inspected(opened, key)
      expect(await opened[how](object)).toBe('done')
      expect(await opened[how](object)).toBe('missing')
      expect(await opened.inspect(key)).toBeUndefined()
      expect(await Array.fromAsync(opened.listStored())).toEqual([])
      await expectFault(opened.open(key), 'missing')
      expect(await readAll(await opened.open(await store(opened, bytes)))).toEqual(bytes)
      await opened.delete(key)
    }
  })

  listing('what was pushed again since it was looked at stays', async (opened) => {
    const bytes = sampleBytes(1000, 22)
    const key = await store(opened, bytes)
    const object = await inspected(opened, key)
    await store(opened, bytes)
    expect(await opened.setAside(object)).toBe('changed')
    expect(await opened.remove(object)).toBe('changed')
    expect(await readAll(await opened.open(key))).toEqual(bytes)
  })
}

async function inspected(storage: Listing, key: string) {
  const object = await storage.inspect(key)
  if (!object) throw new Error(`${key} is not there`)
  return object
}

function canList(storage: BlobStorage): storage is Listing {
  return 'listStored' in storage && 'setAside' in storage
}
