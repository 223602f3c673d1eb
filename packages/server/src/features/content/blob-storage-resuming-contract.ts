// The part of the contract of blob stores that is about going on after a crash, on this node or on another.

import { expect, test } from 'bun:test'
import type { BlobStorage, StagedState } from './blob-storage-port.ts'
import { expectFault, expectSame, PART, readAll, sampleBytes, sha256 } from './blob-storage-samples.ts'

/** The store under test. */
export type Get = () => BlobStorage
/** A second instance over the same bytes, or the same one when the driver's test cannot reopen. */
export type Another = () => Promise<BlobStorage>

export function testResuming(storage: Get, another: Another): void {
  const bytes = sampleBytes(2 * PART + 4321, 10)

  /** Writes up to `flushed`, flushes, adds bytes that must not survive, and lets go. */
  async function interrupted(flushed: number): Promise<StagedState> {
    const staged = await storage().begin()
    await staged.write(bytes.subarray(0, flushed))
    const state = await staged.flush()
    await staged.write(sampleBytes(3333, 11))
    await staged.close()
    await staged.close()
    return state
  }

  /** Resumes, sends the rest and commits; not every store can tell at `resume` already that bytes are lost. */
  async function finished(state: StagedState): Promise<string> {
    const staged = await (await another()).resume(state)
    await staged.write(bytes.subarray(state.offset))
    return staged.commit(sha256(bytes))
  }

  test.each([0, 1, 1000, PART - 1, PART, PART + 77])(
    'after %d bytes, by a new instance, without what came after the flush',
    async (flushed) => {
      // The database gives the state back as it was written, not as the same object.
      const state: StagedState = JSON.parse(JSON.stringify(await interrupted(flushed)))
      expect(state.offset).toBe(flushed)
      const staged = await (await another()).resume(state)
      expect(staged.offset).toBe(flushed)
      await staged.write(bytes.subarray(flushed))
      const key = await staged.commit(sha256(bytes))
      expectSame(await readAll(await storage().open(key)), bytes)
    },
  )

  test('many times', async () => {
    let state = await interrupted(10)
    for (const end of [11, 5000, PART + 1, PART + 2, 2 * PART]) {
      const staged = await (await another()).resume(state)
      await staged.write(bytes.subarray(state.offset, end))
      state = await staged.flush()
      await staged.close()
    }
    const staged = await storage().resume(state)
    await staged.write(bytes.subarray(state.offset))
    const key = await staged.commit(sha256(bytes))
    expectSame(await readAll(await storage().open(key)), bytes)
  })

  test('an object with nothing more to come can be resumed only to be committed', async () => {
    const key = await finished(await interrupted(bytes.length))
    expect(await storage().stat(key)).toEqual({ size: bytes.length })
    expectSame(await readAll(await storage().open(key)), bytes)
  })

  test('when the holder never let go, as in a crash', async () => {
    const crashed = await storage().begin()
    await crashed.write(bytes.subarray(0, PART + 1))
    const state = await crashed.flush()
    await crashed.write(sampleBytes(4444, 11))
    const resumed = await (await another()).resume(state)
    expect(resumed.offset).toBe(PART + 1)
    await resumed.write(bytes.subarray(PART + 1, PART + 100))
    const later = await resumed.flush()
    await resumed.close()
    const key = await finished(later)
    await crashed.close()
    expectSame(await readAll(await storage().open(key)), bytes)
  })

  test('fails as lost after an abort', async () => {
    const state = await interrupted(PART + 1000)
    await (await storage().resume(state)).abort()
    await expectFault(finished(state), 'lost')
  })

  test('fails as lost after the commit, and what was committed stays', async () => {
    const staged = await storage().begin()
    await staged.write(bytes)
    const state = await staged.flush()
    const key = await staged.commit(sha256(bytes))
    await expectFault(finished(state), 'lost')
    expectSame(await readAll(await storage().open(key)), bytes)
  })
}
