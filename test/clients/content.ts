// What an image consists of, as digests computed here from the bytes that some side really holds.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Blob, digestOf } from './image.ts'

/** A manifest, then its config and its layers. */
export type Artifact = [manifest: Blob, ...blobs: Blob[]]

/** The digests of one platform's image: of the blobs as they travel, and of the layers unpacked. */
export type Content = { manifest: string; config: string; layers: string[]; unpacked: string[] }

/** The bytes inside, where they are compressed by gzip. */
function inside(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? Bun.gunzipSync(Buffer.from(bytes)) : bytes
}

export function contentOf(manifest: Uint8Array, config: Uint8Array, layers: Uint8Array[]): Content {
  return {
    manifest: digestOf(manifest),
    config: digestOf(config),
    layers: layers.map(digestOf),
    unpacked: layers.map((bytes) => digestOf(inside(bytes))),
  }
}

export function contentOfArtifact([manifest, config, ...layers]: Artifact): Content {
  return contentOf(
    manifest.bytes,
    config!.bytes,
    layers.map(({ bytes }) => bytes),
  )
}

/** Digests of every file below `folder`, and of what is inside the compressed ones. */
export async function digestsInFolder(folder: string): Promise<Set<string>> {
  const found = new Set<string>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const bytes = await Bun.file(join(entry.parentPath, entry.name)).bytes()
    found.add(digestOf(bytes)).add(digestOf(inside(bytes)))
  }
  return found
}

/** Throws with what is missing unless `held` has every one of `wanted`. */
export function mustHold(held: Iterable<string>, wanted: string[], where: string): void {
  const all = new Set(held)
  const missing = wanted.filter((digest) => !all.has(digest))
  if (wanted.length === 0 || missing.length > 0) {
    throw new Error(`${where} lacks ${missing.join(', ') || 'everything: nothing was expected'}`)
  }
}
