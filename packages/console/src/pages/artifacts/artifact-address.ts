// Addresses of an artifact's own bytes, to be downloaded: of this server, with the session's cookie.
import { repositoryParams } from '../../app/reference.ts'
import type { AdditionName } from './artifact-queries.ts'

export function artifactAddress(
  repository: string,
  digest: string,
  part: 'manifest' | `additions/${AdditionName}`,
): string {
  const { project_name, repository_name } = repositoryParams(repository)
  // A slash within a parameter is encoded twice: proxies on the way decode one level.
  const name = encodeURIComponent(repository_name.replaceAll('/', '%2F'))
  const project = encodeURIComponent(project_name)
  return `/api/v2.0/projects/${project}/repositories/${name}/artifacts/${encodeURIComponent(digest)}/${part}`
}
