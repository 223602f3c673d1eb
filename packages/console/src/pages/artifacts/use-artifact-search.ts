// What the address of an artifact holds besides its reference: the tab, and what the tab shows.
import { getRouteApi } from '@tanstack/react-router'
import { textOf } from '../../app/list-search.ts'

const route = getRouteApi('/repositories/$')

export interface ArtifactSearch {
  readonly tab?: string | undefined
  /** The tag, or digest, that this one is compared with. */
  readonly compare?: string | undefined
  /** The platform that is compared, of indexes. */
  readonly platform?: string | undefined
  /** The tag whose history is shown, of an artifact with several. */
  readonly of?: string | undefined
  readonly page?: number | undefined
}

export function useArtifactSearch() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const current: ArtifactSearch = {
    ...textOf(search, 'tab'),
    ...textOf(search, 'compare'),
    ...textOf(search, 'platform'),
    ...textOf(search, 'of'),
    ...(search.page !== undefined && { page: search.page }),
  }
  return {
    search: current,
    go: (changes: ArtifactSearch) => {
      const next = Object.entries({ ...current, ...changes }).filter(([, value]) => value !== undefined)
      return navigate({ search: Object.fromEntries(next), resetScroll: false })
    },
  }
}
