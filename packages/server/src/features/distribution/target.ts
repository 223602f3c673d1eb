// What a path under /v2/ names (distribution-spec §Endpoints): repository names contain slashes, so it is read from its end.
import {
  type Digest,
  parseDigest,
  parseRepositoryName,
  parseTagName,
  type RepositoryName,
  type TagName,
  withDefaultProject,
} from '@entrepot/oci'
import { Failure } from '../../platform/errors.ts'

export type ManifestReference = { readonly digest: Digest } | { readonly tag: TagName }

export type Target =
  | { readonly kind: 'base' }
  | { readonly kind: 'catalog' }
  | { readonly kind: 'extensions'; readonly name?: RepositoryName }
  | { readonly kind: 'manifest'; readonly name: RepositoryName; readonly reference: ManifestReference }
  | { readonly kind: 'blob'; readonly name: RepositoryName; readonly digest: Digest }
  | { readonly kind: 'uploads'; readonly name: RepositoryName }
  | { readonly kind: 'upload'; readonly name: RepositoryName; readonly uuid: string }
  | { readonly kind: 'tags'; readonly name: RepositoryName }
  | { readonly kind: 'referrers'; readonly name: RepositoryName; readonly digest: Digest }

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * @param path percent-encoded, beginning with `/v2`
 * @throws Failure naming the part that is malformed; NOT_FOUND for what is no endpoint
 */
export function parseTarget(path: string): Target {
  const rest = decode(path).slice('/v2'.length)
  if (rest === '' || rest === '/') return { kind: 'base' }
  if (rest === '/_catalog') return { kind: 'catalog' }
  if (rest === '/_oci/ext/discover') return { kind: 'extensions' }
  const segments = rest.slice(1).split('/')
  const target = parseRepositoryTarget(segments)
  if (!target) throw new Failure('NOT_FOUND', { message: `there is no endpoint ${path.slice(0, 300)}` })
  return target
}

function parseRepositoryTarget(segments: string[]): Target | undefined {
  const [a, b, c] = [segments.at(-3), segments.at(-2), segments.at(-1) as string]
  if (a === '_oci' && b === 'ext' && c === 'discover')
    return { kind: 'extensions', name: nameOf(segments, 3) }
  // The trailing slash of `blobs/uploads/` is optional: clients differ.
  if (a === 'blobs' && b === 'uploads') {
    return c === '' ? { kind: 'uploads', name: nameOf(segments, 3) } : uploadOf(segments, c)
  }
  if (b === 'blobs' && c === 'uploads') return { kind: 'uploads', name: nameOf(segments, 2) }
  if (b === 'tags' && c === 'list') return { kind: 'tags', name: nameOf(segments, 2) }
  if (b === 'blobs') return { kind: 'blob', name: nameOf(segments, 2), digest: digestOf(c) }
  if (b === 'referrers') return { kind: 'referrers', name: nameOf(segments, 2), digest: digestOf(c) }
  if (b === 'manifests') return { kind: 'manifest', name: nameOf(segments, 2), reference: referenceOf(c) }
  return undefined
}

function uploadOf(segments: string[], uuid: string): Target {
  const name = nameOf(segments, 3)
  if (!uuidPattern.test(uuid)) throw new Failure('BLOB_UPLOAD_UNKNOWN')
  return { kind: 'upload', name, uuid }
}

function nameOf(segments: string[], tail: number): RepositoryName {
  const text = segments.slice(0, -tail).join('/')
  const name = parseRepositoryName(text)
  if (!name) throw new Failure('NAME_INVALID', { detail: { name: text.slice(0, 300) } })
  return withDefaultProject(name)
}

function digestOf(text: string): Digest {
  const digest = parseDigest(text)
  if (!digest) {
    throw new Failure('DIGEST_INVALID', {
      message: 'the digest is malformed, or of an algorithm other than sha256 and sha512',
      detail: { digest: text.slice(0, 300) },
    })
  }
  return digest
}

function referenceOf(text: string): ManifestReference {
  if (text.includes(':')) return { digest: digestOf(text) }
  const tag = parseTagName(text)
  if (!tag)
    throw new Failure('MANIFEST_INVALID', {
      message: 'the tag is malformed',
      detail: { tag: text.slice(0, 300) },
    })
  return { tag }
}

function decode(path: string): string {
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path)
  } catch {
    throw new Failure('NAME_INVALID', { message: 'the path is not valid percent-encoded UTF-8' })
  }
}
