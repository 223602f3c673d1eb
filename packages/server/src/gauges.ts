// The numbers that are asked for when somebody reads /metrics.
import type { AppDatabase } from './open-resources.ts'
import type { PoolNumbers } from './platform/database/database.ts'
import type { Metrics } from './platform/metrics.ts'

export interface Measured {
  /** How many requests are writing a blob. */
  readonly uploads: { readonly active: number; countOpen(): Promise<number> }
  /** How many jobs run on this node. */
  readonly jobs: { readonly running: number }
  readonly storage: { freeBytes(): Promise<number> }
  readonly db: AppDatabase
  /** Streams of changes that are open. */
  readonly live: { readonly count: number }
}

export function addGauges(metrics: Metrics, { uploads, jobs, storage, db, live }: Measured): void {
  metrics.gauge('entrepot_uploads_writing', 'Requests that are writing a blob', () => uploads.active)
  metrics.gauge('entrepot_uploads_open', 'Upload sessions that can go on', () => uploads.countOpen())
  metrics.gauge('entrepot_jobs_running', 'Jobs that run on this node', () => jobs.running)
  metrics.gauge('entrepot_storage_free_bytes', 'Free space of the storage', () => storage.freeBytes())
  metrics.gauge('entrepot_live_streams', 'Streams of changes that are open', () => live.count)
  addDatabaseGauges(metrics, db)
}

function addDatabaseGauges(metrics: Metrics, db: AppDatabase): void {
  const size = db.sizeBytes?.bind(db)
  if (size) metrics.gauge('entrepot_database_size_bytes', 'What the database takes up', size)
  const gauge = (name: string, help: string, read: (numbers: PoolNumbers) => number) => {
    metrics.gauge(`entrepot_database_${name}`, help, () => read(db.connections?.() as PoolNumbers))
  }
  if (!db.connections?.()) return
  gauge('connections', 'Open connections to PostgreSQL', ({ open }) => open)
  gauge('connections_in_use', 'Connections to PostgreSQL that are in use', ({ inUse }) => inUse)
  gauge('connections_waited_for', 'Requests that wait for a connection', ({ waiting }) => waiting)
}
