// What the address of the projects' list holds.
import { type ListSearch, listSearch } from '../../app/list-search.ts'

export interface ProjectsSearch extends ListSearch {
  /** Only such projects; all of them when absent. */
  readonly access?: 'public' | 'private'
}

export function projectsSearch(search: Record<string, unknown>): ProjectsSearch {
  const { access } = search
  return { ...listSearch(search), ...((access === 'public' || access === 'private') && { access }) }
}
