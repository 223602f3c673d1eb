// The search of a page's address, and how it changes: each choice is a step that Back undoes.
import { searchStep } from './search-step.ts'

/** A route with a search, as `getRouteApi` gives it. */
interface SearchedRoute<Search> {
  readonly useSearch: () => Search
  readonly useNavigate: () => (to: { search: Search; replace: boolean; resetScroll: boolean }) => unknown
}

export function useSearchSteps<Search extends object>(route: SearchedRoute<Search>) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const onSearch = (next: Search) => void navigate({ search: next, ...searchStep(search, next) })
  return [search, onSearch] as const
}
