// What the address of what was found holds.
import { type ListSearch, listSearch } from '../../app/list-search.ts'

export const searchTabs = ['words', 'repositories', 'projects', 'people'] as const
export type SearchTab = (typeof searchTabs)[number]

export interface FoundSearch extends ListSearch {
  /** The first one is left out. */
  readonly tab?: SearchTab
}

export function foundSearch(search: Record<string, unknown>): FoundSearch {
  const tab = searchTabs.find((each) => each === search.tab)
  return { ...listSearch(search), ...(tab && tab !== 'words' && { tab }) }
}
