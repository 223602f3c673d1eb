// /repositories and /projects/…/repositories over HTTP.
import type { ApiCall, ApiHandlers } from '../../platform/http/api.ts'
import { parseListQuestion } from '../../platform/listing.ts'
import { type Permits, type ProjectPermission, sightOf } from '../authorization/index.ts'
import type { Admitted, Manifests } from '../distribution/index.ts'
import { causeOf, type Principal } from '../identity/index.ts'
import { type Repositories, type RepositoryAddress, repositoryFields } from '../projects/index.ts'
import { enterRepository, type RepositoryParams, requireVisible } from './artifact-place.ts'
import { presentRepository } from './artifact-views.ts'

type RepositoryHandlers = ApiHandlers<
  Principal,
  'listAllRepositories' | 'listRepositories' | 'getRepository' | 'updateRepository' | 'deleteRepository'
>

export interface RepositoryRouteParts {
  readonly repositories: Repositories
  readonly manifests: Manifests
  readonly permits: Permits
}

export function repositoryHandlers({
  repositories,
  manifests,
  permits,
}: RepositoryRouteParts): RepositoryHandlers {
  const enter = (params: RepositoryParams, { principal }: Call, permission: ProjectPermission) =>
    enterRepository(permits, principal, params, permission)
  return {
    listAllRepositories: async ({ query }, { principal }) => {
      const viewer = sightOf(await permits.everywhere(principal), 'repository:list')
      const question = parseListQuestion(query, repositoryFields)
      const { items, total } = await repositories.listAll(viewer, question)
      return { status: 200, body: items.map(presentRepository), total }
    },
    listRepositories: async ({ params, query }, { principal }) => {
      const { project } = await permits.inProject(principal, { name: params.project_name }, 'repository:list')
      const question = parseListQuestion(query, repositoryFields)
      const { items, total } = await repositories.listOf(project.id, question)
      return { status: 200, body: items.map(presentRepository), total }
    },
    getRepository: async ({ params }, call) => {
      const from = await enter(params, call, 'repository:read')
      return { status: 200, body: presentRepository(await repositories.get(addressOf(from))) }
    },
    updateRepository: async ({ params, body }, call) => {
      const from = await enter(params, call, 'repository:update')
      const cause = causeOf(call.principal, call.context)
      await repositories.describe(addressOf(from), body.description ?? '', cause)
      return { status: 200 }
    },
    deleteRepository: async ({ params }, call) => {
      const from = await enter(params, call, 'repository:delete')
      requireVisible(from)
      await manifests.deleteAll(from, causeOf(call.principal, call.context))
      return { status: 200 }
    },
  }
}

type Call = ApiCall<Principal>

function addressOf({ repositoryId, name, access }: Admitted): RepositoryAddress {
  return { id: repositoryId, path: name, projectId: access.project.id }
}
