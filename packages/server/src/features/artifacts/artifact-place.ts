// Lets a request into a repository by its path, and finds the artifact that it names there.
import { parseDigest, parseRepositoryName, parseTagName, type RepositoryName } from '@entrepot/oci'
import { Failure } from '../../platform/errors.ts'
import type { Permits, ProjectPermission } from '../authorization/index.ts'
import type { Admitted } from '../distribution/index.ts'
import type { Principal } from '../identity/index.ts'
import { unknownRepository } from '../projects/index.ts'
import type { Artifacts } from './artifacts.ts'
import type { ArtifactRow, Reference } from './artifacts-store.ts'

export interface RepositoryParams {
  readonly project_name: string
  readonly repository_name: string
}

/** The repository as `/v2` knows it, for those with this permission there. */
export async function enterRepository(
  permits: Permits,
  principal: Principal,
  { project_name, repository_name }: RepositoryParams,
  permission: ProjectPermission,
): Promise<Admitted> {
  const path = `${project_name}/${repository_name}`
  const access = await permits.inProject(principal, { name: project_name }, permission, path)
  return {
    principal,
    access,
    name: path as RepositoryName,
    repositoryId: access.repository?.visible ? access.repository.id : undefined,
    visible: access.repository?.visible ?? false,
  }
}

/** @throws Failure BAD_REQUEST where no repository can have this name: for what may create one */
export function requireRepositoryName({ name }: Admitted): void {
  if (parseRepositoryName(name)) return
  throw new Failure('BAD_REQUEST', { message: `bad request: invalid repository name: ${name}` })
}

/** @throws Failure NOT_FOUND */
export async function findIn(artifacts: Artifacts, from: Admitted, reference: string): Promise<ArtifactRow> {
  const { repositoryId } = from
  const parsed = referenceOf(reference)
  const found = repositoryId === undefined || !parsed ? undefined : await artifacts.find(repositoryId, parsed)
  if (!found) throw unknownArtifact(from.name, reference)
  return found
}

/** A digest has a colon, and a tag has none. */
export function referenceOf(text: string): Reference | undefined {
  if (!text.includes(':')) return parseTagName(text) && { tag: text }
  const digest = parseDigest(text)
  return digest && { digest }
}

function unknownArtifact(path: string, reference: string): Failure {
  const sign = reference.includes(':') ? '@' : ':'
  return new Failure('NOT_FOUND', { message: `artifact ${path}${sign}${reference} not found` })
}

/** @throws Failure NOT_FOUND while nothing was pushed to it */
export function requireVisible({ repositoryId, name }: Admitted): number {
  if (repositoryId === undefined) throw unknownRepository(name)
  return repositoryId
}
