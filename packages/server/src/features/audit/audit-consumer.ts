// Turns events into entries of the audit log, in the transaction that takes them from the outbox.
import type { Clock } from '../../platform/clock.ts'
import type { Transaction } from '../../platform/database/database.ts'
import type { RecordedEvent, TransactionalConsumer } from '../../platform/events/consumer.ts'
import { queueFor } from '../../platform/events/delivery-store.ts'
import { auditEntryOf, eventTypeOf, eventTypesIn } from './audit-rules.ts'
import type { AuditSettings, ReadAuditSettings } from './audit-settings.ts'
import { type AuditRow, insertAudit } from './audit-store.ts'

/** The name among the outbox's consumers. */
export const auditConsumer = 'audit'
/** Of what forwards entries: it gets events from the first one, and only while there is somewhere to forward to. */
export const forwardConsumer = 'audit-forward'

export class AuditConsumer implements TransactionalConsumer {
  readonly name = auditConsumer
  private now: AuditSettings = { forwardTo: '', skipDatabase: false, disabledTypes: '' }

  /** @param also what else follows from each event once: a consumer of its own would be one more row for each */
  constructor(
    private readonly settings: ReadAuditSettings,
    private readonly clock: Clock,
    private readonly also: (tx: Transaction, events: readonly RecordedEvent[]) => Promise<void>,
  ) {}

  async prepare(): Promise<void> {
    this.now = await this.settings()
  }

  async apply(tx: Transaction, events: readonly RecordedEvent[]): Promise<void> {
    await this.also(tx, events)
    const { forwardTo, skipDatabase, disabledTypes } = this.now
    const disabled = eventTypesIn(disabledTypes)
    const rows = events.map(auditRowOf).filter((row) => !disabled.has(eventTypeOf(row)))
    if (rows.length === 0) return
    if (!skipDatabase || forwardTo === '') await insertAudit(tx, rows)
    if (forwardTo === '') return
    const seqs = rows.map(({ id }) => id)
    await queueFor(tx, forwardConsumer, seqs, this.clock())
  }
}

export function auditRowOf({ seq, at, kind, projectId, cause, body }: RecordedEvent): AuditRow {
  const { actor, address, requestId } = cause
  return {
    id: seq,
    at,
    username: actor.name,
    actorType: actor.type,
    actorId: actor.id,
    via: actor.via,
    address,
    requestId,
    projectId,
    ...auditEntryOf({ kind, body }),
  }
}
