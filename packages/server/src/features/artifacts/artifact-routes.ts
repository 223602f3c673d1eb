// /projects/…/repositories/…/artifacts over HTTP.
import { type Digest, parseTagName } from '@entrepot/oci'
import { Failure } from '../../platform/errors.ts'
import type { ApiCall, ApiHandlers } from '../../platform/http/api.ts'
import { parseListQuestion } from '../../platform/listing.ts'
import type { Permits, ProjectPermission } from '../authorization/index.ts'
import type { Copies, Manifests } from '../distribution/index.ts'
import { causeOf, type Principal } from '../identity/index.ts'
import { tagFields } from './artifact-details-store.ts'
import {
  enterRepository,
  findIn,
  type RepositoryParams,
  referenceOf,
  requireRepositoryName,
} from './artifact-place.ts'
import { presentArtifact, presentTag } from './artifact-views.ts'
import type { Artifacts } from './artifacts.ts'
import { artifactFields } from './artifacts-store.ts'
import { parseCopySource } from './copy-source.ts'

export interface ArtifactRouteParts {
  readonly artifacts: Artifacts
  readonly manifests: Manifests
  readonly copies: Copies
  readonly permits: Permits
}

type ArtifactHandlers = ApiHandlers<
  Principal,
  'listArtifacts' | 'CopyArtifact' | 'getArtifact' | 'deleteArtifact' | 'listTags' | 'createTag' | 'deleteTag'
>

export function artifactHandlers({
  artifacts,
  manifests,
  copies,
  permits,
}: ArtifactRouteParts): ArtifactHandlers {
  const enter = ({ params }: Address, { principal }: Call, permission: ProjectPermission) =>
    enterRepository(permits, principal, params, permission)
  /** The artifact that the path names, where the caller has this permission. */
  const artifactOf = async (
    input: { params: RepositoryParams & { reference: string } },
    call: Call,
    permission: ProjectPermission,
  ) => {
    const from = await enter(input, call, permission)
    return { from, artifact: await findIn(artifacts, from, input.params.reference) }
  }
  return {
    listArtifacts: async (input, call) => {
      const from = await enter(input, call, 'artifact:list')
      const question = parseListQuestion(input.query, artifactFields)
      // As with Harbor, a repository that is not there has no artifacts, and that is no failure.
      if (from.repositoryId === undefined) return { status: 200, body: [], total: 0 }
      const { items, total } = await artifacts.list(from.repositoryId, question, input.query)
      return { status: 200, body: items.map((each) => presentArtifact(each, placeOf(from))), total }
    },
    CopyArtifact: async (input, call) => {
      const into = await enter(input, call, 'artifact:create')
      requireRepositoryName(into)
      const source = parseCopySource(input.query.from)
      if (!source) throw unknownSource(input.query.from)
      const from = await enterRepository(permits, call.principal, source, 'repository:pull')
      const reference = referenceOf(source.reference)
      const found =
        reference && from.repositoryId !== undefined
          ? await artifacts.find(from.repositoryId, reference)
          : undefined
      if (!found) throw unknownSource(input.query.from)
      const tag = reference && 'tag' in reference ? parseTagName(reference.tag) : undefined
      const copy = { repository: found.repositoryId, digest: found.digest as Digest, tag }
      await copies.copy(copy, into, cause(call))
      const { project_name, repository_name } = input.params
      const repository = encodeURIComponent(repository_name.replaceAll('/', '%2F'))
      return {
        status: 201,
        location: `/api/v2.0/projects/${project_name}/repositories/${repository}/artifacts/${source.reference}`,
      }
    },
    getArtifact: async (input, call) => {
      const { from, artifact } = await artifactOf(input, call, 'artifact:read')
      return {
        status: 200,
        body: presentArtifact(await artifacts.show(artifact, input.query), placeOf(from)),
      }
    },
    deleteArtifact: async (input, call) => {
      const { from, artifact } = await artifactOf(input, call, 'artifact:delete')
      await manifests.deleteManifest(from, artifact.digest as Digest, cause(call))
      return { status: 200 }
    },
    listTags: async (input, call) => {
      const { artifact } = await artifactOf(input, call, 'tag:list')
      const question = parseListQuestion(input.query, tagFields)
      const { items, total } = await artifacts.listTags(artifact, question)
      return { status: 200, body: items.map(presentTag), total }
    },
    createTag: async (input, call) => {
      const { from, artifact } = await artifactOf(input, call, 'tag:create')
      const tag = parseTagName(input.body.name)
      if (!tag) {
        throw new Failure('BAD_REQUEST', { message: `bad request: invalid tag name: ${input.body.name}` })
      }
      await manifests.addTag(from, artifact.digest as Digest, tag, cause(call))
      return { status: 201 }
    },
    deleteTag: async (input, call) => {
      const { from, artifact } = await artifactOf(input, call, 'tag:delete')
      const tag = parseTagName(input.params.tag_name)
      const named =
        tag && from.repositoryId !== undefined ? await artifacts.find(from.repositoryId, { tag }) : undefined
      if (!tag || named?.id !== artifact.id) throw unknownTag(from.name, input.params.tag_name)
      await manifests.deleteTag(from, tag, cause(call))
      return { status: 200 }
    },
  }
}

type Call = ApiCall<Principal>

interface Address {
  readonly params: RepositoryParams
}

function cause({ principal, context }: Call) {
  return causeOf(principal, context)
}

function placeOf(from: Awaited<ReturnType<typeof enterRepository>>) {
  return { projectId: from.access.project.id, path: from.name }
}

/** Harbor answers 400 where the source of a copy is missing: the address of the request itself is right. */
function unknownSource(from: string): Failure {
  return new Failure('BAD_REQUEST', { message: `artifact ${from} not found` })
}

function unknownTag(path: string, tag: string): Failure {
  return new Failure('NOT_FOUND', { message: `tag ${path}:${tag} not found` })
}
