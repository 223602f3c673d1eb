// A repository's right to a blob, taken away.
import type { Digest } from '@entrepot/oci'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import { failpoint } from '../../platform/failpoints.ts'
import { reviewBlobs } from '../content/index.ts'
import type { Admitted } from './access.ts'
import { unlinkBlob } from './blobs-store.ts'

export class Blobs {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws Failure BLOB_UNKNOWN; UNSUPPORTED while a visible manifest of the repository names the blob */
  async unlink({ repositoryId }: Admitted, digest: Digest): Promise<void> {
    if (repositoryId === undefined) throw new Failure('BLOB_UNKNOWN', { detail: { digest } })
    await this.db.transaction(async (tx) => {
      const { outcome, blobId } = await unlinkBlob(tx, repositoryId, digest)
      if (outcome === 'unknown') throw new Failure('BLOB_UNKNOWN', { detail: { digest } })
      if (outcome === 'referenced') {
        throw new Failure('UNSUPPORTED', {
          message: 'a manifest of this repository still names the blob: delete the manifest first',
          detail: { digest },
        })
      }
      await reviewBlobs(tx, [blobId as number], 'unlinked', this.clock())
    })
    failpoint('blob unlinked')
  }
}
