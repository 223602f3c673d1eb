// Request bodies: whole when they are small by limit, in chunks with an idle limit when they are not.
import { isNestedTooDeeply } from '@entrepot/oci'
import { Failure } from '../errors.ts'
import { validationFailure } from './api-failure.ts'
import type { RequestContext } from './request-context.ts'

/** How often a body that does not move is looked at, and the runtime's own idle clock is wound. */
const watchInterval = 1_000

/** Bodies that are being read whole, and how to end the wait for them. */
const arriving = new WeakMap<Request, (reason: Failure) => void>()

/**
 * The whole body.
 * @throws Failure REQUEST_ENTITY_TOO_LARGE beyond `limit` bytes, no more than that is ever held; REQUEST_TIMEOUT when
 *   it does not arrive: the client went away, broke the framing, or `giveUpBody` was called
 */
export async function readBody(
  request: Request,
  limit: number,
  tooLarge: () => Failure,
): Promise<Uint8Array> {
  const declared = contentLength(request)
  if (declared !== undefined && declared > limit) throw tooLarge()
  if (!request.body) return new Uint8Array(0)
  const reader = request.body.getReader() as ReadableStreamDefaultReader<Uint8Array>
  const { promise: givenUp, reject } = Promise.withResolvers<never>()
  arriving.set(request, reject)
  try {
    return await Promise.race([collect(reader, limit, tooLarge), givenUp])
  } finally {
    arriving.delete(request)
    void reader.cancel().catch(() => {})
  }
}

/** Ends the wait for a body that is being read whole. @returns false when none is awaited any more */
export function giveUpBody(request: Request, reason: Failure): boolean {
  const giveUp = arriving.get(request)
  giveUp?.(reason)
  return giveUp !== undefined
}

/** Into one buffer: a list of pieces of one byte each would take a hundred times the memory of what they hold. */
async function collect(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
  tooLarge: () => Failure,
): Promise<Uint8Array> {
  let buffer = new Uint8Array(0)
  let length = 0
  while (true) {
    const { done, value } = await nextOf(reader)
    if (done) return buffer.subarray(0, length)
    const after = length + value.byteLength
    if (after > limit) throw tooLarge()
    if (length === 0) buffer = value as Uint8Array<ArrayBuffer>
    else {
      if (after > buffer.byteLength) {
        const larger = new Uint8Array(Math.min(limit, 2 * after))
        larger.set(buffer.subarray(0, length))
        buffer = larger
      }
      buffer.set(value, length)
    }
    length = after
  }
}

async function nextOf(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read()
  } catch (cause) {
    throw new Failure('REQUEST_TIMEOUT', { message: 'the body did not arrive whole', cause })
  }
}

/** The client stopped sending: it went away, or moved nothing for too long. What arrived before counts. */
export class BodyInterrupted extends Error {
  override readonly name = 'BodyInterrupted'
}

/**
 * A body's chunks, as they arrive; each is the caller's own.
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
  let interrupt: (reason: BodyInterrupted) => void = () => {}
  let given: BodyInterrupted | undefined
  const giveUp = (reason: string) => {
    given ??= new BodyInterrupted(reason)
    interrupt(given)
  }
  context.patience(0)
  const watch = setInterval(() => {
    if (performance.now() - lastByteAt >= idleMs) giveUp(`no byte arrived for ${idleMs / 1000} seconds`)
  }, watchInterval)
  const takenOver = () => giveUp('a later request took this upload over')
  const gone = () => giveUp('the client went away while sending')
  signal?.addEventListener('abort', takenOver, { once: true })
  // Bun fires it in every case; a read that waits is not always woken.
  request.signal.addEventListener('abort', gone, { once: true })
  if (request.signal.aborted) gone()
  try {
    while (true) {
      // Cancelling the reader does not wake a read that waits, so the read is raced, by hand: Promise.race would
      // keep one reaction a chunk alive until the body ends.
      const { done, value } = await new Promise<Awaited<ReturnType<typeof reader.read>>>(
        (resolve, reject) => {
          if (given) reject(given) // while the last chunk was being written
          interrupt = reject
          reader
            .read()
            .then(resolve, (cause) =>
              reject(new BodyInterrupted('the client went away while sending', { cause })),
            )
        },
      )
      if (done) return
      yield value
      lastByteAt = performance.now()
    }
  } finally {
    clearInterval(watch)
    signal?.removeEventListener('abort', takenOver)
    request.signal.removeEventListener('abort', gone)
    void reader.cancel().catch(() => {})
  }
}

/** The announced length in bytes; undefined for a streamed body. */
export function contentLength(request: Request): number | undefined {
  const header = request.headers.get('content-length')
  return header !== null && /^\d{1,15}$/.test(header) ? Number(header) : undefined
}

/** A JSON body of the management API; undefined when there is none. @throws Failure 413, 422 */
export async function readJson(request: Request, limit: number): Promise<unknown> {
  const bytes = await readBody(
    request,
    limit,
    () => new Failure('REQUEST_ENTITY_TOO_LARGE', { message: `the body is larger than ${limit} bytes` }),
  )
  try {
    if (isNestedTooDeeply(bytes)) throw new SyntaxError('too deep')
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // PostgreSQL takes no NUL in a text.
    if (text.includes('\\u0000')) throw new SyntaxError('NUL')
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    throw validationFailure(['the body is not JSON in UTF-8, or holds \\u0000'])
  }
}
