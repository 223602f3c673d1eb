// What the page of an artifact asks for; what a digest names never changes, so it is asked for once.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api.ts'
import { repositoryParams } from '../../app/reference.ts'
import { parseManifest } from './manifest-document.ts'

export type Artifact = Awaited<ReturnType<typeof api.getArtifact>>['body']
export type Usage = Awaited<ReturnType<typeof api.getArtifactUsage>>['body']
export type UsedArtifact = Usage['artifacts'][number]
export type UsedPart = Usage['parts'][number]
export type TagMove = Awaited<ReturnType<typeof api.listTagHistory>>['body'][number]
export type AdditionName = Parameters<typeof api.getAddition>[0]['params']['addition']

const forever = Number.POSITIVE_INFINITY

export function artifactQuery(repository: string, reference: string) {
  return queryOptions({
    queryKey: ['artifact', repository, reference],
    queryFn: async () => {
      const params = { ...repositoryParams(repository), reference }
      return (await api.getArtifact({ params, query: { with_label: true } })).body
    },
  })
}

/** How many manifests an artifact's usage names at most, itself among them. */
export const mostArtifacts = 500

/** @param digest that of the artifact: a tag may have moved meanwhile */
export function usageQuery(repository: string, digest: string) {
  return queryOptions({
    queryKey: ['artifact', repository, digest, 'usage'],
    queryFn: async () =>
      (await api.getArtifactUsage({ params: { ...repositoryParams(repository), reference: digest } })).body,
  })
}

/** The artifact first: whatever happens then, nothing is left that names what is gone. */
export function goingDigests({ artifacts }: Usage): string[] {
  return artifacts.filter(({ kept }) => kept === undefined).map(({ digest }) => digest)
}

export function manifestQuery(repository: string, digest: string) {
  return queryOptions({
    queryKey: ['manifest', repository, digest],
    queryFn: async () => {
      const params = { ...repositoryParams(repository), reference: digest }
      const text = (await api.getArtifactManifest({ params })).body
      return { text, document: parseManifest(text) }
    },
    staleTime: forever,
  })
}

export function additionQuery(repository: string, digest: string, addition: AdditionName) {
  return queryOptions({
    queryKey: ['addition', repository, digest, addition],
    queryFn: async () => {
      const params = { ...repositoryParams(repository), reference: digest, addition }
      return (await api.getAddition({ params })).body ?? ''
    },
    staleTime: forever,
  })
}

export const historyPageSize = 20

export function tagHistoryQuery(repository: string, tag: string, page: number) {
  return queryOptions({
    queryKey: ['artifact', repository, tag, 'history', page],
    queryFn: () =>
      api.listTagHistory({
        params: { ...repositoryParams(repository), tag_name: tag },
        query: { page, page_size: historyPageSize },
      }),
  })
}
