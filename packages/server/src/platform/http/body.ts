// Request bodies: whole when they are small by limit, in chunks with an idle limit when they are not.
import { Failure } from '../errors.ts'
import type { RequestContext } from './request-context.ts'

/** How often a body that does not move is looked at, and the runtime's own idle clock is wound. */
const watchInterval = 1_000

/**
 * The whole body.
 * @throws Failure REQUEST_ENTITY_TOO_LARGE beyond `limit` bytes; no more than that is ever held
 */
export async function readBody(
  request: Request,
  limit: number,
  tooLarge: () => Failure,
): Promise<Uint8Array> {
  const declared = contentLength(request)
  if (declared !== undefined && declared > limit) throw tooLarge()
  if (!request.body) return new Uint8Array(0)
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body) {
    length += chunk.byteLength
    if (length > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, length)
}

/** The client stopped sending: it went away, or moved nothing for too long. What arrived before counts. */
export class BodyInterrupted extends Error {
  override readonly name = 'BodyInterrupted'
}

/**
 * A body's chunks, as they arrive.
 * @param idleMs the time without a byte after which the body is given up
 * @param signal gives the body up at once: another request took over
 * @throws BodyInterrupted
 */
export async function* bodyChunks(
  request: Request,
  context: RequestContext,
  idleMs: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (!request.body) return
  const reader = request.body.getReader() as ReadableStreamDefaultReader<Uint8Array>
  let lastByteAt = performance.now()
  let given: string | undefined
  const giveUp = (reason: string) => {
    given ??= reason
    void reader.cancel().catch(() => {})
  }
  context.patience(0)
  const watch = setInterval(() => {
    if (performance.now() - lastByteAt >= idleMs) giveUp(`no byte arrived for ${idleMs / 1000} seconds`)
  }, watchInterval)
  const takenOver = () => giveUp('a later request took this upload over')
  signal?.addEventListener('abort', takenOver, { once: true })
  try {
    while (true) {
      const { done, value } = await reader.read().catch((cause) => {
        throw new BodyInterrupted('the client went away while sending', { cause })
      })
      if (given) throw new BodyInterrupted(given)
      if (done) return
      yield value
      lastByteAt = performance.now()
    }
  } finally {
    clearInterval(watch)
    signal?.removeEventListener('abort', takenOver)
    reader.releaseLock()
  }
}

/** The announced length in bytes; undefined for a streamed body. */
export function contentLength(request: Request): number | undefined {
  const header = request.headers.get('content-length')
  return header !== null && /^\d{1,15}$/.test(header) ? Number(header) : undefined
}

/** A JSON body of the management API or the token service. */
export async function readJson(request: Request, limit: number): Promise<unknown> {
  const bytes = await readBody(
    request,
    limit,
    () => new Failure('REQUEST_ENTITY_TOO_LARGE', { message: `the body is larger than ${limit} bytes` }),
  )
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new Failure('UNPROCESSABLE_ENTITY', { message: 'the body is not JSON in UTF-8' })
  }
}
