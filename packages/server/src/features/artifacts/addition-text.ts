// An addition, and blobs that are read whole for one.
import { isNestedTooDeeply } from '@entrepot/oci'
import type { BlobRecord, Content } from '../content/index.ts'
import { ArchiveUnreadable } from './bounded-archive.ts'

export interface Addition {
  readonly text: string
  readonly mediaType: string
}

export const additionTypes = {
  text: 'text/plain; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
  json: 'application/json; charset=utf-8',
  bill: 'application/vnd.goharbor.harbor.sbom.v1',
} as const

/** A config, or a bill of materials: bytes. */
const largestDocument = 4 * 1024 * 1024

/** @throws ArchiveUnreadable when it is too long */
export async function readText(content: Content, blob: BlobRecord): Promise<string> {
  return new TextDecoder().decode(await readBytes(content, blob))
}

async function readBytes(content: Content, blob: BlobRecord): Promise<Uint8Array> {
  if (blob.size > largestDocument) throw new ArchiveUnreadable(`it has more than ${largestDocument} bytes`)
  return new Response(await content.open(blob)).bytes()
}

/** @throws ArchiveUnreadable, also for what nests so deeply that it could not be written into an answer */
export async function readJson(content: Content, blob: BlobRecord): Promise<Record<string, unknown>> {
  const bytes = await readBytes(content, blob)
  if (isNestedTooDeeply(bytes)) throw new ArchiveUnreadable('its config is nested too deeply')
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (typeof document === 'object' && document !== null) return document as Record<string, unknown>
  } catch {
    // Said below, with documents that are no objects.
  }
  throw new ArchiveUnreadable('its config is no JSON object')
}

/** The blob's bytes as they come. */
export async function openStream(content: Content, blob: BlobRecord): Promise<ReadableStream<Uint8Array>> {
  const body = await content.open(blob)
  return (body instanceof Blob ? body.stream() : body) as ReadableStream<Uint8Array>
}
