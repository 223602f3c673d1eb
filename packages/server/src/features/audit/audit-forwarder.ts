// Forwards the audit log to a syslog receiver; while that is away, entries wait in the outbox.
import { ConsumerAway, type OutsideConsumer, type RecordedEvent } from '../../platform/events/consumer.ts'
import { parseSyslogEndpoint } from '../../platform/syslog/endpoint-rules.ts'
import { formatSyslog, type SyslogMessage } from '../../platform/syslog/syslog-message.ts'
import { sendSyslog } from '../../platform/syslog/syslog-sender.ts'
import { auditRowOf, forwardConsumer } from './audit-consumer.ts'
import { eventTypeOf } from './audit-rules.ts'
import type { ReadAuditSettings } from './audit-settings.ts'
import type { AuditRow } from './audit-store.ts'

export class AuditForwarder implements OutsideConsumer {
  readonly name = forwardConsumer

  constructor(private readonly settings: ReadAuditSettings) {}

  /** Entries may come twice: receivers know them by their `id`. */
  async deliver(events: readonly RecordedEvent[], signal: AbortSignal): Promise<void> {
    const { forwardTo } = await this.settings()
    const endpoint = parseSyslogEndpoint(forwardTo)
    // Switched off since they were queued.
    if (!endpoint) return
    const messages = events.map((event) => formatSyslog(messageOf(auditRowOf(event))))
    try {
      await sendSyslog(endpoint, messages, signal)
    } catch (cause) {
      throw new ConsumerAway(`the syslog receiver ${forwardTo} cannot be reached`, { cause })
    }
  }
}

function messageOf(row: AuditRow): SyslogMessage {
  return {
    at: row.at,
    severity: row.succeeded ? 'informational' : 'warning',
    id: eventTypeOf(row),
    content: {
      id: row.id,
      time: new Date(row.at).toISOString(),
      username: row.username,
      actor_type: row.actorType,
      credential: row.via,
      client_address: row.address,
      request_id: row.requestId,
      operation: row.operation,
      resource_type: row.resourceType,
      resource: row.resource,
      operation_description: row.description,
      operation_result: row.succeeded,
      ...(row.projectId !== null && { project_id: row.projectId }),
    },
  }
}
