// How the server is doing, as far as its database knows.
import { type Clock, second } from '../../platform/clock.ts'
import type { Database, DatabaseNumbers } from '../../platform/database/database.ts'
import { countDeliveries, countJobs, countWaiting, lastFailures, oldestEvent } from './system-state-store.ts'

export interface SystemStateOptions {
  readonly db: Database & Partial<DatabaseNumbers>
  readonly clock: Clock
  readonly version: string
}

export class SystemState {
  constructor(private readonly options: SystemStateOptions) {}

  async read() {
    const { db, clock, version } = this.options
    const [size, jobs, events] = await Promise.all([db.sizeBytes?.(), this.jobs(), this.events()])
    return {
      version,
      started_at: timeOf(clock() - process.uptime() * second),
      database: { engine: db.engine, ...(size !== undefined && { size }) },
      ...{ jobs, events },
    }
  }

  private async jobs() {
    const { db, clock } = this.options
    const now = clock()
    const [running, due, planned, failed, failures] = await Promise.all([
      countJobs(db, 'running'),
      countWaiting(db, 'due', now),
      countWaiting(db, 'planned', now),
      countJobs(db, 'failed'),
      lastFailures(db),
    ])
    const last_failures = failures.map(({ kind, error, finishedAt }) => ({
      ...{ kind, error: error ?? '' },
      time: timeOf(finishedAt ?? 0),
    }))
    return { running, due, planned, failed, last_failures }
  }

  private async events() {
    const { db } = this.options
    const [waiting, parked, oldest] = await Promise.all([
      countDeliveries(db, 'deliveries'),
      countDeliveries(db, 'parked_deliveries'),
      oldestEvent(db),
    ])
    return { waiting, parked, ...(oldest !== undefined && { oldest: timeOf(oldest) }) }
  }
}

function timeOf(at: number): string {
  return new Date(at).toISOString()
}
