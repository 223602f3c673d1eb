// What the audit log plugs into the app: consumers of events, routes and jobs.
import type { Clock } from '../../platform/clock.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import type { Consumer, RecordedEvent } from '../../platform/events/consumer.ts'
import type { Events } from '../../platform/events.ts'
import type { Executions } from '../../platform/jobs/executions.ts'
import type { JobDefinition } from '../../platform/jobs/job.ts'
import type { Permits } from '../authorization/index.ts'
import { AuditConsumer } from './audit-consumer.ts'
import { AuditForwarder } from './audit-forwarder.ts'
import { listAudit } from './audit-list-store.ts'
import { auditHandlers } from './audit-routes.ts'
import type { ReadAuditSettings } from './audit-settings.ts'
import { purgeHandlers } from './purge-routes.ts'
import { Purges } from './purges.ts'

export interface AuditParts {
  readonly db: Database
  readonly events: Events
  readonly executions: Executions
  readonly clock: Clock
  readonly settings: ReadAuditSettings
  /** Milliseconds for which entries are kept, and those of pulls. */
  readonly retention: number
  readonly pullRetention: number
  /** What else follows from events, in the same transaction. */
  also(tx: Transaction, events: readonly RecordedEvent[]): Promise<void>
}

export interface Audit {
  /** In this order: the second is handed what the first queues for it. */
  readonly consumers: readonly Consumer[]
  readonly jobs: readonly JobDefinition[]
  handlers(permits: Permits): ReturnType<typeof auditHandlers> & ReturnType<typeof purgeHandlers>
}

export function createAudit(parts: AuditParts): Audit {
  const { db, settings, clock } = parts
  const purges = new Purges(parts)
  return {
    consumers: [new AuditConsumer(settings, clock, parts.also), new AuditForwarder(settings)],
    jobs: purges.jobDefinitions(),
    handlers: (permits) => ({
      ...auditHandlers((scope, question) => listAudit(db, scope, question), permits),
      ...purgeHandlers(purges, permits),
    }),
  }
}
