// /projects over HTTP.

import { Failure } from '../../platform/errors.ts'
import type { ApiCall, ApiHandlers } from '../../platform/http/api.ts'
import { type Filter, parseListQuestion, withFilter } from '../../platform/listing.ts'
import {
  type Permits,
  type ProjectAccess,
  type ProjectPermission,
  roleIds,
  sightOf,
} from '../authorization/index.ts'
import { causeOf, type Principal } from '../identity/index.ts'
import { type ProjectAddress, projectReference } from './project-address.ts'
import { type ProjectView, projectFields } from './project-list-store.ts'
import { metadataOf, present, refuseUnbuilt } from './project-views.ts'
import { deletionProblem, type Projects } from './projects.ts'

type ProjectHandlers = ApiHandlers<
  Principal,
  | 'listProjects'
  | 'headProject'
  | 'createProject'
  | 'getProject'
  | 'updateProject'
  | 'deleteProject'
  | 'getProjectDeletable'
  | 'getProjectSummary'
>

export function projectHandlers(projects: Projects, permits: Permits): ProjectHandlers {
  const enter = (address: ProjectAddress, { principal }: Call, permission: ProjectPermission) =>
    permits.inProject(principal, projectReference(address), permission)
  const view = (access: ProjectAccess): Promise<ProjectView> =>
    projects.get(sightOf(access, 'project:read'), access.project.id)
  return {
    listProjects: async ({ query }, { principal }) => {
      const access = await permits.everywhere(principal)
      const { name, owner, public: open } = query
      let question = parseListQuestion(query, projectFields)
      const filters: (Filter | undefined)[] = [
        name ? { field: 'name', match: { how: 'within', value: name } } : undefined,
        owner ? { field: 'owner_name', match: { how: 'equals', value: owner } } : undefined,
        open === undefined ? undefined : { field: 'public', match: { how: 'equals', value: Number(open) } },
      ]
      for (const filter of filters) question = withFilter(question, filter)
      const { items, total } = await projects.list(sightOf(access, 'project:read'), question)
      return { status: 200, body: items.map((each) => present(each, query.with_detail)), total }
    },
    // Who may create projects would learn what names are taken by trying; others learn of those that they may read.
    headProject: async ({ query }, { principal }) => {
      const access = await permits.everywhere(principal)
      const name = query.project_name
      const known = (await permits.mayInSystem(access, 'project:create'))
        ? await projects.exists(name)
        : await permits.mayRead(principal, { name })
      if (!known) throw new Failure('NOT_FOUND')
      return { status: 200 }
    },
    createProject: async ({ headers, body }, { principal, context }) => {
      const access = await permits.everywhere(principal)
      if (!(await permits.mayInSystem(access, 'project:create'))) {
        throw new Failure('FORBIDDEN', { message: 'Only system admin can create project' })
      }
      refuseUnbuilt(body)
      const name = body.project_name ?? ''
      const metadata = metadataOf(body)
      const project = { name, public: metadata.public === 'true', owner: principal.actor, metadata }
      const id = await projects.create(project, causeOf(principal, context))
      const last = headers['X-Resource-Name-In-Location'] ? name : id
      return { status: 201, location: `/api/v2.0/projects/${last}` }
    },
    getProject: async (input, call) => {
      return { status: 200, body: present(await view(await enter(input, call, 'project:read')), true) }
    },
    updateProject: async (input, call) => {
      const { project } = await enter(input, call, 'project:update')
      const { body } = input
      refuseUnbuilt(body)
      if (body.project_name && body.project_name !== project.name) {
        throw new Failure('BAD_REQUEST', { message: 'a project keeps its name' })
      }
      await projects.setMetadata(project.id, metadataOf(body), causeOf(call.principal, call.context))
      return { status: 200 }
    },
    deleteProject: async (input, call) => {
      const { project } = await enter(input, call, 'project:delete')
      await projects.delete(project.id, causeOf(call.principal, call.context))
      return { status: 200 }
    },
    getProjectDeletable: async (input, call) => {
      const message = deletionProblem(await view(await enter(input, call, 'project:delete')))
      return { status: 200, body: message ? { deletable: false, message } : { deletable: true } }
    },
    getProjectSummary: async (input, call) => {
      const access = await enter(input, call, 'project:read')
      const { repositoryCount } = await view(access)
      const counts = permits.alsoMay(access, 'member:list')
        ? roleCounts(await projects.countRoles(access.project.id))
        : {}
      return { status: 200, body: { repo_count: repositoryCount, ...counts } }
    },
  }
}

type Call = ApiCall<Principal>

function roleCounts(counts: ReadonlyMap<number, number>) {
  return {
    project_admin_count: counts.get(roleIds.projectAdmin) ?? 0,
    maintainer_count: counts.get(roleIds.maintainer) ?? 0,
    developer_count: counts.get(roleIds.developer) ?? 0,
    guest_count: counts.get(roleIds.guest) ?? 0,
    limited_guest_count: counts.get(roleIds.limitedGuest) ?? 0,
  }
}
