// Whether a large body gets through in one request: proxies often have a limit that fits web forms.
import { randomFillSync } from 'node:crypto'
import { type Check, type Finding, failed, ok, patience, skipped } from '../check.ts'
import { sizeText } from '../size.ts'
import { beginUpload, bodyLimitLines, Refusal, refusedPush } from '../uploads.ts'
import type { Visit } from '../visit.ts'
import { unknownUpload } from './buffering.ts'
import { pushProblem } from './push.ts'

/** Bytes a millisecond that any useful line has: 256 KiB a second. */
const slowest = 262

export const bodySizeCheck: Check = {
  name: 'body size',
  limit: ({ options: { size } }) => patience + size / slowest,
  run: (visit) => (pushProblem(visit) === undefined ? send(visit) : announce(visit)),
}

async function send(visit: Visit): Promise<Finding> {
  const { size } = visit.options
  try {
    const upload = await beginUpload(visit)
    const headers = { 'content-type': 'application/octet-stream' }
    const start = performance.now()
    const body = randomFillSync(new Uint8Array(size))
    const answer = await visit.sendAsUser('PATCH', upload, { headers, body })
    if (answer.status !== 202) throw new Refusal(`${sizeText(size)} in one request`, answer)
    const rate = size / ((performance.now() - start) / 1000)
    return ok(`${sizeText(size)} in one request, ${sizeText(rate)}/s`)
  } catch (error) {
    visit.signal.throwIfAborted()
    if (error instanceof Refusal) return refusedPush(error, visit)
    const words = error instanceof Error ? error.message : String(error)
    return failed(`the connection broke in an upload of ${sizeText(size)}: ${words}`, ...bodyLimitLines)
  }
}

/** Without the right to push: a proxy refuses by the announced length alone, before it asks the registry. */
async function announce(visit: Visit): Promise<Finding> {
  const { size } = visit.options
  const connection = await visit.connect()
  try {
    const headers = {
      'content-type': 'application/octet-stream',
      'content-length': String(size),
      expect: '100-continue',
    }
    connection.write(visit.head(`PATCH ${unknownUpload(visit)}`, headers))
    const { status, head } = await connection.answer()
    const server = /^server: *(.*)$/im.exec(head)?.[1]?.trim()
    if (status === 413) {
      return failed(
        `413 to a body of ${sizeText(size)}${server ? ` (Server: ${server})` : ''}`,
        ...bodyLimitLines,
      )
    }
    return ok(`${sizeText(size)} may come in one request (announced only; sent with --user and --repository)`)
  } catch (error) {
    visit.signal.throwIfAborted()
    return skipped(`cannot tell: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    connection.close()
  }
}
