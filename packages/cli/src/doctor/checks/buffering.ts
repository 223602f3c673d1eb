// Whether a proxy keeps a whole body to itself before the registry sees its first byte.
import { type Check, ok, skipped, warning } from '../check.ts'
import type { Visit } from '../visit.ts'

/** Half a MiB: below the limit that proxies have by default. */
const announced = 524_288
const sent = 65_536
/** A registry refuses an unknown upload at once, in milliseconds. */
const early = 3_000

export const bufferingCheck: Check = {
  name: 'streaming',
  async run(visit) {
    const connection = await visit.connect()
    try {
      connection.write(
        visit.head(`PATCH ${unknownUpload(visit)}`, {
          'content-type': 'application/octet-stream',
          'content-length': String(announced),
        }),
      )
      connection.write(new Uint8Array(sent))
      // Nobody knows this upload: who sees the head refuses it, and need not wait for the rest.
      const status = await Promise.race([
        connection.answer().then((answer) => answer.status),
        afterEarly(visit),
      ])
      if (status === undefined) return buffered()
      if (status === 413) return skipped('the body was too large already: see the body size')
      return ok('bodies reach the registry as they come')
    } catch (error) {
      visit.signal.throwIfAborted()
      return skipped(`cannot tell: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
      connection.close()
    }
  },
}

/** An upload that no registry has: asking for it changes nothing. */
export function unknownUpload({ options: { repository } }: Visit): string {
  return `/v2/${repository ?? 'library/entrepot-doctor'}/blobs/uploads/00000000-0000-4000-8000-000000000000`
}

function afterEarly({ signal }: Visit): Promise<undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), early)
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })
}

function buffered() {
  return warning(
    `no answer after ${early / 1000} s to half an upload that has to be refused at its head: a proxy seems to keep bodies until they are whole`,
    'Large layers fill its disk, and pushes stall or time out. nginx:',
    '  proxy_request_buffering off; proxy_buffering off; proxy_http_version 1.1;',
  )
}
