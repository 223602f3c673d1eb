// Manifests and tags: pushed whole in one transaction, read as they came, deleted so that it shows at once.
import {
  type Digest,
  digestAlgorithm,
  type Manifest,
  ManifestInvalid,
  parseManifest,
  type TagName,
} from '@entrepot/oci'
import type { Clock } from '../../platform/clock.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import { failpoint } from '../../platform/failpoints.ts'
import type { Log } from '../../platform/log.ts'
import { countArtifacts, ensureRepository, hideRepository, lockRepository } from '../projects/index.ts'
import type { SearchIndex } from '../search/index.ts'
import type { Admitted } from './access.ts'
import { accessoryOf } from './accessory-rules.ts'
import { childrenOf, refreshListed } from './listed-store.ts'
import { hideAllManifests, hideManifest, reviewManifest } from './manifest-delete-store.ts'
import { ManifestIntegrity, manifestDigest } from './manifest-integrity.ts'
import { resolveReferences, upsertManifest } from './manifest-push-store.ts'
import {
  findManifestByDigest,
  findManifestByTag,
  lockManifest,
  type StoredManifest,
} from './manifests-store.ts'
import { createTag, removeAllTags, removeTag, removeTagsOf, setTag } from './tags-store.ts'
import type { ManifestReference } from './target.ts'

/** Of thousands, one answer names the first so many. */
const toldMissing = 100

export interface ManifestPush {
  readonly reference: ManifestReference
  readonly body: Uint8Array
  /** Without parameters; '' when the client sent none. */
  readonly contentType: string
  /** Tags of `?tag=`, with a push by digest. */
  readonly tags: readonly TagName[]
}

export interface VerifiedPush {
  readonly manifest: Manifest
  readonly digest: Digest
  readonly body: Uint8Array
  readonly tags: readonly TagName[]
}

export interface Pushed {
  readonly digest: Digest
  readonly subject: Digest | undefined
  readonly tags: readonly TagName[]
}

export interface TagTarget {
  readonly tag: TagName
  readonly digest: Digest
  readonly expected?: string | undefined
}

export interface ManifestLimits {
  readonly manifestReferences: number
}

