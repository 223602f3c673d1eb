// Blobs on their way in: sessions that survive restarts and change nodes, single requests, and mounts.
import type { Digest, DigestAlgorithm, Range, RepositoryName } from '@entrepot/oci'
import type { Clock } from '../../platform/clock.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import { failpoint } from '../../platform/failpoints.ts'
import type { Content, Ingest, SealedBlob } from '../content/index.ts'
import { actorKey } from '../identity/index.ts'
import { ensureRepository } from '../projects/index.ts'
import type { Admitted } from './access.ts'
import { UploadClaims } from './upload-claims.ts'
import { beginUpload, type UploadRoom } from './upload-room.ts'
import { countOpenUploads, deleteUpload, findUpload, saveUpload, type UploadRow } from './uploads-store.ts'

export interface UploadLimits extends UploadRoom {
  /** Milliseconds. */
  readonly uploadAge: number
}

/** The bytes of one request. */
export interface Incoming {
  /** Ends early when the signal fires. @throws an error of its own when the client stops sending */
  chunks(signal?: AbortSignal): AsyncIterable<Uint8Array>
  /** As the client announced it; undefined when it streams. */
  readonly length: number | undefined
  /** Where the chunk belongs, when the client says so. */
  readonly range: Range | undefined
}

export class Uploads {
  private readonly claims: UploadClaims

  constructor(
    private readonly db: Database,
    private readonly content: Content,
    private readonly limits: UploadLimits,
    private readonly clock: Clock,
  ) {
    this.claims = new UploadClaims(db, clock)
  }

  get active(): number {
    return this.claims.active
  }

  /** Sessions of all nodes that have neither ended nor expired. */
  countOpen(): Promise<number> {
    return countOpenUploads(this.db, this.clock())
  }

  /** @returns the session's UUID */
  async begin(into: Admitted, algorithm: DigestAlgorithm, address: string): Promise<string> {
    const owner = actorKey(into.principal.actor)
    // Before the body: a refusal in its midst ends the connection, and many clients then show no words.
    await this.content.requireSpace(0)
    const now = this.clock()
    const uuid = crypto.randomUUID()
    const expiresAt = now + this.limits.uploadAge
    const upload = {
      uuid,
      projectId: into.access.project.id,
      path: into.name,
      owner,
      address,
      algorithm,
      now,
      expiresAt,
    }
    await beginUpload(this.db, upload, this.limits)
    failpoint('upload session inserted')
    return uuid
  }

  /** @returns how many bytes have arrived */
  async offset(name: RepositoryName, uuid: string): Promise<number> {
    const upload = await findUpload(this.db, uuid, this.clock())
    if (upload?.path !== name) throw new Failure('BLOB_UPLOAD_UNKNOWN')
    return upload.bytes
  }

  /** Takes a chunk, or a whole blob as a stream. What arrives before a client vanishes is kept. @returns the new offset */
  append(name: RepositoryName, uuid: string, incoming: Incoming): Promise<number> {
    return this.claims.withUpload(uuid, name, async (upload, signal) => {
      requireInOrder(upload, incoming)
      return this.ingesting(upload, async (ingest, keep) => {
        try {
          await this.content.fill(ingest, incoming.chunks(signal), incoming.length)
          requireLength(upload.bytes, ingest.offset, incoming)
        } catch (error) {
          if (!(error instanceof Failure)) await this.save(upload, ingest).then(keep)
          throw error
        }
        const offset = await this.save(upload, ingest)
        keep()
        return offset
      })
    })
  }

  /** The last request of a session, which may bring the last chunk, or all of the blob. */
  finish(into: Admitted, uuid: string, digest: Digest, incoming: Incoming): Promise<void> {
    return this.claims.withUpload(uuid, into.name, async (upload, signal) => {
      requireInOrder(upload, incoming)
      await this.ingesting(upload, async (ingest) => {
        await this.content.fill(ingest, incoming.chunks(signal), incoming.length)
        requireLength(upload.bytes, ingest.offset, incoming)
        await this.record(into, await this.sealOrDrop(ingest, digest, uuid), uuid)
      })
    })
  }

  /** A blob in one request, without a session. */
  async receive(
    into: Admitted,
    digest: Digest,
    algorithm: DigestAlgorithm,
    incoming: Incoming,
  ): Promise<void> {
    const ingest = await this.content.begin(algorithm)
    try {
      await this.content.fill(ingest, incoming.chunks(), incoming.length)
      requireLength(0, ingest.offset, incoming)
      await this.record(into, await this.content.seal(ingest, digest), undefined)
    } catch (error) {
      await ingest.abort()
      throw error
    } finally {
      await ingest.close()
    }
  }

