// An upload that pauses, as over a bad line: what on the way loses patience first.
import { type Check, type Finding, failed, ok, patience, skipped } from '../check.ts'
import type { RawConnection } from '../raw-connection.ts'
import { beginUpload } from '../uploads.ts'
import type { Visit } from '../visit.ts'
import { pushProblem } from './push.ts'

const half = 65_536 // bytes

export const heldUploadCheck: Check = {
  name: 'patience',
  limit: ({ options: { hold = 0 } }) => patience + hold,
  async run(visit) {
    const { hold } = visit.options
    if (hold === undefined) return undefined
    const problem = pushProblem(visit)
    if (problem !== undefined) return skipped(problem)
    const upload = await beginUpload(visit)
    const connection = await visit.connect()
    const start = performance.now()
    try {
      const status = await pausedPatch(visit, connection, upload, hold)
      return status === 202
        ? ok(`an upload that paused for ${hold / 1000} s went on`)
        : cut(start, String(status))
    } catch (error) {
      visit.signal.throwIfAborted()
      return cut(start, error instanceof Error ? error.message : String(error))
    } finally {
      connection.close()
    }
  },
}

/** @returns the status that came, after the pause or in it */
async function pausedPatch(
  visit: Visit,
  connection: RawConnection,
  path: string,
  hold: number,
): Promise<number> {
  const headers = {
    ...visit.userHeaders,
    'content-type': 'application/octet-stream',
    'content-length': String(2 * half),
  }
  connection.write(visit.head(`PATCH ${path}`, headers))
  connection.write(new Uint8Array(half))
  const answer = connection.answer().then(({ status }) => status)
  const early = await Promise.race([answer, pause(hold, visit.signal)])
  if (early !== undefined) return early
  connection.write(new Uint8Array(half))
  return answer
}

function pause(ms: number, signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms)
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })
}

function cut(start: number, words: string): Finding {
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  return failed(
    `an upload that paused was cut off after ${seconds} s: ${words}`,
    'nginx: client_body_timeout 900s; proxy_read_timeout 900s; proxy_send_timeout 900s;',
    'HAProxy: timeout client 15m, timeout server 15m. Entrepot: limits.idleTimeout',
    'Balancers of clouds have an idle timeout too, 60 s by default',
  )
}
