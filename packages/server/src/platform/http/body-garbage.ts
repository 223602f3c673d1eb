// Chunks of bodies lie outside the collector's heap, and it hears of them late: gigabytes at full speed would take the
// process to twice its size. So it is called after so many bytes, of all uploads together.

/** Seldom enough to cost nothing that can be measured: a collection takes some milliseconds. */
const collectAfter = 128 * 1024 * 1024

let sinceCollection = 0

/** Counts bytes that were read and are needed no more. */
export function discarded(bytes: number): void {
  sinceCollection += bytes
  if (sinceCollection < collectAfter) return
  sinceCollection = 0
  Bun.gc(true)
}