  /** Gives the repository a blob that one of `sources` has. @returns whether one had it */
  async mount(into: Admitted, digest: Digest, sources: readonly number[]): Promise<boolean> {
    for (const source of sources) {
      const blob = await this.content.find(this.db, source, digest)
      if (!blob) continue
      const { project } = into.access
      await this.db.transaction(async (tx) => {
        const repository = await ensureRepository(tx, project.id, into.name, this.clock())
        await this.content.link(tx, repository, blob.id)
      })
      failpoint('mount recorded')
      return true
    }
    return false
  }

  cancel(name: RepositoryName, uuid: string): Promise<void> {
    return this.claims.withUpload(uuid, name, (upload) => this.drop(upload))
  }

  /** Whether a request on this node writes to it, however long ago it began. */
  isWriting(uuid: string): boolean {
    return this.claims.has(uuid)
  }

  /** Removes an upload and what it left in the store. A job hands in the transactions that check its lease. */
  async drop(
    upload: UploadRow,
    transaction: (work: (tx: Transaction) => Promise<void>) => Promise<void> = (work) =>
      this.db.transaction(work),
  ): Promise<void> {
    if (upload.state) await this.content.discard(upload.state)
    failpoint('upload bytes discarded')
    await transaction((tx) => deleteUpload(tx, upload.uuid))
    failpoint('upload session deleted')
  }

  /** Opens the upload's bytes for `work`. Bytes that no row names are removed, unless `work` calls `keep`. */
  private async ingesting<T>(
    upload: UploadRow,
    work: (ingest: Ingest, keep: () => void) => Promise<T>,
  ): Promise<T> {
    const ingest = await this.open(upload)
    let kept = upload.state !== undefined && !upload.contested
    const keep = () => {
      kept = true
    }
    try {
      return await work(ingest, keep)
    } catch (error) {
      if (!kept) await ingest.abort().catch(() => {})
      throw error
    } finally {
      await ingest.close()
    }
  }

  /** A contested upload goes on with a copy: a slow writer that still holds the old file must not change the blob. */
  private open({ state, contested, algorithm }: UploadRow): Promise<Ingest> {
    if (!state) return this.content.begin(algorithm)
    return contested ? this.content.copy(state) : this.content.resume(state)
  }

  private async save(upload: UploadRow, ingest: Ingest): Promise<number> {
    const state = await this.content.save(ingest)
    failpoint('upload chunk flushed')
    const expiresAt = this.clock() + this.limits.uploadAge
    const saved = await this.db.transaction((tx) =>
      saveUpload(tx, upload.uuid, upload.bytes, state, expiresAt),
    )
    failpoint('upload chunk saved')
    if (!saved)
      throw new Failure('BLOB_UPLOAD_UNKNOWN', { message: 'this upload was cancelled or taken over' })
    return state.staged.offset
  }

  /** A wrong digest cannot be mended by more bytes: the session ends with it. */
  private async sealOrDrop(ingest: Ingest, digest: Digest, uuid: string): Promise<SealedBlob> {
    try {
      return await this.content.seal(ingest, digest)
    } catch (error) {
      if (error instanceof Failure && error.code === 'DIGEST_INVALID') {
        await ingest.abort()
        failpoint('refused bytes removed')
        await this.db.transaction((tx) => deleteUpload(tx, uuid))
      }
      throw error
    }
  }

  /** The bytes are durable already; from this transaction on the blob exists. */
  private async record(into: Admitted, blob: SealedBlob, uuid: string | undefined): Promise<void> {
    const { project } = into.access
    failpoint('blob sealed')
    await this.db.transaction(async (tx) => {
      const repository = await ensureRepository(tx, project.id, into.name, this.clock())
      await this.content.record(tx, repository, blob)
      if (uuid) await deleteUpload(tx, uuid)
    })
    failpoint('blob recorded')
  }
}

/** Out of order is 416, with where to go on from (distribution-spec §Pushing a blob in chunks). */
function requireInOrder(upload: UploadRow, { range }: Incoming): void {
  if (!range || range.start === upload.bytes) return
  throw new Failure('BLOB_UPLOAD_INVALID', {
    message: `the chunk begins at ${range.start}, but the upload goes on at ${upload.bytes}`,
    status: 416,
    detail: { offset: upload.bytes },
    headers: uploadHeaders(upload.path, upload.uuid, upload.bytes),
  })
}

function requireLength(before: number, after: number, { range }: Incoming): void {
  if (!range) return
  const announced = range.end - range.start + 1
  if (after - before === announced) return
  throw new Failure('SIZE_INVALID', {
    message: `Content-Range announces ${announced} bytes, but ${after - before} arrived`,
  })
}

/** Where a session stands, as each of its answers says. An empty one is `0-0`, as Docker's registry has it. */
export function uploadHeaders(path: string, uuid: string, offset: number): Record<string, string> {
  return {
    location: `/v2/${path}/blobs/uploads/${uuid}`,
    range: `0-${Math.max(0, offset - 1)}`,
    'docker-upload-uuid': uuid,
  }
}
