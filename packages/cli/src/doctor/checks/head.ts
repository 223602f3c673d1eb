// HEAD has to tell size and digest: clients decide by it what they need not send or fetch.
import { type Check, failed, ok, warning } from '../check.ts'
import type { Answer } from '../http-client.ts'
import { acceptManifests } from './pull.ts'

export const headCheck: Check = {
  name: 'head',
  async run(visit) {
    const { artifact, options } = visit
    if (!artifact) return undefined
    const { manifest, blob } = artifact
    const path = `/v2/${options.repository}`
    const asked = await visit.sendAsUser('HEAD', `${path}/manifests/${manifest.digest}`, {
      headers: acceptManifests,
    })
    if (asked.status !== 200)
      return failed(`HEAD of a manifest that GET gave is answered ${asked.status}`, letThrough)
    const problem = problemOf(asked, manifest, 'a manifest')
    if (problem !== undefined) return warning(problem, ...mend)
    const other = await visit.sendAsUser('HEAD', `${path}/blobs/${blob.digest}`)
    if (other.status >= 300 && other.status < 400)
      return ok('size and digest of manifests; blobs are elsewhere')
    if (other.status !== 200)
      return failed(`HEAD of a blob that GET gave is answered ${other.status}`, letThrough)
    const blobProblem = problemOf(other, blob, 'a blob')
    return blobProblem === undefined
      ? ok('tells size and digest without the bytes')
      : warning(blobProblem, ...mend)
  },
}

const letThrough = 'A proxy or firewall has to let the method HEAD through'
const mend = [
  'Clients then fetch whole manifests to learn a digest, and push what is there already',
  'Something on the way takes the header out: compression does (nginx: gzip off;), and so do caches and rewriting of headers',
]

function problemOf({ headers }: Answer, { digest, size }: { digest: string; size: number }, what: string) {
  const length = headers.get('content-length')
  if (length === null) return `HEAD of ${what} has no Content-Length`
  if (Number(length) !== size) return `HEAD of ${what} says ${length} bytes, and it has ${size}`
  const said = headers.get('docker-content-digest')
  return said === null || said === digest ? undefined : `HEAD of ${what} says ${said}, and it is ${digest}`
}
