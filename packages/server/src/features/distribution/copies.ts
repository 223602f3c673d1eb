// Copies an artifact into another repository with all that it names and all that refers to it: rows, and no bytes.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Digest, parseManifest, type TagName } from '@entrepot/oci'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause } from '../../platform/events.ts'
import type { Content } from '../content/index.ts'
import { ensureRepository } from '../projects/index.ts'
import type { Admitted } from './access.ts'
import { findRelative, holdBlobsOf, holdManifest, type Relative, relativesOf } from './copies-store.ts'
import type { Manifests } from './manifests.ts'

/** Manifests of one copy: parts of an index, and signatures and attestations of each. */
const manifestsMost = 500

export interface CopySource {
  readonly repository: number
  readonly digest: Digest
  /** The copy gets this tag. */
  readonly tag: TagName | undefined
}

export class Copies {
  constructor(
    private readonly db: Database,
    private readonly content: Content,
    private readonly manifests: Manifests,
    private readonly clock: Clock,
  ) {}

  /**
   * A transaction for each manifest, so that others get their turn; the artifact itself comes last, with its tag. A
   * copy that fails half-way has left parts, and copying again goes on. Where all is there it changes only times.
   * @throws Failure MANIFEST_UNKNOWN; UNPROCESSABLE_ENTITY when too much belongs to it
   */
  async copy(source: CopySource, into: Admitted, cause: Cause): Promise<void> {
    const { repository, digest, tag } = source
    for (const each of await this.related(repository, digest)) {
      // One that is gone meanwhile belongs to the artifact no more.
      await this.copyManifest(repository, each, into, [], cause)
      await nextTurn()
    }
    const tags = tag === undefined ? [] : [tag]
    if (!(await this.copyManifest(repository, digest, into, tags, cause))) throw unknown(digest)
  }

  /** What is copied before the artifact: parts before what they make up, so that it finds them, and what refers to it. */
  private async related(repository: number, digest: Digest): Promise<Digest[]> {
    const top = await findRelative(this.db, repository, digest)
    if (!top) throw unknown(digest)
    const order: Digest[] = []
    const seen = new Set<Digest>()
    const visit = async (each: Relative): Promise<void> => {
      if (seen.has(each.digest)) return
      seen.add(each.digest)
      if (seen.size > manifestsMost) throw tooMany()
      await nextTurn()
      const { parts, referrers } = await relativesOf(this.db, repository, each, manifestsMost)
      for (const part of parts) await visit(part)
      if (each !== top) order.push(each.digest)
      for (const referrer of referrers) await visit(referrer)
    }
    await visit(top)
    return order
  }

  /** @returns whether it was there */
  private copyManifest(
    from: number,
    digest: Digest,
    into: Admitted,
    tags: readonly TagName[],
    cause: Cause,
  ): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const source = await holdManifest(tx, from, digest)
      if (!source) return false
      const target = await ensureRepository(tx, into.access.project.id, into.name, this.clock())
      for (const blob of await holdBlobsOf(tx, from, source.id)) await this.content.link(tx, target, blob)
      const manifest = parseManifest(source.body, source.mediaType)
      await this.manifests.write(tx, into, { manifest, digest, body: source.body, tags }, cause)
      return true
    })
  }
}

function unknown(digest: Digest): Failure {
  return new Failure('MANIFEST_UNKNOWN', { detail: { digest } })
}

function tooMany(): Failure {
  const message = `more than ${manifestsMost} manifests belong to the artifact: parts, signatures, attestations; copy it with a client`
  return new Failure('UNPROCESSABLE_ENTITY', { message })
}
