// The address of what was found.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type ListSearch, listSearch } from '../../app/list-search.ts'
import { rootRoute } from '../../app/root-route.tsx'

export const searchTabs = ['words', 'repositories', 'projects', 'people'] as const
export type SearchTab = (typeof searchTabs)[number]

export interface FoundSearch extends ListSearch {
  /** The first one is left out. */
  readonly tab?: SearchTab
}

const found = createRoute({
  getParentRoute: () => rootRoute,
  path: '/search',
  validateSearch: (search: Record<string, unknown>): FoundSearch => {
    const tab = searchTabs.find((each) => each === search.tab)
    return { ...listSearch(search), ...(tab && tab !== 'words' && { tab }) }
  },
  component: lazyRouteComponent(() => import('./search-page.tsx'), 'SearchPage'),
})

export const searchRoutes = [found] as const
