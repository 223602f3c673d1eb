// What the address of the audit log holds, and the API's filter for it.
import { type ListSearch, listSearch, textOf } from '../../app/list-search.ts'

export interface AuditSearch extends ListSearch {
  readonly username?: string
  readonly operation?: string
  readonly type?: string
  readonly resource?: string
  /** Days, as a browser's field has them: `2026-03-01`. */
  readonly since?: string
  readonly until?: string
}

export const auditFilters = ['username', 'operation', 'type', 'resource', 'since', 'until'] as const
export type AuditFilter = (typeof auditFilters)[number]

export function auditSearch(search: Record<string, unknown>): AuditSearch {
  return {
    ...listSearch(search),
    ...textOf(search, 'username'),
    ...textOf(search, 'operation'),
    ...textOf(search, 'type'),
    ...textOf(search, 'resource'),
    ...textOf(search, 'since'),
    ...textOf(search, 'until'),
  }
}

/** @returns undefined where nothing is filtered */
export function auditQuery({
  username,
  operation,
  type,
  resource,
  since,
  until,
}: AuditSearch): string | undefined {
  const parts = [
    username && `username=${username}`,
    operation && `operation=${operation}`,
    type && `resource_type=${type}`,
    resource && `resource=~${resource}`,
    (since || until) && `op_time=[${timeOf(since, 0)}~${timeOf(until, 1)}]`,
  ].filter((part) => part !== undefined && part !== '')
  return parts.length > 0 ? parts.join(',') : undefined
}

/** The beginning of a day where the reader is, in UTC as the API takes it. @param later days */
function timeOf(day: string | undefined, later: number): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '')
  if (!parts) return ''
  const [year = 0, month = 1, date = 1] = parts.slice(1).map(Number)
  const at = new Date(year, month - 1, date + later)
  // A range holds its ends: the day's last second is the one before the next day's first.
  return new Date(at.getTime() - later * 1_000).toISOString().slice(0, 19)
}
