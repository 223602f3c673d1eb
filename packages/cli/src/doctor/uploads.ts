// Pushing by hand: sessions, chunks, and what a refusal means (distribution-spec §Push).
import { createHash } from 'node:crypto'
import { type Finding, failed } from './check.ts'
import { type Answer, wordsOf } from './http-client.ts'
import type { Visit } from './visit.ts'

/** The registry refused a step of a push. */
export class Refusal extends Error {
  constructor(
    readonly step: string,
    readonly answer: Answer,
  ) {
    super(`${step}: ${wordsOf(answer)}`)
  }
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

/** Opens a session. @returns its path at the registry's own address, whatever Location said */
export async function beginUpload(visit: Visit): Promise<string> {
  const answer = await visit.sendAsUser('POST', `/v2/${visit.options.repository}/blobs/uploads/`)
  if (answer.status !== 202) throw new Refusal('beginning an upload', answer)
  const path = followedPath(visit, answer)
  visit.openUploads.add(path)
  return path
}

/** Pushes a blob in a PATCH and a PUT, as Docker does. @throws Refusal */
export async function pushBlob(visit: Visit, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const first = await beginUpload(visit)
  const headers = { 'content-type': 'application/octet-stream' }
  const patched = await visit.sendAsUser('PATCH', first, { headers, body: bytes })
  if (patched.status !== 202) throw new Refusal('uploading a blob', patched)
  const next = followedPath(visit, patched)
  const query = `${next.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digestOf(bytes))}`
  const put = await visit.sendAsUser('PUT', next + query)
  if (put.status !== 201) throw new Refusal('finishing a blob', put)
  visit.openUploads.delete(first)
}

/** A wrong host in a Location has a check of its own: here the push goes on at the right one. */
function followedPath(visit: Visit, answer: Answer): string {
  const location = answer.headers.get('location')
  if (location === null || !URL.canParse(location, visit.origin))
    throw new Error('the upload has no usable Location')
  visit.locations.push(location)
  const { pathname, search } = new URL(location, visit.origin)
  return pathname + search
}

/** A refused push, with what mends it. Errors that are no refusals are thrown on. */
export function refusedPush(error: unknown, { options: { repository = '', credentials } }: Visit): Finding {
  if (!(error instanceof Refusal)) throw error
  const { status } = error.answer
  const who = credentials?.user ?? 'Somebody without a login'
  if (status === 401 || status === 403) {
    return failed(
      error.message,
      `${who} may not push to ${repository}: it takes a role in the project ${repository.split('/')[0]} that may push (Entrepot, Harbor: developer or above)`,
      'Or the project does not exist: registries do not tell strangers. Create it first, or set projects.createOnPush in Entrepot',
    )
  }
  if (status === 404)
    return failed(error.message, `Is there such a project? Create ${repository.split('/')[0]} first`)
  if (status === 413) return failed(error.message, ...bodyLimitLines)
  if (status === 507)
    return failed(
      error.message,
      'The registry is out of space: free or add some; for Entrepot see storage.reserve',
    )
  if (status === 429)
    return failed(
      error.message,
      'Wait as long as Retry-After says; Entrepot: limits.uploadsPerUser, pulls.rateLimit',
    )
  return failed(error.message, "The registry's log has the cause")
}

export const bodyLimitLines: readonly string[] = [
  'A proxy in front allows smaller bodies only. nginx, in the server or location block of the registry:',
  '  client_max_body_size 0;',
  'Apache: LimitRequestBody 0; Kubernetes\' ingress-nginx: the annotation nginx.ingress.kubernetes.io/proxy-body-size: "0"',
]
