// Where the filesystem store keeps what, and the only place where a key becomes a path.
//
//   <folder>/
//     blobs/
//       sha256/
//         9f/
//           9f86d081884c7d65…      finished, named by its digest, read-only: `sha256sum` proves it
//       sha512/…
//     quarantine/
//       sha256-9f86d081884c7d65….1b4e28ba-2fa1-…   bytes that were not what their name promised, set aside by a scrub
//     uploads/
//       1b4e28ba-2fa1-…            unfinished; on the same file system, so that a commit is a rename
//
// A key is the path below <folder>, with forward slashes.

import { basename, join } from 'node:path'

const BLOB_KEY = /^blobs\/(?:sha256\/([0-9a-f]{2})\/\1[0-9a-f]{62}|sha512\/([0-9a-f]{2})\/\2[0-9a-f]{126})$/
const STAGED_KEY = /^uploads\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const DIGEST = /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/

export const BLOBS = 'blobs'
export const UPLOADS = 'uploads'
export const QUARANTINE = 'quarantine'

/** The key of a finished object. Throws RangeError when `digest` is not a canonical sha256 or sha512. */
export function blobKey(digest: string): string {
  if (!DIGEST.test(digest)) throw new RangeError(`not a digest this store can keep: ${digest}`)
  const [algorithm, hex] = digest.split(':') as [string, string]
  return `${BLOBS}/${algorithm}/${hex.slice(0, 2)}/${hex}`
}

export function newStagedKey(): string {
  return `${UPLOADS}/${crypto.randomUUID()}`
}

/** The path of a finished object, or undefined for any string that `blobKey` cannot have made. */
export function blobPath(folder: string, key: string): string | undefined {
  return BLOB_KEY.test(key) ? join(folder, key) : undefined
}

/** Where the bytes of a finished object are set aside; each time a new name. */
export function quarantinePath(folder: string, key: string): string {
  const [, algorithm] = key.split('/')
  return join(folder, QUARANTINE, `${algorithm}-${basename(key)}.${crypto.randomUUID()}`)
}

/** The path of an unfinished object, or undefined for any string that `newStagedKey` cannot have made. */
export function stagedPath(folder: string, key: string): string | undefined {
  return STAGED_KEY.test(key) ? join(folder, key) : undefined
}
