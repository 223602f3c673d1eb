// Pulls what was pushed, or else the first tag of the repository, and verifies each byte.
import { isIndexType, mediaTypes } from '@entrepot/oci'
import { type Check, failed, ok, skipped } from '../check.ts'
import { type Answer, jsonOf } from '../http-client.ts'
import { needsRepository } from '../mends.ts'
import { digestOf, Refusal } from '../uploads.ts'
import type { Artifact, Visit } from '../visit.ts'

const accepted = [
  mediaTypes.ociManifest,
  mediaTypes.ociIndex,
  mediaTypes.dockerManifest,
  mediaTypes.dockerManifestList,
].join(', ')

/** The header by which clients say which kinds of manifest they understand. */
export const acceptManifests: Readonly<Record<string, string>> = { accept: accepted }

export const pullCheck: Check = {
  name: 'pull',
  async run(visit) {
    const { repository, credentials } = visit.options
    if (repository === undefined) return skipped(needsRepository)
    if (!visit.admitted) return skipped(credentials ? 'the login failed' : 'needs --user')
    try {
      return await pull(visit, `/v2/${repository}`)
    } catch (error) {
      if (error instanceof Refusal) return refused(error, visit)
      throw error
    }
  },
}

async function pull(visit: Visit, path: string) {
  const tag = visit.artifact?.tag ?? (await firstTag(visit, path))
  if (tag === undefined) return skipped('the repository has no tag to pull')
  const read = await readManifest(visit, path, tag)
  const artifact = { ...read, blob: visit.artifact?.blob ?? read.blob }
  const blob = await visit.getContent(`${path}/blobs/${artifact.blob.digest}`)
  if (blob.status !== 200) throw new Refusal('getting a blob', blob)
  if (digestOf(blob.body) !== artifact.blob.digest) return damaged(`the blob ${artifact.blob.digest}`)
  visit.artifact = { ...artifact, tag: visit.artifact?.tag }
  const wait = blob.answeredAt - blob.sentAt
  return ok(`${tag}: the manifest and a blob of ${artifact.blob.size} bytes, its first byte after ${wait} ms`)
}

async function firstTag(visit: Visit, path: string): Promise<string | undefined> {
  const answer = await visit.sendAsUser('GET', `${path}/tags/list?n=1`)
  if (answer.status !== 200) throw new Refusal('listing tags', answer)
  const { tags } = (jsonOf(answer) ?? {}) as { tags?: unknown }
  return Array.isArray(tags) && typeof tags[0] === 'string' ? tags[0] : undefined
}

interface Descriptor {
  readonly digest: string
  readonly size: number
}

interface Document {
  readonly mediaType?: string
  readonly manifests?: readonly Descriptor[]
  readonly config?: Descriptor
  readonly layers?: readonly Descriptor[]
}

/** An index leads to its first manifest; of the blobs the smallest is enough. */
async function readManifest(visit: Visit, path: string, reference: string): Promise<Omit<Artifact, 'tag'>> {
  const answer = await visit.sendAsUser('GET', `${path}/manifests/${reference}`, { headers: acceptManifests })
  if (answer.status !== 200) throw new Refusal('getting the manifest', answer)
  verify(answer, reference)
  const document = (jsonOf(answer) ?? {}) as Document
  const [child] = document.manifests ?? []
  const type = answer.headers.get('content-type') ?? ''
  if (child && isIndexType(type)) return readManifest(visit, path, child.digest)
  const blobs = [...(document.layers ?? []), ...(document.config ? [document.config] : [])]
  const [blob] = blobs.toSorted((a, b) => a.size - b.size)
  if (!blob) throw new Error(`the manifest ${reference} names no blob`)
  return { manifest: { digest: digestOf(answer.body), size: answer.body.byteLength }, blob }
}

function verify(answer: Answer, reference: string): void {
  const said = reference.includes(':') ? reference : answer.headers.get('docker-content-digest')
  if (said === null || said === digestOf(answer.body)) return
  throw new Error(`the manifest ${reference} is changed on the way: it has not the digest ${said}`)
}

function damaged(what: string) {
  return failed(
    `${what} is changed on the way: its bytes do not have its digest`,
    'A middlebox rewrites answers (compression, a virus scanner, a cache), or the storage is damaged (entrepot scrub)',
  )
}

function refused(error: Refusal, { options: { repository = '', credentials } }: Visit) {
  const { status } = error.answer
  if (status === 404)
    return failed(error.message, `Nothing was ever pushed to ${repository}, or it is spelt otherwise`)
  if (status === 401 || status === 403) {
    const who = credentials ? `${credentials.user} may` : 'Strangers may'
    return failed(
      error.message,
      `${who} not pull from ${repository}: it takes a role in its project, or a public project${credentials ? '' : '; log in with --user'}`,
    )
  }
  if (status === 429)
    return failed(error.message, 'The limit of pulls is used up; Retry-After says until when')
  return failed(error.message, "The registry's log has the cause")
}
