// What becomes of uploads that nobody finishes: sessions expire, and bytes that a crash left without one are swept.
import { type Clock, hour, minute } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { type Job, type JobDefinition, recurring } from '../../platform/jobs/job.ts'
import type { Log } from '../../platform/log.ts'
import type { Content } from '../content/index.ts'
import type { Uploads } from './uploads.ts'
import { isStagedKeyKnown, listExpiredUploads, type UploadRow } from './uploads-store.ts'

const batch = 100
/** Verifying what has arrived whole moves no byte: with short limits, a large upload must not be taken for left. */
const leastIdle = 1 * hour

export interface UploadJobParts {
  readonly db: Database
  readonly uploads: Uploads
  readonly content: Content
  /** Milliseconds. */
  readonly limits: { readonly uploadAge: number; readonly idleTimeout: number }
  readonly clock: Clock
  readonly log: Log
}

export function uploadJobs(parts: UploadJobParts): JobDefinition[] {
  return [
    recurring({
      kind: 'uploads.expire',
      every: 5 * minute,
      jitter: 1 * minute,
      run: (job) => expireUploads(job, parts),
    }),
    recurring({
      kind: 'uploads.sweep',
      every: 6 * hour,
      jitter: 30 * minute,
      run: (job) => sweepStaged(job, parts),
    }),
  ]
}

async function expireUploads(job: Job, { db, uploads, clock, log }: UploadJobParts): Promise<void> {
  const now = clock()
  const drop = async (upload: UploadRow): Promise<boolean> => {
    // On SQLite rows know no writers. A new one cannot come: expired uploads are not found.
    if (uploads.isWriting(upload.uuid)) return false
    try {
      await uploads.drop(upload, (work) => job.transaction(work))
      return true
    } catch (error) {
      if (job.signal.aborted) throw error
      log.warn({ err: error, upload: upload.uuid }, 'an expired upload could not be removed')
      return false
    }
  }
  for (let dropped = 0, kept = 0; ; ) {
    const expired = await listExpiredUploads(db, now, batch, kept)
    for (const upload of expired) {
      job.signal.throwIfAborted()
      if (await drop(upload)) dropped += 1
      else kept += 1
    }
    if (expired.length < batch) return
    await job.progress({ done: dropped, words: 'expired uploads removed' })
  }
}

/**
 * Bytes without a row are either those of a request in progress, which writes at least once in `idleTimeout` or is cut
 * off, or left by a crash.
 */
async function sweepStaged(job: Job, { db, content, limits, log }: UploadJobParts): Promise<void> {
  const idle = Math.max(limits.uploadAge, leastIdle) + limits.idleTimeout
  let swept = 0
  for await (const key of content.idleStaged(idle)) {
    job.signal.throwIfAborted()
    if (await isStagedKeyKnown(db, key)) continue
    await content.removeStaged(key)
    swept += 1
    await job.progress({ done: swept, words: 'leftovers of uploads removed' })
  }
  if (swept > 0) log.info({ swept }, 'leftovers of uploads were removed')
}
