// References as people write them: `library/app`, `library/app:1.0`, `library/app@sha256:…`.

export interface RepositoryReference {
  /** With its project: `library/tools/app`. */
  readonly repository: string
  readonly tag?: string
  readonly digest?: string
}

// The distribution spec's grammar: names and tags have no `@`, tags no `/`, and a digest is its algorithm and hex.
const written =
  /^(?<repository>[^/:@\s]+(?:\/[^/:@\s]+)+)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-f]{32,}))?$/

/** Undefined for what names no repository; a slash at the end is nobody's intention. */
export function parseReference(text: string): RepositoryReference | undefined {
  const groups = written.exec(text.replace(/\/$/, ''))?.groups
  if (groups?.repository === undefined) return undefined
  const { repository, tag, digest } = groups
  return { repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) }
}

/** @param reference a tag or a digest; a digest has a colon, and a tag has none */
export function writtenReference(repository: string, reference?: string): string {
  if (reference === undefined) return repository
  return `${repository}${reference.includes(':') ? '@' : ':'}${reference}`
}

/** `team` and `tools/app` of `team/tools/app`, as the API's paths take them. */
export function repositoryParams(repository: string): { project_name: string; repository_name: string } {
  const slash = repository.indexOf('/')
  return { project_name: repository.slice(0, slash), repository_name: repository.slice(slash + 1) }
}
