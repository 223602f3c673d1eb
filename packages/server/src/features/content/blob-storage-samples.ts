// What tests of blob stores share: sample bytes, and assertions that stay fast on millions of them.

import { expect } from 'bun:test'
import { type BlobStorage, StorageError, type StorageFault } from './blob-storage-port.ts'

export const MIB = 1024 * 1024
/** The smallest part that S3 takes, and so where a driver for it has its seams. */
export const PART = 5 * MIB

/** Bytes that differ from one seed to the next and do not repeat by any power of two. */
export function sampleBytes(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >> 8) * seed * 7 + (i >> 16) + seed) & 0xff
  return bytes
}

export function sha256(bytes: Uint8Array): string {
  return `sha256:${new Bun.CryptoHasher('sha256').update(bytes).digest('hex')}`
}

export async function readAll(body: Blob | ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(body).arrayBuffer())
}

/** Writes, commits, and returns the key. */
export async function store(storage: BlobStorage, bytes: Uint8Array): Promise<string> {
  const staged = await storage.begin()
  await staged.write(bytes)
  return staged.commit(sha256(bytes))
}

/** Asserts that `work` fails with a StorageError of that fault. */
export async function expectFault(work: Promise<unknown>, fault: StorageFault): Promise<void> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StorageError)
  expect((error as StorageError).fault).toBe(fault)
}

export function expectSame(actual: Uint8Array, expected: Uint8Array): void {
  // Not toEqual: a difference in millions of bytes would take minutes to print.
  expect(actual.length).toBe(expected.length)
  expect(Buffer.compare(actual, expected)).toBe(0)
}

/** The most that this process has grown by, garbage not counted. */
export class MemoryWatch {
  #looks = 0
  readonly #before = residentAfterCollection()
  grown = 0

  look(): void {
    if (this.#looks++ % 32 === 0) this.grown = Math.max(this.grown, residentAfterCollection() - this.#before)
  }
}

function residentAfterCollection(): number {
  Bun.gc(true)
  return process.memoryUsage.rss()
}
