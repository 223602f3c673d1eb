// Whether something on the way compresses answers: registries never do, their content is compressed already.
import { type Check, failed, ok, warning } from '../check.ts'

const mend = [
  'nginx: gzip off; in the location of the registry. Apache: SetEnv no-gzip 1. HAProxy: no filter compression',
]

export const compressionCheck: Check = {
  name: 'compression',
  async run({ answers, origin }) {
    const touched = answers
      .filter(({ url, headers }) => url.startsWith(`${origin}/v2/`) && headers.has('content-encoding'))
      .map(({ url, headers }) => ({ path: new URL(url).pathname, how: headers.get('content-encoding') }))
    const content = touched.find(({ path }) => /\/(manifests|blobs)\//.test(path))
    if (content) {
      const words = 'sizes, ranges and digests get lost'
      return failed(`a proxy compresses content (${content.how}, ${content.path}): ${words}`, ...mend)
    }
    const [first] = touched
    if (first)
      return warning(
        `a proxy compresses answers (${first.how}, ${first.path}), and perhaps content too`,
        ...mend,
      )
    return ok('nobody on the way compresses answers')
  },
}
