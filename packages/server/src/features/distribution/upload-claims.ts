// One writer for each upload: a client that retries takes over from its own earlier request, on this node or another.
import type { Clock } from '../../platform/clock.ts'
import { second } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { endsWithin } from '../../platform/ends-within.ts'
import { Failure } from '../../platform/errors.ts'
import { claimUpload, findUpload, releaseClaim, renewClaim, type UploadRow } from './uploads-store.ts'

/** A writer on another node that has not renewed its claim for so long is taken for dead. */
const claimLasts = 30 * second
const renewEvery = 10 * second
/** How long a request waits for the one it takes over from to let go. */
const handOver = 10 * second

interface Writer {
  readonly path: string
  readonly abort: AbortController
  readonly settled: Promise<void>
}

export class UploadClaims {
  private readonly writers = new Map<string, Writer>()

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  get active(): number {
    return this.writers.size
  }

  /** Whether a request on this node writes to it. */
  has(uuid: string): boolean {
    return this.writers.has(uuid)
  }

  /**
   * Runs `work` as the only writer of the upload.
   * @throws Failure BLOB_UPLOAD_UNKNOWN when there is no such upload, 416 when another node writes to it
   */
  async withUpload<T>(
    uuid: string,
    path: string,
    work: (upload: UploadRow, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    await this.takeOver(uuid, path)
    const abort = new AbortController()
    const { promise: settled, resolve } = Promise.withResolvers<void>()
    const writer = { path, abort, settled }
    this.writers.set(uuid, writer)
    const name = crypto.randomUUID()
    const renewal = this.shared ? this.keepRenewing(uuid, name, abort) : undefined
    try {
      const upload = await this.claim(uuid, path, name)
      return await work(upload, abort.signal)
    } catch (error) {
      await this.release(uuid, name)
      throw error
    } finally {
      clearInterval(renewal)
      if (this.writers.get(uuid) === writer) this.writers.delete(uuid)
      resolve()
    }
  }

  /** On SQLite this process is the only one: what it keeps in memory is enough. */
  private get shared(): boolean {
    return this.db.engine === 'postgres'
  }

  private async takeOver(uuid: string, path: string): Promise<void> {
    const before = this.writers.get(uuid)
    if (!before) return
    // Somebody else's upload: to this repository there is none of that name, and its writer goes on.
    if (before.path !== path) throw new Failure('BLOB_UPLOAD_UNKNOWN')
    before.abort.abort()
    if (!(await endsWithin(before.settled, handOver))) throw busy()
    await this.takeOver(uuid, path) // another request may have been faster
  }

  private async claim(uuid: string, path: string, writer: string): Promise<UploadRow> {
    const now = this.clock()
    const upload = this.shared
      ? await this.db.transaction((tx) =>
          claimUpload(tx, { uuid, path, writer, now, until: now + claimLasts }),
        )
      : await findUpload(this.db, uuid, now)
    if (upload?.path === path) return upload
    if (!upload && (await findUpload(this.db, uuid, now))?.path === path) throw busy()
    throw new Failure('BLOB_UPLOAD_UNKNOWN')
  }

  /** A writer that lost its claim stops, and so does one that could not tell the database for as long as a claim lasts. */
  private keepRenewing(uuid: string, writer: string, abort: AbortController): Timer {
    let renewedAt = this.clock()
    const renew = async () => {
      const now = this.clock()
      const alive = await this.db
        .transaction((tx) => renewClaim(tx, uuid, writer, now + claimLasts))
        .catch(() => undefined)
      if (alive) renewedAt = now
      if (alive === false || this.clock() - renewedAt >= claimLasts) abort.abort()
    }
    return setInterval(() => void renew(), renewEvery)
  }

  private async release(uuid: string, writer: string): Promise<void> {
    if (!this.shared) return
    // The claim runs out by itself when the database cannot be told.
    await this.db.transaction((tx) => releaseClaim(tx, uuid, writer)).catch(() => {})
  }
}

function busy(): Failure {
  return new Failure('BLOB_UPLOAD_INVALID', {
    message: 'another request is writing to this upload; ask for its status and go on from there',
    status: 416,
  })
}
