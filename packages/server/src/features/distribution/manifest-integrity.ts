// Manifests are hashed before they are served for the first time: a rotten row is never passed on in silence.
import { createHash } from 'node:crypto'
import { type Digest, type DigestAlgorithm, digestAlgorithm } from '@entrepot/oci'
import { Failure } from '../../platform/errors.ts'
import type { Log } from '../../platform/log.ts'
import type { StoredManifest } from './manifests-store.ts'

/** Ids of verified manifests that are remembered; then it starts anew, as one more hash for each is soon done. */
const remembered = 100_000

export class ManifestIntegrity {
  private readonly verified = new Set<number>()

  constructor(private readonly log: Log) {}

  /** @throws Failure INTERNAL, loudly logged, when the body is not what the digest names */
  require({ id, digest, body }: StoredManifest): void {
    if (this.verified.has(id)) return
    const actual = manifestDigest(body, digestAlgorithm(digest))
    if (actual !== digest) {
      this.log.error({ digest, actual, manifest: id }, 'a stored manifest is damaged')
      throw new Failure('INTERNAL', {
        message: `the registry's copy of the manifest ${digest} is damaged; tell its administrator, or push it again`,
      })
    }
    if (this.verified.size >= remembered) this.verified.clear()
    this.verified.add(id)
  }
}

export function manifestDigest(body: Uint8Array, algorithm: DigestAlgorithm): Digest {
  return `${algorithm}:${createHash(algorithm).update(body).digest('hex')}` as Digest
}
