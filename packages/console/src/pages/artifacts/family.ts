// An artifact with its parts and all that refers to them, as a tree.
import type { Artifact, UsedArtifact } from './artifact-queries.ts'

export interface Branch {
  readonly artifact: UsedArtifact
  readonly kind: Kind
  /** `linux/arm64`, of a part of an index. */
  readonly platform: string | undefined
  readonly children: readonly Branch[]
}

/** What it is to what it belongs to. */
export type Kind = 'self' | 'platform' | 'part' | 'attestation' | 'signature' | 'sbom' | 'referrer'

type Reference = NonNullable<Artifact['references']>[number]

/** BuildKit's attestations lie beside the images of an index, and say by this which they are about. */
const aboutAnnotation = 'vnd.docker.reference.digest'

export function isAttestation({ annotations }: Pick<Reference, 'annotations'>): boolean {
  return annotations?.['vnd.docker.reference.type'] === 'attestation-manifest'
}

export function platformOf(platform: Reference['platform']): string | undefined {
  const { os, architecture, variant } = platform ?? {}
  if (!os || !architecture || os === 'unknown') return undefined
  return [os, architecture, variant].filter(Boolean).join('/')
}

/** Undefined when the list lacks the artifact itself, which it begins with. */
export function familyOf(
  artifacts: readonly UsedArtifact[],
  references: Artifact['references'],
): Branch | undefined {
  const named = new Map((references ?? []).map((each) => [each.child_digest, each]))
  const parentOf = (each: UsedArtifact) => {
    const reference = named.get(each.digest)
    const about = reference && isAttestation(reference) ? reference.annotations?.[aboutAnnotation] : undefined
    return about !== undefined && named.has(about) ? about : each.of
  }
  const children = Map.groupBy(
    artifacts.filter(({ role }) => role !== 'self'),
    parentOf,
  )
  const branch = (artifact: UsedArtifact, above: ReadonlySet<string>): Branch => {
    const reference = named.get(artifact.digest)
    const platform = platformOf(reference?.platform)
    // What names itself in a circle, by digests that nobody can make, ends here.
    const line = new Set([...above, artifact.digest])
    const below = (children.get(artifact.digest) ?? []).filter(({ digest }) => !line.has(digest))
    return {
      artifact,
      platform,
      kind: kindOf(artifact, reference),
      children: below.map((each) => branch(each, line)),
    }
  }
  const self = artifacts.find(({ role }) => role === 'self')
  return self && branch(self, new Set())
}

function kindOf(artifact: UsedArtifact, reference: Reference | undefined): Kind {
  if (artifact.role === 'self') return 'self'
  if (reference && isAttestation(reference)) return 'attestation'
  if (artifact.role === 'part') return platformOf(reference?.platform) ? 'platform' : 'part'
  return referrerKind(`${artifact.accessory_type} ${artifact.artifact_type} ${artifact.media_type}`)
}

function referrerKind(types: string): Kind {
  if (/signature|sigstore\.bundle|cosign\.artifact\.sig/.test(types)) return 'signature'
  if (/sbom|spdx|cyclonedx|syft/.test(types)) return 'sbom'
  return /in-toto|dsse|attest|slsa/.test(types) ? 'attestation' : 'referrer'
}

/** All below it, not itself. */
export function countBelow({ children }: Branch): number {
  return children.reduce((sum, each) => sum + 1 + countBelow(each), 0)
}
