// What a reference in the address names: a repository, or an artifact in it.
import { getRouteApi, lazyRouteComponent } from '@tanstack/react-router'
import { Suspense } from 'react'
import { MissingPage } from '../../app/missing-page.tsx'
import { parseReference } from '../../app/reference.ts'
import { Page } from '../../ui/page.tsx'
import { ArtifactSkeleton } from './artifact-skeleton.tsx'
import { useReferenceFrame } from './reference-frame.ts'
import { RepositoryPage } from './repository-page.tsx'

const route = getRouteApi('/repositories/$')
const ArtifactPage = lazyRouteComponent(() => import('../artifacts/artifact-page.tsx'), 'ArtifactPage')

export function ReferencePage() {
  const { _splat = '' } = route.useParams()
  const parsed = parseReference(_splat)
  if (!parsed) return <MissingPage />
  const { repository, tag, digest } = parsed
  // With both, the digest says which; the tag is what it was called.
  const reference = digest ?? tag
  if (reference === undefined) return <RepositoryPage key={repository} repository={repository} />
  return (
    <Suspense fallback={<Coming repository={repository} reference={reference} />}>
      <ArtifactPage key={_splat} repository={repository} reference={reference} />
    </Suspense>
  )
}

/** While the page itself is on its way. */
function Coming({ repository, reference }: { readonly repository: string; readonly reference: string }) {
  return (
    <Page {...useReferenceFrame(repository, reference)}>
      <ArtifactSkeleton />
    </Page>
  )
}
