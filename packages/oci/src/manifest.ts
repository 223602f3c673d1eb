// Manifests and indexes: parsed once at the border; the bytes themselves are never changed.
import { type Descriptor, isObject, isStringRecord, parseDescriptor } from './descriptor.ts'
import { isNestedTooDeeply } from './json-depth.ts'
import { isDockerSchema1, isImageManifestType, isIndexType, isMediaType } from './media-types.ts'

export interface Manifest {
  readonly kind: 'image' | 'index'
  readonly mediaType: string
  /** As the referrers API reports it: the manifest's own, else its config's media type; none for a bare index. */
  readonly artifactType?: string
  readonly subject?: Descriptor
  readonly config?: Descriptor
  readonly layers: readonly Descriptor[]
  readonly manifests: readonly Descriptor[]
  readonly annotations?: Readonly<Record<string, string>>
}

/** A reason why bytes are not a manifest, in words for the client. */
export class ManifestInvalid extends Error {
  override readonly name = 'ManifestInvalid'
}

/** Bytes; leaves room for the manifest's own. */
const largestTotal = 2 ** 53 - 2 ** 32
const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads a manifest of any type that has the shape of an image manifest or an index.
 * @param contentType the media type that the client declared, without parameters; '' when it declared none
 * @throws ManifestInvalid naming the first thing that is wrong
 */
export function parseManifest(body: Uint8Array, contentType: string): Manifest {
  const document = parseJsonObject(body)
  const mediaType = agreeOnMediaType(document, contentType)
  if (isDockerSchema1(mediaType) || document.schemaVersion === 1) {
    throw new ManifestInvalid('Docker manifests of schema 1 are not supported; push with a current client')
  }
  const kind = kindOf(document, mediaType)
  const config = kind === 'image' ? descriptorAt(document, 'config') : undefined
  const artifactType = optionalType(document, 'artifactType') || config?.mediaType
  const layers = kind === 'image' ? descriptorsAt(document, 'layers') : []
  const manifests = kind === 'index' ? descriptorsAt(document, 'manifests') : []
  requireCountableSize([...(config ? [config] : []), ...layers, ...manifests])
  return {
    kind,
    mediaType,
    ...(artifactType !== undefined && { artifactType }),
    subject: descriptorAt(document, 'subject'),
    config,
    layers,
    manifests,
    annotations: annotationsOf(document),
  }
}

function parseJsonObject(body: Uint8Array): Record<string, unknown> {
  if (isNestedTooDeeply(body)) throw new ManifestInvalid('the manifest is nested too deeply')
  let document: unknown
  try {
    document = JSON.parse(decoder.decode(body))
  } catch {
    throw new ManifestInvalid('the manifest is not JSON in UTF-8')
  }
  if (!isObject(document)) throw new ManifestInvalid('the manifest is not a JSON object')
  return document
}

/** The declared type and the one inside must agree (image-spec, manifest.md §mediaType). */
function agreeOnMediaType(document: Record<string, unknown>, contentType: string): string {
  const inside = optionalType(document, 'mediaType')
  if (contentType && !isMediaType(contentType)) throw new ManifestInvalid('Content-Type is not a media type')
  if (inside && contentType && inside !== contentType) {
    throw new ManifestInvalid(`mediaType is ${inside}, but the request's Content-Type is ${contentType}`)
  }
  const mediaType = inside || contentType
  if (!mediaType) throw new ManifestInvalid('neither Content-Type nor mediaType says what this manifest is')
  return mediaType
}

function kindOf(document: Record<string, unknown>, mediaType: string): 'image' | 'index' {
  if (document.schemaVersion !== 2) throw new ManifestInvalid('schemaVersion is not 2')
  const hasChildren = Array.isArray(document.manifests)
  const hasConfig = isObject(document.config)
  if (hasChildren && (hasConfig || Array.isArray(document.layers))) {
    throw new ManifestInvalid('the manifest mixes `manifests` with `config` or `layers`')
  }
  if (isIndexType(mediaType) && !hasChildren) throw new ManifestInvalid('an index needs a `manifests` list')
  if (isImageManifestType(mediaType) && !hasConfig)
    throw new ManifestInvalid('an image manifest needs a `config`')
  if (hasChildren) return 'index'
  if (hasConfig) return 'image'
  throw new ManifestInvalid(`a manifest of type ${mediaType} has neither \`config\` nor \`manifests\``)
}

function descriptorAt(document: Record<string, unknown>, key: string): Descriptor | undefined {
  return document[key] === undefined || document[key] === null ? undefined : check(document[key], key)
}

function descriptorsAt(document: Record<string, unknown>, key: string): Descriptor[] {
  const list = document[key] ?? []
  if (!Array.isArray(list)) throw new ManifestInvalid(`${key} is not a list`)
  return list.map((each, index) => check(each, `${key}[${index}]`))
}

function check(value: unknown, where: string): Descriptor {
  const descriptor = parseDescriptor(value, where)
  if (typeof descriptor === 'string') throw new ManifestInvalid(descriptor)
  return descriptor
}

/** Databases keep the sum in 64 bits; each size alone is a safe integer already. */
function requireCountableSize(parts: readonly Descriptor[]): void {
  const total = parts.reduce((sum, { size }) => sum + size, 0)
  if (total > largestTotal) throw new ManifestInvalid('the sizes add up to more than an artifact can have')
}

/** An empty one counts as none. */
function optionalType(document: Record<string, unknown>, key: string): string | undefined {
  const value = document[key]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string') throw new ManifestInvalid(`${key} is not a string`)
  if (!isMediaType(value)) throw new ManifestInvalid(`${key} is not a media type`)
  return value
}

function annotationsOf(document: Record<string, unknown>): Record<string, string> | undefined {
  const annotations = document.annotations ?? undefined
  if (annotations === undefined) return undefined
  if (!isStringRecord(annotations)) throw new ManifestInvalid('annotations is not an object of strings')
  return annotations
}
