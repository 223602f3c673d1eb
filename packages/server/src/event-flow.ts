// Events put together: what records those that repeat, and what all of them are handed to.
import type { Config } from './config.ts'
import { countPushes } from './features/activity/index.ts'
import { type Audit, createAudit } from './features/audit/module.ts'
import { LoginWatch } from './features/identity/index.ts'
import type { Settings } from './features/settings/index.ts'
import { type Clock, second } from './platform/clock.ts'
import type { Database } from './platform/database/database.ts'
import { Deliveries } from './platform/events/deliveries.ts'
import { RepeatedEvents } from './platform/events/repeated-events.ts'
import type { Events } from './platform/events.ts'
import { Executions } from './platform/jobs/executions.ts'
import type { JobDefinition } from './platform/jobs/job.ts'
import type { Jobs } from './platform/jobs/jobs.ts'
import type { Log } from './platform/log.ts'
import type { Metrics } from './platform/metrics.ts'

/** Each takes some 500 bytes: an artifact, who pulls it, and from where. */
const pullsMost = 20_000
const loginsMost = 10_000
/** What is not handed on by then waits in the database for the next start, or another node. */
const drainFor = 5 * second

export interface EventFlowParts {
  readonly config: Config
  readonly db: Database
  readonly events: Events
  readonly settings: Settings
  readonly jobs: Jobs
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  /** Whether a name looks like a robot's. */
  isRobotName(name: string): Promise<boolean>
}

export interface EventFlow {
  /** For pulls, which distribution notes. */
  readonly pulls: RepeatedEvents
  readonly logins: LoginWatch
  readonly audit: Audit
  readonly jobs: readonly JobDefinition[]
  /** Events are handed on from now on. */
  start(): Promise<void>
  /** Records and hands on all that there is. */
  runDue(): Promise<void>
  /** The same at the end, for some seconds at most. */
  close(): Promise<void>
}

export function createEventFlow(parts: EventFlowParts): EventFlow {
  const { config, db, events, clock, log, metrics } = parts
  const { repeatWindow: window } = config.audit
  const lost = (count: number) => metrics.eventsLost.inc(count)
  const pulls = new RepeatedEvents({ db, events, clock, log, window, most: pullsMost, lost })
  const logins = new RepeatedEvents({ db, events, clock, log, window, most: loginsMost, lost })
  const executions = new Executions(db, parts.jobs, clock)
  const audit = createAudit({
    db,
    events,
    executions,
    clock,
    ...config.audit,
    settings: auditSettings(parts),
    also: countPushes,
  })
  const deliveries = new Deliveries({
    ...{ db, events, consumers: audit.consumers, clock, log },
    delivered: (consumer, count) => metrics.eventsDelivered.inc({ consumer }, count),
    parked: (consumer) => metrics.eventsParked.inc({ consumer }),
    forgotten: lost,
  })
  metrics.gauge(
    'entrepot_events_waiting_seconds',
    'How long the oldest event has waited for a consumer',
    async () => (await deliveries.longestWait()) / second,
  )
  return {
    ...{ pulls, audit, logins: new LoginWatch(logins, window, clock, parts.isRobotName) },
    jobs: [...audit.jobs, ...executions.jobDefinitions()],
    start: () => deliveries.start(),
    runDue: async () => {
      await Promise.all([pulls.flush(), logins.flush()])
      await deliveries.runDue()
    },
    close: async () => {
      await Promise.all([pulls.close(), logins.close()])
      await deliveries.stop(drainFor)
    },
  }
}

function auditSettings({ settings }: EventFlowParts) {
  return async () => {
    const values = await settings.pick(
      'audit_log_forward_endpoint',
      'skip_audit_log_database',
      'disabled_audit_log_event_types',
    )
    return {
      forwardTo: values.audit_log_forward_endpoint,
      skipDatabase: values.skip_audit_log_database,
      disabledTypes: values.disabled_audit_log_event_types,
    }
  }
}
