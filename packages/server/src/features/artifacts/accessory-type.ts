// How what refers to another artifact is called: `signature.cosign`, …
const accessoryTypes: ReadonlyMap<string | null, string> = new Map([
  ['application/vnd.dev.cosign.artifact.sig.v1+json', 'signature.cosign'],
  ['application/vnd.dev.sigstore.bundle.v0.3+json', 'signature.cosign'],
  ['application/vnd.cncf.notary.signature', 'signature.notation'],
])

/** How what refers to another is called, in Harbor's words. */
export function accessoryTypeOf(artifactType: string | null): string {
  return accessoryTypes.get(artifactType) ?? 'subject.accessory'
}
