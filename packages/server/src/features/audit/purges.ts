// Purges of the audit log, by hand and by schedule, and the retention that bounds it in any case.
import { type Clock, hour, minute } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import type { Execution, Executions } from '../../platform/jobs/executions.ts'
import { endExecution, type ScheduleRow } from '../../platform/jobs/executions-store.ts'
import { type Job, type JobDefinition, job as jobOf, recurring } from '../../platform/jobs/job.ts'
import { removeInBatches } from '../../platform/jobs/prune.ts'
import type { ListPage, ListQuestion } from '../../platform/listing.ts'
import { deleteOldest, type PurgePlace, purgePiece } from './audit-store.ts'
import { type PurgeParameters, purgeTakes } from './purge-rules.ts'

const kind = 'audit.purge'
/** Rows of one transaction: each is in seven indexes, and SQLite's only writer is held for some 5 ms. */
const piece = 200

export interface PurgesOptions {
  readonly db: Database
  readonly events: Events
  readonly executions: Executions
  readonly clock: Clock
  /** Milliseconds after which any entry goes, and after which entries of pulls go. */
  readonly retention: number
  readonly pullRetention: number
}

export class Purges {
  constructor(private readonly options: PurgesOptions) {}

  /** Purges now. @returns the execution's id */
  async start(parameters: PurgeParameters, cause: Cause): Promise<number> {
    const { db, events, executions } = this.options
    return db.transaction(async (tx) => {
      const id = await executions.start(tx, kind, JSON.stringify(parameters), 'Manual')
      const body = { name: `purge ${id}`, ...parameters }
      await events.record(tx, cause, { kind: 'purge-audit.created', projectId: null, body })
      return id
    })
  }

  /** @throws Failure BAD_REQUEST for a cron line that is none */
  async plan(
    type: ScheduleRow['type'],
    cron: string,
    parameters: PurgeParameters,
    cause: Cause,
  ): Promise<void> {
    const { db, events, executions } = this.options
    await db.transaction(async (tx) => {
      await executions.setSchedule(tx, { kind, type, cron, parameters: JSON.stringify(parameters) })
      const body = { name: 'schedule', fields: [cron], ...parameters }
      await events.record(tx, cause, { kind: 'purge-audit.updated', projectId: null, body })
    })
  }

  async endPlan(cause: Cause): Promise<void> {
    const { db, events, executions } = this.options
    await db.transaction(async (tx) => {
      await executions.endSchedule(tx, kind)
      const body = { name: 'schedule' }
      await events.record(tx, cause, { kind: 'purge-audit.deleted', projectId: null, body })
    })
  }

  /** Undefined when nothing is planned. */
  planned(): Promise<ScheduleRow | undefined> {
    return this.options.executions.schedule(kind)
  }

  /** @throws Failure NOT_FOUND */
  get(id: number): Promise<Execution> {
    return this.options.executions.get(kind, id).catch((error) => {
      if (!(error instanceof Failure) || error.code !== 'NOT_FOUND') throw error
      throw new Failure('NOT_FOUND', { message: `purge ${id} not found` })
    })
  }

  list(question: ListQuestion): Promise<ListPage<Execution>> {
    return this.options.executions.list(kind, question)
  }

  /** @throws Failure NOT_FOUND */
  async stop(id: number): Promise<void> {
    await this.get(id)
    await this.options.executions.stop(kind, id)
  }

  jobDefinitions(): JobDefinition[] {
    return [
      jobOf({ kind, parse: Number, run: (job, id) => this.purge(job, id) }),
      recurring({
        kind: 'audit.expire',
        every: 1 * hour,
        jitter: 5 * minute,
        run: (job) => this.expire(job),
      }),
    ]
  }

  private async purge(job: Job, id: number): Promise<void> {
    const { clock } = this.options
    const parameters = JSON.parse((await this.get(id)).parameters) as PurgeParameters
    const { audit_retention_hour: hours, include_event_types: types, dry_run: dryRun } = parameters
    const log = [
      `${new Date(clock()).toISOString()} purge of entries older than ${hours} h: ${types || 'none'}`,
    ]
    let found = 0
    if (hours > 0) {
      const question = { before: clock() - hours * hour, wanted: purgeTakes(types), dryRun }
      for (let place: PurgePlace | undefined = { at: 0, id: 0 }; place; ) {
        job.signal.throwIfAborted()
        const from: PurgePlace = place
        const { found: more, next } = await job.transaction((tx) => purgePiece(tx, question, from, piece))
        found += more
        place = next
        await job.progress({ done: found, words: dryRun ? 'entries found' : 'entries purged' })
      }
    }
    log.push(
      `${new Date(clock()).toISOString()} ${dryRun ? 'dry run: would purge' : 'purged'} ${found} entries`,
    )
    await job.transaction((tx) => endExecution(tx, id, `${log.join('\n')}\n`, clock()))
  }

  /** What is older than the configuration keeps goes, whatever is planned. */
  private async expire(job: Job): Promise<void> {
    const { clock, retention, pullRetention } = this.options
    const pulls = { operation: 'pull', resourceType: 'artifact' }
    const now = clock()
    await removeInBatches(job, (tx, limit) => deleteOldest(tx, now - pullRetention, limit, pulls), piece)
    await removeInBatches(job, (tx, limit) => deleteOldest(tx, now - retention, limit), piece)
  }
}
