// Reads a few small files out of a compressed archive that somebody pushed, with a bound on all that it can cost.

import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'

export interface ArchiveBounds {
  /** Bytes of the whole archive once inflated. */
  readonly inflated: number
  /** Bytes of one file that is read. */
  readonly file: number
  readonly entries: number
  readonly milliseconds: number
}

/** The archive is not what it should be, or costs more than it may: in words for people. */
export class ArchiveUnreadable extends Error {
  override readonly name = 'ArchiveUnreadable'
}

/**
 * @param compressed a gzipped tar, or a tar as it is
 * @param wanted by which key a file is wanted, or undefined; the first of a key is taken
 * @returns the wanted files that the archive has
 * @throws ArchiveUnreadable
 */
export async function readFromArchive(
  compressed: ReadableStream<Uint8Array>,
  gzipped: boolean,
  wanted: (name: string) => string | undefined,
  bounds: ArchiveBounds,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  const archive = extract()
  const deadline = AbortSignal.timeout(bounds.milliseconds)
  const source = Readable.fromWeb(compressed as never)
  const stages: Transform[] = gzipped ? [createGunzip()] : []
  const inflating = pipeline([source, ...stages, within(bounds.inflated), archive] as never, {
    signal: deadline,
  })
  const reading = (async () => {
    let entries = 0
    for await (const entry of archive) {
      if (++entries > bounds.entries)
        throw new ArchiveUnreadable(`it has more than ${bounds.entries} entries`)
      const { name, type, size = 0 } = entry.header
      const key = type === 'file' ? wanted(name) : undefined
      if (key === undefined || files.has(key)) entry.resume()
      else if (size > bounds.file) throw new ArchiveUnreadable(`${key} has more than ${bounds.file} bytes`)
      else files.set(key, await bytesOf(entry as AsyncIterable<Uint8Array>))
    }
  })()
  try {
    await Promise.all([inflating, reading])
  } catch (error) {
    throw unreadable(error, bounds)
  } finally {
    source.destroy()
    archive.destroy()
    await Promise.allSettled([inflating, reading])
  }
  return files
}

/** Passes bytes on until there are too many. */
function within(most: number) {
  return async function* (chunks: AsyncIterable<Uint8Array>) {
    let left = most
    for await (const chunk of chunks) {
      left -= chunk.byteLength
      if (left < 0) throw new ArchiveUnreadable(`it has more than ${most} bytes when inflated`)
      yield chunk
    }
  }
}

async function bytesOf(entry: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of entry) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function unreadable(error: unknown, { milliseconds }: ArchiveBounds): ArchiveUnreadable {
  if (error instanceof ArchiveUnreadable) return error
  const late = error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')
  const words = late ? `reading it took more than ${milliseconds} ms` : 'it is no readable archive'
  return new ArchiveUnreadable(words, { cause: error })
}
