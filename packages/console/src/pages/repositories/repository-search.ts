// What the addresses of repositories hold.
import { type ListSearch, listSearch, textOf } from '../../app/list-search.ts'

export interface ReferenceSearch extends ListSearch {
  readonly tab?: string
  /** Whether artifacts without a tag are shown. */
  readonly untagged?: true
}

/** Pages of references hold what they like in their address: texts, and the usual of lists. */
export function referenceSearch(search: Record<string, unknown>): ReferenceSearch & Record<string, unknown> {
  return {
    ...search,
    ...listSearch(search),
    ...textOf(search, 'tab'),
    ...(search.untagged === true && { untagged: true }),
  }
}

export interface RepositoriesSearch extends ListSearch {
  /** Only of this one. */
  readonly project?: string
}

export function repositoriesSearch(search: Record<string, unknown>): RepositoriesSearch {
  return { ...listSearch(search), ...textOf(search, 'project') }
}
