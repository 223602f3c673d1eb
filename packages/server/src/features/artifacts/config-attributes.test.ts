// Configs in a storage that does not always answer.
import { expect, test } from 'bun:test'
import { Writable } from 'node:stream'
import type { Digest } from '@entrepot/oci'
import { openMemoryStorage } from '../../drivers/storage/memory/memory-storage.ts'
import { systemClock } from '../../platform/clock.ts'
import { createLog } from '../../platform/log.ts'
import { StorageError } from '../content/blob-storage-port.ts'
import { sha256, store } from '../content/blob-storage-samples.ts'
import { Content } from '../content/index.ts'
import { type Config, ConfigAttributes } from './config-attributes.ts'

const mediaType = 'application/vnd.oci.image.config.v1+json'
const all = Number.MAX_SAFE_INTEGER

async function scene() {
  const storage = openMemoryStorage()
  const open = storage.open.bind(storage)
  const faults = new Map<string, () => Promise<never>>()
  storage.open = (key, ...how) => faults.get(key)?.() ?? open(key, ...how)
  const lines: string[] = []
  const stream = new Writable({ write: (chunk, _, done) => done(void lines.push(String(chunk))) })
  const log = createLog('trace', stream)
  const configs = new ConfigAttributes(new Content({ storage, reserve: 0, clock: systemClock, log }))
  const config = async (id: number, document: object): Promise<Config> => {
    const bytes = new TextEncoder().encode(JSON.stringify(document))
    const key = await store(storage, bytes)
    const digest = sha256(bytes) as Digest
    return { mediaType, blob: { id, digest, size: bytes.length, storeId: 1, key } }
  }
  const asked = new Map<number, Config>()
  for (let n = 0; n < 12; n += 1) asked.set(n, await config(n, { os: `os-${n}` }))
  const keyOf = (n: number) => asked.get(n)?.blob.key ?? ''
  return { storage, faults, lines, configs, asked, keyOf }
}

test('what a storage does not answer in time keeps nobody waiting, and is read once it does', async () => {
  const { faults, configs, asked, keyOf } = await scene()
  for (const n of [3, 7]) faults.set(keyOf(n), () => new Promise(() => {}))
  const { attributes, unread, fault } = await configs.read(asked, all, 50)
  expect([attributes.size, [...unread].sort()]).toEqual([10, [3, 7]])
  expect(String(fault)).toContain('50 ms')
  faults.clear()
  const after = await configs.read(asked, all, 50)
  expect([after.attributes.size, after.unread, after.attributes.get(7)]).toEqual([12, [], { os: 'os-7' }])
})

test('a fault is told from what stays as it is: lost, or no JSON', async () => {
  const { storage, faults, lines, configs, asked, keyOf } = await scene()
  faults.set(keyOf(2), () => Promise.reject(new StorageError('unavailable', 'cannot open: EIO')))
  await storage.delete(keyOf(4))
  const { attributes, unread, fault } = await configs.read(asked, all)
  expect([attributes.size, unread, attributes.has(4)]).toEqual([10, [2], false])
  expect((fault as Error).cause).toBeInstanceOf(StorageError)
  expect(lines).toEqual([])
})
