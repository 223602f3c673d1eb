// What administrators decide about the audit log while the server runs.

export interface AuditSettings {
  /** Where entries are forwarded to; empty for nowhere. */
  readonly forwardTo: string
  /** Entries are forwarded and not kept. */
  readonly skipDatabase: boolean
  /** Types of events that are not audited, joined by commas. */
  readonly disabledTypes: string
}

/** Asked for each batch of events. */
export type ReadAuditSettings = () => Promise<AuditSettings>
