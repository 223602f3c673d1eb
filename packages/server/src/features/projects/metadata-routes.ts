// /projects/…/metadatas over HTTP.
import { Failure } from '../../platform/errors.ts'
import type { ApiCall, ApiHandlers } from '../../platform/http/api.ts'
import { type Permits, type ProjectPermission, sightOf } from '../authorization/index.ts'
import { causeOf, type Principal } from '../identity/index.ts'
import { isMetadataKey } from './metadata-rules.ts'
import { type ProjectAddress, projectReference } from './project-address.ts'
import type { Projects } from './projects.ts'

type MetadataHandlers = ApiHandlers<
  Principal,
  | 'listProjectMetadatas'
  | 'addProjectMetadatas'
  | 'getProjectMetadata'
  | 'updateProjectMetadata'
  | 'deleteProjectMetadata'
>

export function metadataHandlers(projects: Projects, permits: Permits): MetadataHandlers {
  const enter = (address: ProjectAddress, { principal }: Call, permission: ProjectPermission) =>
    permits.inProject(principal, projectReference(address), permission)
  const read = async (address: ProjectAddress, call: Call, permission: ProjectPermission) => {
    const access = await enter(address, call, permission)
    return (await projects.get(sightOf(access, 'project:read'), access.project.id)).metadata
  }
  return {
    listProjectMetadatas: async (input, call) => {
      return { status: 200, body: { ...(await read(input, call, 'metadata:list')) } }
    },
    addProjectMetadatas: async (input, call) => {
      const { project } = await enter(input, call, 'metadata:create')
      await projects.setMetadata(project.id, input.body, causeOf(call.principal, call.context), false)
      return { status: 200 }
    },
    getProjectMetadata: async (input, call) => {
      const key = input.params.meta_name
      const value = (await read(input, call, 'metadata:read'))[requireKey(key)]
      return { status: 200, body: value === undefined ? {} : { [key]: value } }
    },
    updateProjectMetadata: async (input, call) => {
      const { project } = await enter(input, call, 'metadata:update')
      const key = requireKey(input.params.meta_name)
      const value = input.body[key]
      if (value === undefined) {
        throw new Failure('BAD_REQUEST', { message: `the body must be {"${key}": "…"}` })
      }
      await projects.setMetadata(project.id, { [key]: value }, causeOf(call.principal, call.context))
      return { status: 200 }
    },
    deleteProjectMetadata: async (input, call) => {
      const { project } = await enter(input, call, 'metadata:delete')
      const key = requireKey(input.params.meta_name)
      await projects.unsetMetadata(project.id, key, causeOf(call.principal, call.context))
      return { status: 200 }
    },
  }
}

type Call = ApiCall<Principal>

function requireKey(key: string): string {
  if (!isMetadataKey(key)) throw new Failure('BAD_REQUEST', { message: `invalid key: ${key}` })
  return key
}
