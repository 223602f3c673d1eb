// Answers with parts of a blob: one range as it is, several as multipart/byteranges (RFC 9110 §14.6).
import { randomBytes } from 'node:crypto'
import type { Range } from '@entrepot/oci'

export type OpenRange = (range: Range) => Promise<Blob | ReadableStream<Uint8Array>>

/** Up to this sum the parts are sent as one buffer with a Content-Length; lazy pullers ask for very little. */
const bufferedMost = 1024 * 1024

const encoder = new TextEncoder()

/** @param headers of the answer but for length, type and range */
export async function multipart(
  open: OpenRange,
  ranges: readonly Range[],
  size: number,
  headers: Record<string, string>,
): Promise<Response> {
  const boundary = randomBytes(16).toString('hex')
  const parts = ranges.map((range, index) => ({ range, head: partHead(range, size, boundary, index > 0) }))
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`)
  const total = ranges.reduce((sum, { start, end }) => sum + end - start + 1, 0)
  const stream = streamOf(partsOf(open, parts, tail))
  const body = total <= bufferedMost ? await new Response(stream).arrayBuffer() : stream
  return new Response(body, {
    status: 206,
    headers: { ...headers, 'content-type': `multipart/byteranges; boundary=${boundary}` },
  })
}

function partHead({ start, end }: Range, size: number, boundary: string, later: boolean): Uint8Array {
  return encoder.encode(
    `${later ? '\r\n' : ''}--${boundary}\r\n` +
      'Content-Type: application/octet-stream\r\n' +
      `Content-Range: bytes ${start}-${end}/${size}\r\n\r\n`,
  )
}

async function* partsOf(
  open: OpenRange,
  parts: readonly { range: Range; head: Uint8Array }[],
  tail: Uint8Array,
): AsyncGenerator<Uint8Array> {
  for (const { range, head } of parts) {
    yield head
    const body = await open(range)
    yield* body instanceof Blob ? body.stream() : body
  }
  yield tail
}

function streamOf(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await chunks.return(undefined)
    },
  })
}
