// Whether a part of a blob can be had: interrupted pulls go on with it, and lazy pulls live by it.
import { type Check, ok, warning } from '../check.ts'

export const rangeCheck: Check = {
  name: 'ranges',
  async run(visit) {
    const { artifact, options } = visit
    if (!artifact) return undefined
    const { digest, size } = artifact.blob
    const path = `/v2/${options.repository}/blobs/${digest}`
    const answer = await visit.getContent(path, { range: 'bytes=0-0' })
    const range = answer.headers.get('content-range')
    if (answer.status === 206 && range === `bytes 0-0/${size}` && answer.body.byteLength === 1) {
      return ok('a part of a blob can be pulled')
    }
    return warning(
      `a part of a blob was asked for, and ${answer.status} came${range === null ? '' : ` with ${range}`}`,
      'Interrupted pulls begin anew. A proxy may take the header Range out (a cache, compression), or the registry does not know it',
      'nginx: gzip off; and no proxy_cache for /v2/; max_ranges must not be 0',
    )
  },
}
