// The source of a copy as a request names it: `project/repository:tag` or `project/repository@digest`.
import type { RepositoryParams } from './artifact-place.ts'

export interface CopySourceName extends RepositoryParams {
  readonly reference: string
}

const pattern = /^(?<project>[^/@:]+)\/(?<repository>[^@:]+)(?:@(?<digest>[^@]+)|:(?<tag>[^@:]+))$/

export function parseCopySource(text: string): CopySourceName | undefined {
  const { project, repository, digest, tag } = pattern.exec(text)?.groups ?? {}
  const reference = digest ?? tag
  if (!project || !repository || !reference) return undefined
  return { project_name: project, repository_name: repository, reference }
}
