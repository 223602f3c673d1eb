// What the pages of a repository ask about its artifacts.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../api.ts'
import { contains } from '../../app/filter.ts'
import { repositoryParams } from '../../app/reference.ts'
import { pageSize } from '../../ui/list.tsx'
import type { ReferenceSearch } from './repository-search.ts'

export type Artifact = Awaited<ReturnType<typeof api.listArtifacts>>['body'][number]

/** As much of a digest as nobody calls a tag. */
const digestLike = /^(?:sha(?:256|512):)?[0-9a-f]{12,}$/

export function repositoryQuery(repository: string) {
  return queryOptions({
    queryKey: ['repository', repository],
    queryFn: async () => (await api.getRepository({ params: repositoryParams(repository) })).body,
  })
}

/** A page of what has tags, or of everything. */
export function artifactsQuery(repository: string, search: ReferenceSearch) {
  const { q, untagged, page = 1, sort = '-push_time' } = search
  const filter = filterOf(q, untagged)
  return queryOptions({
    queryKey: ['artifacts', repository, { filter, page, sort }],
    queryFn: () =>
      api.listArtifacts({
        params: repositoryParams(repository),
        query: {
          ...{ page, page_size: pageSize, sort, with_accessory: true },
          ...(filter !== undefined && { q: filter }),
        },
      }),
    placeholderData: keepPreviousData,
  })
}

function filterOf(q: string | undefined, untagged: true | undefined): string | undefined {
  if (q === undefined) return untagged ? undefined : 'tags=*'
  return contains(digestLike.test(q) ? 'digest' : 'tags', q)
}

/** What is pulled where nobody says which. */
export interface Chosen {
  readonly reference: string
  readonly kind: string
}

/** `latest` where there is one, else the newest; null where nothing has a tag. */
export function defaultQuery(repository: string) {
  return queryOptions({
    queryKey: ['artifacts', repository, 'default'],
    queryFn: async (): Promise<Chosen | null> => {
      const latest = await firstOf(repository, 'tags=latest')
      if (latest) return { reference: 'latest', kind: latest.type }
      const newest = await firstOf(repository, 'tags=*')
      const tag = newest?.tags?.[0]?.name
      return newest && tag !== undefined ? { reference: tag, kind: newest.type } : null
    },
  })
}

async function firstOf(repository: string, q: string): Promise<Artifact | undefined> {
  const query = { q, page_size: 1 }
  return (await api.listArtifacts({ params: repositoryParams(repository), query })).body[0]
}
