// What the address of a log holds, and the same in the API's query language.
import { allOf, contains, equals } from '../app/filter.ts'
import { type ListSearch, listSearch, textOf } from '../app/list-search.ts'

/** `q` is a part of what it was done to. */
export interface LogSearch extends ListSearch {
  readonly user?: string
  readonly operation?: string
  /** Of the thing: `artifact`, `robot`, … */
  readonly type?: string
  /** Days, as `2026-03-01`, in the reader's time. */
  readonly since?: string
  readonly until?: string
}

export function logSearch(search: Record<string, unknown>): LogSearch {
  return {
    ...listSearch(search),
    ...textOf(search, 'user'),
    ...textOf(search, 'operation'),
    ...textOf(search, 'type'),
    ...dayOf(search, 'since'),
    ...dayOf(search, 'until'),
  }
}

export function isFiltered({ q, user, operation, type, since, until }: LogSearch): boolean {
  return [q, user, operation, type, since, until].some((each) => each !== undefined)
}

/** For the API; undefined when nothing is filtered. */
export function logFilter(search: LogSearch): string | undefined {
  const { q, user, operation, type, since, until } = search
  const from = since && utc(`${since}T00:00:00`)
  const to = until && utc(`${until}T23:59:59`)
  const filter = allOf([
    q && contains('resource', q),
    user && equals('username', user),
    operation && `operation=${operation}`,
    type && `resource_type=${type}`,
    (from || to) && `op_time=[${from ?? ''}~${to ?? ''}]`,
  ])
  return filter === '' ? undefined : filter
}

function dayOf<Name extends 'since' | 'until'>(search: Record<string, unknown>, name: Name) {
  const found = textOf(search, name)
  return /^\d{4}-\d{2}-\d{2}$/.test(found[name] ?? '') ? found : {}
}

/** @param local a time where the reader is; the API counts in UTC, by seconds */
function utc(local: string): string | undefined {
  const at = new Date(local)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString().slice(0, 19)
}
