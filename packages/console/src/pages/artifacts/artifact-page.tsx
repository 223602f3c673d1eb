// One artifact: what a tag or a digest stands for.
import { writtenReference } from '../../app/reference.ts'
import { Page } from '../../ui/page.tsx'

export interface ArtifactPageProps {
  /** With its project: `team/app`. */
  readonly repository: string
  /** A tag or a digest. */
  readonly reference: string
}

export function ArtifactPage({ repository, reference }: ArtifactPageProps) {
  return <Page title={writtenReference(repository, reference)}>{null}</Page>
}
