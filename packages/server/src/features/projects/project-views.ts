// Projects as the contract writes them, and what its requests ask for.
import { Failure } from '../../platform/errors.ts'
import type { ProjectView } from './project-list-store.ts'

export interface ProjectRequest {
  readonly public?: boolean | null | undefined
  readonly metadata?: Readonly<Record<string, string | null | undefined>> | null | undefined
  readonly cve_allowlist?: { readonly items?: readonly unknown[] | null | undefined } | null | undefined
  readonly storage_limit?: number | null | undefined
  readonly registry_id?: number | null | undefined
}

/** Roles from the most powerful to the least, by Harbor's ids. */
const byPower = [1, 4, 2, 3, 5]

/** What a request sets; `public` beside the metadata is the older form of the one within. */
export function metadataOf(request: ProjectRequest): Record<string, string> {
  const given = Object.entries(request.metadata ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  const older: Record<string, string> =
    typeof request.public === 'boolean' ? { public: String(request.public) } : {}
  return { ...older, ...Object.fromEntries(given) }
}

/**
 * Limits and lists that nothing enforces yet are refused rather than forgotten.
 * @throws Failure BAD_REQUEST
 */
export function refuseUnbuilt({ storage_limit, registry_id, cve_allowlist }: ProjectRequest): void {
  const limit = storage_limit ?? -1
  if (limit < -1) throw bad(`bad request: invalid non-positive value for quota limit, value=${limit}`)
  if (limit > 0) throw bad('storage_limit must be -1: this server does not enforce quotas yet')
  if (registry_id) throw bad('registry_id must be left out: there are no proxy caches yet')
  if (cve_allowlist?.items?.length) {
    throw bad('cve_allowlist must be empty: this server does not judge vulnerabilities yet')
  }
}

/** @param detail whether to name the owner and the allowlist */
export function present(project: ProjectView, detail: boolean) {
  const role = byPower.find((id) => project.roles.includes(id))
  const times = {
    creation_time: new Date(project.createdAt).toISOString(),
    update_time: new Date(project.updatedAt).toISOString(),
  }
  const allowlist = { id: project.id, project_id: project.id, items: [], ...times }
  return {
    project_id: project.id,
    name: project.name,
    owner_id: project.ownerId,
    ...(detail && { owner_name: project.ownerName, cve_allowlist: allowlist }),
    ...(role !== undefined && { current_user_role_id: role }),
    current_user_role_ids: project.roles.length > 0 ? [...project.roles] : null,
    metadata: { ...project.metadata },
    repo_count: project.repositoryCount,
    ...times,
  }
}

function bad(message: string): Failure {
  return new Failure('BAD_REQUEST', { message })
}
