// Named gaps between durable steps, at which a test build can be made to die. In any other build they are nothing.
//
// A test starts the program with `--define FAILPOINTS=true`, and with ENTREPOT_TEST_FAILPOINT=<name>:<n> to be killed
// when the gap is reached for the nth time. ENTREPOT_TEST_FAILPOINT_LOG names a file that gets each gap reached.
import { appendFileSync } from 'node:fs'

declare const FAILPOINTS: boolean

/** Every gap, in the order of a request's steps. A faults run that misses one fails. */
export const failpoints = [
  // A blob's bytes
  'staged file made',
  'staged file written',
  'staged file synced',
  'blob folder made',
  'blob synced',
  'blob renamed',
  'blob folder synced',
  // Their record
  'upload session inserted',
  'upload chunk flushed',
  'upload chunk saved',
  'blob sealed',
  'blob recorded',
  'mount recorded',
  // An upload that ends otherwise
  'refused bytes removed',
  'upload bytes discarded',
  'upload session deleted',
  // Manifests and tags
  'manifest verified',
  'manifest committed',
  'manifest deleted',
  'tag deleted',
  'blob unlinked',
  // Events
  'events applied',
  'events delivered',
] as const

export type Failpoint = (typeof failpoints)[number]

const active = typeof FAILPOINTS !== 'undefined' && FAILPOINTS
const [fatalName, fatalCount] = active ? (process.env.ENTREPOT_TEST_FAILPOINT ?? '').split(':') : []
let reached = 0

export function failpoint(name: Failpoint): void {
  if (!active) return
  const log = process.env.ENTREPOT_TEST_FAILPOINT_LOG
  if (log) appendFileSync(log, `${name}\n`)
  if (name !== fatalName) return
  reached += 1
  if (reached === Number(fatalCount ?? 1)) process.kill(process.pid, 'SIGKILL')
}
