// What administrators decide about the audit log while the server runs.
import type { Handle } from '../../platform/database/database.ts'

export interface AuditSettings {
  /** Where entries are forwarded to; empty for nowhere. */
  readonly forwardTo: string
  /** Entries are forwarded and not kept. */
  readonly skipDatabase: boolean
  /** Types of events that are not audited, joined by commas. */
  readonly disabledTypes: string
}

/** Asked for each batch of events, in its transaction. */
export type ReadAuditSettings = (handle: Handle) => Promise<AuditSettings>
