// Builds manifests and indexes of the shapes that clients push.
import { type Algorithm, type Content, contentOf, emptyJson, type Random } from './content.ts'

export const mediaTypes = {
  image: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  plainLayer: 'application/vnd.oci.image.layer.v1.tar',
  emptyJson: 'application/vnd.oci.empty.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  dockerLayer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  dockerForeignLayer: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
} as const

export interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly [more: string]: unknown
}

export interface Manifest extends Content {
  /** The `Content-Type` it is pushed with and comes back with. */
  readonly mediaType: string
}

/** A manifest with the blobs and the manifests that have to be pushed before it, in order. */
export interface Artifact {
  readonly blobs: readonly Content[]
  readonly children: readonly Manifest[]
  readonly manifest: Manifest
}

export function descriptorOf(content: Content, mediaType: string, more: object = {}): Descriptor {
  return { mediaType, digest: content.digest, size: content.bytes.length, ...more }
}

/** The descriptor by which an index or a `subject` names a manifest. */
export function referenceTo(manifest: Manifest, more: object = {}): Descriptor {
  return descriptorOf(manifest, manifest.mediaType, more)
}

/** Writes a document as a manifest; its own `mediaType` is the Content-Type unless another is given. */
export function manifestOf(
  document: object,
  options: { algorithm?: Algorithm; mediaType?: string } = {},
): Manifest {
  const inside = 'mediaType' in document ? String(document.mediaType) : ''
  const mediaType = options.mediaType ?? inside
  return { ...contentOf(JSON.stringify(document), options.algorithm), mediaType }
}

/** An image of one random configuration and `layers` random layers; `more` adds or replaces fields. */
export function image(random: Random, more: object = {}, options: ImageOptions = {}): Artifact {
  const { layers: count = 2, algorithm = 'sha256', layerType = mediaTypes.layer } = options
  const layers = Array.from({ length: count }, () => random.blob(300, algorithm))
  const created = { os: 'linux', architecture: 'amd64', created: `by ${random.word()}` }
  const config = contentOf(JSON.stringify(created), algorithm)
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.image,
    config: descriptorOf(config, mediaTypes.config),
    layers: layers.map((layer) => descriptorOf(layer, layerType)),
    ...more,
  }
  return { blobs: [config, ...layers], children: [], manifest: manifestOf(document, { algorithm }) }
}

export interface ImageOptions {
  readonly layers?: number
  readonly algorithm?: Algorithm
  readonly layerType?: string
}

/** An artifact packaged as image-spec recommends: the empty configuration, one layer, an `artifactType`. */
export function artifact(random: Random, artifactType: string, more: object = {}): Artifact {
  const layer = random.blob(200)
  const config = emptyJson()
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.image,
    artifactType,
    config: descriptorOf(config, mediaTypes.emptyJson),
    layers: [descriptorOf(layer, artifactType)],
    ...more,
  }
  return { blobs: [config, layer], children: [], manifest: manifestOf(document) }
}

/** An index over artifacts; everything they need is pushed before it. */
export function index(
  members: readonly Artifact[],
  more: object = {},
  algorithm: Algorithm = 'sha256',
): Artifact {
  const architectures = ['amd64', 'arm64', 's390x', 'riscv64']
  const platform = (at: number) => ({ platform: { os: 'linux', architecture: architectures[at % 4] } })
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: members.map((member, at) => referenceTo(member.manifest, platform(at))),
    ...more,
  }
  return {
    blobs: members.flatMap((member) => member.blobs),
    children: members.flatMap((member) => [...member.children, member.manifest]),
    manifest: manifestOf(document, { algorithm }),
  }
}
