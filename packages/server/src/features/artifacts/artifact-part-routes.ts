// What belongs to artifacts, over HTTP: accessories, additions, labels, icons; and the artifacts of a whole project.
import { parseDigest } from '@entrepot/oci'
import { Failure } from '../../platform/errors.ts'
import type { ApiCall, ApiHandlers } from '../../platform/http/api.ts'
import { parseListQuestion } from '../../platform/listing.ts'
import type { Permits, ProjectPermission } from '../authorization/index.ts'
import { causeOf, type Principal } from '../identity/index.ts'
import type { ArtifactToLabel, Labels } from '../labels/index.ts'
import { projectReference } from '../projects/index.ts'
import type { Additions } from './additions.ts'
import { accessoryFields } from './artifact-details-store.ts'
import { enterRepository, findIn, type RepositoryParams } from './artifact-place.ts'
import { presentAccessory, presentArtifact } from './artifact-views.ts'
import type { Artifacts } from './artifacts.ts'
import { artifactFields } from './artifacts-store.ts'
import { findIcon } from './icons.ts'

export interface ArtifactPartRouteParts {
  readonly artifacts: Artifacts
  readonly additions: Additions
  readonly labels: Labels
  readonly permits: Permits
}

type ArtifactPartHandlers = ApiHandlers<
  Principal,
  'listArtifactsOfProject' | 'listAccessories' | 'getAddition' | 'addLabel' | 'removeLabel' | 'getIcon'
>

export function artifactPartHandlers({
  artifacts,
  additions,
  labels,
  permits,
}: ArtifactPartRouteParts): ArtifactPartHandlers {
  /** The artifact that the path names, where the caller has this permission. */
  const artifactOf = async ({ params }: Address, { principal }: Call, permission: ProjectPermission) => {
    const from = await enterRepository(permits, principal, params, permission)
    return { from, artifact: await findIn(artifacts, from, params.reference) }
  }
  const toLabel = async (input: Address, call: Call, permission: ProjectPermission) => {
    const { from, artifact } = await artifactOf(input, call, permission)
    const { id, repositoryId, digest } = artifact
    const place = { projectId: from.access.project.id, path: from.name }
    return { id, repositoryId, digest, ...place } satisfies ArtifactToLabel
  }
  return {
    listArtifactsOfProject: async (input, { principal }) => {
      const { project } = await permits.inProject(principal, projectReference(input), 'artifact:list')
      const question = parseListQuestion(input.query, artifactFields)
      const { items, total } = await artifacts.listOfProject(project.id, question, input.query)
      const body = items.map((each) => presentArtifact(each, { projectId: project.id, path: each.path }))
      return { status: 200, body, total }
    },
    listAccessories: async (input, call) => {
      const { from, artifact } = await artifactOf(input, call, 'accessory:list')
      const question = parseListQuestion(input.query, accessoryFields)
      const { items, total } = await artifacts.listAccessories(artifact, question)
      return { status: 200, body: items.map((each) => presentAccessory(each, from.name)), total }
    },
    getAddition: async (input, call) => {
      const { artifact } = await artifactOf(input, call, 'artifact-addition:read')
      const { text, mediaType } = await additions.read(artifact, input.params.addition)
      return { status: 200, body: text, mediaType }
    },
    addLabel: async (input, call) => {
      const artifact = await toLabel(input, call, 'artifact-label:create')
      const { id } = input.body
      if (!id) throw new Failure('BAD_REQUEST', { message: 'the label needs its id' })
      await labels.attach(artifact, id, cause(call))
      return { status: 200 }
    },
    removeLabel: async (input, call) => {
      const artifact = await toLabel(input, call, 'artifact-label:delete')
      await labels.detach(artifact, input.params.label_id, cause(call))
      return { status: 200 }
    },
    getIcon: async ({ params }) => {
      if (!parseDigest(params.digest)) throw new Failure('BAD_REQUEST', { message: 'invalid digest' })
      const icon = findIcon(params.digest)
      if (!icon) throw new Failure('NOT_FOUND', { message: `the icon ${params.digest} not found` })
      const content = icon.bytes.toString('base64')
      return { status: 200, body: { 'content-type': icon.mediaType, content } }
    },
  }
}

type Call = ApiCall<Principal>

interface Address {
  readonly params: RepositoryParams & { readonly reference: string }
}

function cause({ principal, context }: Call) {
  return causeOf(principal, context)
}