export class Manifests {
  private readonly integrity: ManifestIntegrity

  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly limits: ManifestLimits,
    private readonly clock: Clock,
    log: Log,
    private readonly search: SearchIndex,
  ) {
    this.integrity = new ManifestIntegrity(log)
  }

  /**
   * @throws Failure MANIFEST_UNKNOWN, or NAME_UNKNOWN when nothing was ever pushed to the repository; INTERNAL, loudly
   * logged, when the stored body is not what the digest names
   */
  async get(from: Admitted, reference: ManifestReference): Promise<StoredManifest> {
    const { repositoryId, visible, name } = from
    if (repositoryId === undefined || !visible) throw new Failure('NAME_UNKNOWN', { detail: { name } })
    const found =
      'digest' in reference
        ? await findManifestByDigest(this.db, repositoryId, reference.digest)
        : await findManifestByTag(this.db, repositoryId, reference.tag)
    if (!found) throw unknownManifest(reference)
    this.integrity.require(found)
    return found
  }

  async push(into: Admitted, push: ManifestPush, cause: Cause): Promise<Pushed> {
    const manifest = this.parse(push)
    const digest = verifyDigest(push)
    const tags = 'tag' in push.reference ? [push.reference.tag, ...push.tags] : push.tags
    failpoint('manifest verified')
    await this.db.transaction((tx) =>
      this.write(tx, into, { body: push.body, manifest, digest, tags }, cause),
    )
    failpoint('manifest committed')
    return { digest, subject: manifest.subject?.digest, tags }
  }

  async deleteTag(from: Admitted, tag: TagName, cause: Cause): Promise<void> {
    const { repositoryId, name, access } = from
    if (repositoryId === undefined) throw unknownManifest({ tag })
    const now = this.clock()
    await this.db.transaction(async (tx) => {
      await lockRepository(tx, repositoryId)
      const before = await removeTag(tx, repositoryId, tag, cause.actor.name, now)
      if (!before) throw unknownManifest({ tag })
      await reviewManifest(tx, before.manifestId, 'untagged', now)
      await countArtifacts(tx, repositoryId, { by: await refreshListed(tx, [before.manifestId]) }, now)
      await this.search.changed(tx, { artifacts: [before.manifestId] })
      const body = { repository: name, tag, digest: before.digest }
      await this.events.record(tx, cause, { kind: 'tag.deleted', projectId: access.project.id, body })
    })
    failpoint('tag deleted')
  }

  /** One more tag for a manifest that is there. @throws Failure CONFLICT when the repository has this tag already */
  async addTag(from: Admitted, digest: Digest, tag: TagName, cause: Cause): Promise<void> {
    const { repositoryId, name, access } = from
    if (repositoryId === undefined) throw unknownManifest({ digest })
    const now = this.clock()
    await this.db.transaction(async (tx) => {
      await lockRepository(tx, repositoryId)
      const id = await lockManifest(tx, repositoryId, digest)
      if (id === undefined) throw unknownManifest({ digest })
      const move = { repository: repositoryId, name: tag, manifest: id, digest, actor: cause.actor.name, now }
      if (!(await createTag(tx, move))) {
        throw new Failure('CONFLICT', { message: `tag ${tag} already exists` })
      }
      await countArtifacts(tx, repositoryId, { by: await refreshListed(tx, [id]) }, now)
      await this.search.changed(tx, { artifacts: [id] })
      const body = { repository: name, tag, digest }
      await this.events.record(tx, cause, { kind: 'tag.created', projectId: access.project.id, body })
    })
  }

  /**
   * Puts a tag on a manifest that is there, wherever it was before.
   * @param expected what the tag must name until now
   * @throws Failure CONFLICT when it names another
   */
  async moveTag(from: Admitted, to: TagTarget, cause: Cause): Promise<void> {
    const { repositoryId, name, access } = from
    const { tag, digest, expected } = to
    if (repositoryId === undefined) throw unknownManifest({ digest })
    const now = this.clock()
    await this.db.transaction(async (tx) => {
      await lockRepository(tx, repositoryId)
      const id = await lockManifest(tx, repositoryId, digest)
      if (id === undefined) throw unknownManifest({ digest })
      const move = { repository: repositoryId, name: tag, manifest: id, digest, actor: cause.actor.name, now }
      const before = await setTag(tx, move)
      if (expected !== undefined && before?.digest !== expected) throw movedMeanwhile(to, before?.digest)
      if (before?.manifestId === id) return
      if (before) await reviewManifest(tx, before.manifestId, 'untagged', now)
      const touched = before ? [id, before.manifestId] : [id]
      await countArtifacts(tx, repositoryId, { by: await refreshListed(tx, touched) }, now)
      await this.search.changed(tx, { artifacts: touched })
      const kind = before ? 'tag.updated' : 'tag.created'
      const body = { repository: name, tag, digest, ...(before && { before: before.digest }) }
      await this.events.record(tx, cause, { kind, projectId: access.project.id, body })
    })
  }

  /** Deletes a repository's manifests and tags; it is gone from every list. */
  async deleteAll(from: Admitted, cause: Cause): Promise<void> {
    const { repositoryId, name, access } = from
    if (repositoryId === undefined) throw new Failure('NAME_UNKNOWN', { detail: { name } })
    const now = this.clock()
    await this.db.transaction(async (tx) => {
      await lockRepository(tx, repositoryId)
      const tags = await removeAllTags(tx, repositoryId, cause.actor.name, now)
      const artifacts = await hideAllManifests(tx, repositoryId, now)
      await hideRepository(tx, repositoryId, now)
      await this.search.changed(tx, { repository: repositoryId, artifactsOf: repositoryId })
      const body = { repository: name, artifacts, tags }
      await this.events.record(tx, cause, { kind: 'repository.deleted', projectId: access.project.id, body })
    })
  }

  /** Deletes a manifest, and every tag on it. */
  async deleteManifest(from: Admitted, digest: Digest, cause: Cause): Promise<void> {
    const { repositoryId, name, access } = from
    if (repositoryId === undefined) throw unknownManifest({ digest })
    const now = this.clock()
    await this.db.transaction(async (tx) => {
      await lockRepository(tx, repositoryId)
      const id = await hideManifest(tx, repositoryId, digest, now)
      if (id === undefined) throw unknownManifest({ digest })
      const tags = await removeTagsOf(tx, repositoryId, { id, digest }, cause.actor.name, now)
      await reviewManifest(tx, id, 'deleted', now)
      const touched = [id, ...(await childrenOf(tx, id))]
      await countArtifacts(tx, repositoryId, { by: await refreshListed(tx, touched) }, now)
      await this.search.changed(tx, { artifacts: touched })
      const body = { repository: name, digest, tags }
      await this.events.record(tx, cause, { kind: 'artifact.deleted', projectId: access.project.id, body })
    })
    failpoint('manifest deleted')
  }

  private parse(push: ManifestPush): Manifest {
    try {
      const manifest = parseManifest(push.body, push.contentType)
      const count = manifest.layers.length + manifest.manifests.length
      if (count > this.limits.manifestReferences) {
        throw new ManifestInvalid(`it names ${count} parts; the limit is ${this.limits.manifestReferences}`)
      }
      return manifest
    } catch (error) {
      if (!(error instanceof ManifestInvalid)) throw error
      throw new Failure('MANIFEST_INVALID', { message: `manifest invalid: ${error.message}` })
    }
  }

  /** Writes a manifest that was read and verified, in the caller's transaction. */
  async write(tx: Transaction, into: Admitted, push: VerifiedPush, cause: Cause): Promise<void> {
    const now = this.clock()
    const actor = cause.actor.name
    const { project } = into.access
    const { manifest, digest, body } = push
    const repository = await ensureRepository(tx, project.id, into.name, now)
    // Changes of one repository wait for each other, always here first: an index and its child that are pushed at
    // once find each other, and no two of them wait crosswise.
    await lockRepository(tx, repository)
    const { references, missing } = await resolveReferences(tx, repository, manifest)
    if (missing.length > 0) {
      throw new Failure('MANIFEST_BLOB_UNKNOWN', {
        message: `the manifest names ${missing[0]?.digest}, which this repository does not have`,
        detail: missing
          .slice(0, toldMissing)
          .map((each) => ({ digest: each.digest, mediaType: each.mediaType, size: each.size })),
      })
    }
    const accessory = accessoryOf(manifest, push.tags)
    const entry = {
      ...{ project: project.id, repository, digest, manifest, body, references, accessory },
      ...{ pushedBy: actor, now },
    }
    const { id, parents } = await upsertManifest(tx, entry)
    await reviewManifest(tx, id, 'pushed', now)
    const touched = [id, ...references.flatMap(({ childId }) => childId ?? [])]
    for (const name of push.tags) {
      const before = await setTag(tx, { repository, name, manifest: id, digest, actor, now })
      if (!before || before.manifestId === id) continue
      await reviewManifest(tx, before.manifestId, 'untagged', now)
      touched.push(before.manifestId)
    }
    const grown = await refreshListed(tx, touched)
    const appeared = await countArtifacts(tx, repository, { by: grown, pushed: true }, now)
    await this.search.changed(tx, { artifacts: [...touched, ...parents], ...(appeared && { repository }) })
    await this.events.record(tx, cause, {
      kind: 'artifact.pushed',
      projectId: project.id,
      body: {
        repository: into.name,
        digest,
        tags: push.tags,
        mediaType: manifest.mediaType,
        artifactType: manifest.artifactType,
        size: body.byteLength,
        subject: manifest.subject?.digest,
      },
    })
  }
}

function verifyDigest({ reference, body }: ManifestPush): Digest {
  const algorithm = 'digest' in reference ? digestAlgorithm(reference.digest) : 'sha256'
  const digest = manifestDigest(body, algorithm)
  if ('digest' in reference && reference.digest !== digest) {
    throw new Failure('DIGEST_INVALID', {
      message: `the manifest's digest is ${digest}, not ${reference.digest}`,
      detail: { expected: reference.digest, actual: digest },
    })
  }
  return digest
}

function movedMeanwhile({ tag, expected }: TagTarget, found = 'nothing'): Failure {
  return new Failure('CONFLICT', { message: `tag ${tag} names ${found}, not ${expected}` })
}

function unknownManifest(reference: ManifestReference): Failure {
  return new Failure('MANIFEST_UNKNOWN', {
    // Clients print the code before it: `manifest unknown: …`.
    message: `this repository has no ${'digest' in reference ? `manifest ${reference.digest}` : `tag ${reference.tag}`}`,
    detail: reference,
  })
}
