// Copies an artifact into another repository with all that it names and all that refers to it: rows, and no bytes.
import { type Digest, parseManifest, type TagName } from '@entrepot/oci'
import type { Clock } from '../../platform/clock.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause } from '../../platform/events.ts'
import type { Content } from '../content/index.ts'
import { ensureRepository } from '../projects/index.ts'
import type { Admitted } from './access.ts'
import { holdBlobsOf, holdManifest, relatedManifests } from './copies-store.ts'
import type { Manifests } from './manifests.ts'

/** Manifests of one copy: parts of an index, and signatures and attestations of each. */
const manifestsMost = 5_000

export interface CopySource {
  readonly repository: number
  readonly digest: Digest
  /** The copy gets this tag. */
  readonly tag: TagName | undefined
}

/** One copy while it goes on. */
interface Copying {
  readonly tx: Transaction
  readonly from: number
  readonly into: Admitted
  /** The target's id. */
  readonly target: number
  readonly cause: Cause
  readonly done: Set<Digest>
}

export class Copies {
  constructor(
    private readonly db: Database,
    private readonly content: Content,
    private readonly manifests: Manifests,
    private readonly clock: Clock,
  ) {}

  /** All of it in one transaction. Copying again changes nothing but times. @throws Failure MANIFEST_UNKNOWN */
  async copy(source: CopySource, into: Admitted, cause: Cause): Promise<void> {
    await this.db.transaction(async (tx) => {
      const target = await ensureRepository(tx, into.access.project.id, into.name, this.clock())
      const copying = { tx, from: source.repository, into, target, cause, done: new Set<Digest>() }
      await this.copyManifest(copying, source.digest, source.tag === undefined ? [] : [source.tag])
    })
  }

  /** Parts before what they make up, so that it finds them; what refers to it after. */
  private async copyManifest(copying: Copying, digest: Digest, tags: readonly TagName[]): Promise<void> {
    const { tx, from, target, done } = copying
    if (done.has(digest)) return
    done.add(digest)
    if (done.size > manifestsMost) {
      throw new Failure('BAD_REQUEST', { message: `the artifact has more than ${manifestsMost} parts` })
    }
    const source = await holdManifest(tx, from, digest)
    if (!source) throw new Failure('MANIFEST_UNKNOWN', { detail: { digest } })
    for (const blob of await holdBlobsOf(tx, from, source.id)) await this.content.link(tx, target, blob)
    const { parts, referrers } = await relatedManifests(tx, from, source)
    for (const part of parts) await this.copyManifest(copying, part, [])
    const manifest = parseManifest(source.body, source.mediaType)
    const push = { manifest, digest, body: source.body, tags }
    await this.manifests.write(tx, copying.into, push, copying.cause)
    for (const referrer of referrers) await this.copyManifest(copying, referrer, [])
  }
}
