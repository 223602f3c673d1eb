// What a reference in the address names: a repository, or an artifact in it.
import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { MissingPage } from '../../app/missing-page.tsx'
import { parseReference } from '../../app/reference.ts'
import { Skeletons } from '../../ui/list.tsx'
import { RepositoryPage } from './repository-page.tsx'

const route = getRouteApi('/repositories/$')
const ArtifactPage = lazy(async () => ({
  default: (await import('../artifacts/artifact-page.tsx')).ArtifactPage,
}))

export function ReferencePage() {
  const { _splat = '' } = route.useParams()
  const parsed = parseReference(_splat)
  if (!parsed) return <MissingPage />
  const { repository, tag, digest } = parsed
  // With both, the digest says which; the tag is what it was called.
  const reference = digest ?? tag
  if (reference === undefined) return <RepositoryPage key={repository} repository={repository} />
  return (
    <Suspense fallback={<Skeletons />}>
      <ArtifactPage key={_splat} repository={repository} reference={reference} />
    </Suspense>
  )
}
