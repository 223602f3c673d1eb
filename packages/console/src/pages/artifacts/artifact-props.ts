// What the parts of an artifact's page are given.
import type { Artifact } from './artifact-queries.ts'

export interface ArtifactProps {
  /** With its project. */
  readonly repository: string
  readonly artifact: Artifact
}

export interface ArtifactTabProps extends ArtifactProps {
  /** As the address has it: a tag or a digest. */
  readonly reference: string
}
