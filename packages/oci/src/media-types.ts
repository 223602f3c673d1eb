// Media types of manifests and their parts, OCI's and Docker's.

export const mediaTypes = {
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociEmpty: 'application/vnd.oci.empty.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerManifestList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerManifestV1: 'application/vnd.docker.distribution.manifest.v1+json',
  dockerManifestV1Signed: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
} as const

/**
 * Whether a text can be a media type. RFC 6838 has a narrower grammar, but clients write parameters and worse; what is
 * held to is what a header can carry.
 */
export function isMediaType(text: string): boolean {
  return /^[\x20-\x7e]{1,255}$/.test(text)
}

/** Docker's schema 1 has neither config nor digests of its own kind; it was dropped by every client that made it. */
export function isDockerSchema1(mediaType: string): boolean {
  return mediaType === mediaTypes.dockerManifestV1 || mediaType === mediaTypes.dockerManifestV1Signed
}

const indexTypes: ReadonlySet<string> = new Set([mediaTypes.ociIndex, mediaTypes.dockerManifestList])
const imageTypes: ReadonlySet<string> = new Set([mediaTypes.ociManifest, mediaTypes.dockerManifest])

export function isIndexType(mediaType: string): boolean {
  return indexTypes.has(mediaType)
}

export function isImageManifestType(mediaType: string): boolean {
  return imageTypes.has(mediaType)
}

/** Layers that a registry need not hold: Windows base layers and OCI's deprecated non-distributable ones. */
export function isNonDistributable(mediaType: string): boolean {
  return mediaType.includes('.nondistributable.') || mediaType.includes('.foreign.')
}
