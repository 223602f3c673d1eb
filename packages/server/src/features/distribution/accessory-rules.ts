// Which manifests are accessories: signatures, bills of materials and whatever else belongs to another artifact.
import type { Manifest } from '@entrepot/oci'

export interface Accessory {
  /** The digest of what it belongs to, which need not be there. */
  readonly of: string
  /** In Harbor's words. */
  readonly type:
    | 'signature.cosign'
    | 'signature.notation'
    | 'sbom.harbor'
    | 'accelerator.nydus'
    | 'subject.accessory'
}

const types: ReadonlyMap<string, Accessory['type']> = new Map([
  ['application/vnd.dev.cosign.artifact.sig.v1+json', 'signature.cosign'],
  ['application/vnd.dev.sigstore.bundle.v0.3+json', 'signature.cosign'],
  ['application/vnd.cncf.notary.signature', 'signature.notation'],
  ['application/vnd.goharbor.harbor.sbom.v1', 'sbom.harbor'],
])

/** The annotation of the last layer by which nydus tells its images from others. */
const nydusBootstrap = 'containerd.io/snapshot/nydus-bootstrap'

/** How signers that know no subject name what belongs to a digest. */
const tagScheme = /^sha256-(?<hex>[0-9a-f]{64})\.(?<suffix>sig|att|sbom)$/

/** What each suffix stands for is told by its layers, so that no ordinary image hides behind such a tag. */
const layersOf: Readonly<Record<string, RegExp>> = {
  sig: /^application\/vnd\.dev\.cosign\.simplesigning\.v1\+json$/,
  att: /^application\/vnd\.dsse\.envelope\.v1\+json$/,
  sbom: /^(text\/spdx|application\/(spdx|vnd\.cyclonedx|vnd\.syft))/,
}

/** @param tags with which it is pushed */
export function accessoryOf(manifest: Manifest, tags: readonly string[]): Accessory | undefined {
  if (manifest.subject) return { of: manifest.subject.digest, type: typeOf(manifest) }
  for (const tag of tags) {
    const { hex, suffix } = tagScheme.exec(tag)?.groups ?? {}
    if (!hex || !suffix || !hasLayersOf(suffix, manifest)) continue
    return { of: `sha256:${hex}`, type: suffix === 'sig' ? 'signature.cosign' : 'subject.accessory' }
  }
  return undefined
}

function typeOf(manifest: Manifest): Accessory['type'] {
  const known = types.get(manifest.artifactType ?? '')
  if (known) return known
  const last = manifest.layers.at(-1)?.annotations
  return last && Object.hasOwn(last, nydusBootstrap) ? 'accelerator.nydus' : 'subject.accessory'
}

function hasLayersOf(suffix: string, { layers }: Manifest): boolean {
  return layers.length > 0 && layers.every(({ mediaType }) => layersOf[suffix]?.test(mediaType))
}
