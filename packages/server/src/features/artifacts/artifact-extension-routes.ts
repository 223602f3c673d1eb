// What is shown of one artifact beyond Harbor's contract, over HTTP: its manifest, its usage, the history of its tags.
import { type Digest, parseDigest, parseTagName, type TagName } from '@entrepot/oci'
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { ApiCall, ApiHandlers } from '../../platform/http/api.ts'
import { parseListQuestion } from '../../platform/listing.ts'
import type { Permits, ProjectPermission } from '../authorization/index.ts'
import type { Manifests } from '../distribution/index.ts'
import { causeOf, type Principal } from '../identity/index.ts'
import { enterRepository, findIn, type RepositoryParams } from './artifact-place.ts'
import type { Artifacts } from './artifacts.ts'
import { listTagMoves, type TagMoveRow, visibleAmong } from './tag-history-store.ts'
import type { Usages } from './usage.ts'
import { presentUsage } from './usage-views.ts'

export interface ArtifactExtensionParts {
  readonly db: Database
  readonly artifacts: Artifacts
  readonly manifests: Manifests
  readonly usages: Usages
  readonly permits: Permits
}

type ArtifactExtensionHandlers = ApiHandlers<
  Principal,
  'getArtifactManifest' | 'getArtifactUsage' | 'listTagHistory' | 'moveTag'
>

export function artifactExtensionHandlers(parts: ArtifactExtensionParts): ArtifactExtensionHandlers {
  const { db, artifacts, manifests, usages, permits } = parts
  const enter = (params: RepositoryParams, { principal }: Call, permission: ProjectPermission) =>
    enterRepository(permits, principal, params, permission)
  return {
    getArtifactManifest: async ({ params }, call) => {
      const from = await enter(params, call, 'repository:pull')
      const { digest } = await findIn(artifacts, from, params.reference)
      const { body } = await manifests.get(from, { digest: digest as Digest })
      const headers = { 'docker-content-digest': digest }
      return { status: 200, body: exactText(body), mediaType: 'application/json; charset=utf-8', headers }
    },
    getArtifactUsage: async ({ params }, call) => {
      const from = await enter(params, call, 'artifact:read')
      const artifact = await findIn(artifacts, from, params.reference)
      const usage = await usages.of(artifact, from.access.project.id)
      return { status: 200, body: presentUsage(artifact.digest, usage, isKnown(call)) }
    },
    listTagHistory: async ({ params, query }, call) => {
      const { repositoryId, name } = await enter(params, call, 'tag:list')
      const tag = parseTagName(params.tag_name)
      if (repositoryId === undefined || !tag) throw unknownTag(name, params.tag_name)
      const question = parseListQuestion(query, {})
      const { items, total } = await listTagMoves(db, { repository: repositoryId, name: tag }, question)
      if (total === 0) throw unknownTag(name, tag)
      const there = await visibleAmong(db, repositoryId, [...new Set(items.flatMap(digestOf))])
      return { status: 200, body: items.map((move) => presentMove(move, there, isKnown(call))), total }
    },
    moveTag: async ({ params, body }, call) => {
      const from = await enter(params, call, 'repository:push')
      const target = targetOf(params.tag_name, body.digest)
      // Named before it is moved, so that what is missing is told as everywhere in this API.
      await findIn(artifacts, from, target.digest)
      await manifests.moveTag(
        from,
        { ...target, expected: body.expected },
        causeOf(call.principal, call.context),
      )
      return { status: 200 }
    },
  }
}

type Call = ApiCall<Principal>

/** Names of people are told to people only. */
function isKnown({ principal }: Call): boolean {
  return principal.actor.type !== 'anonymous'
}

/** UTF-8 it is, as its push was refused otherwise; a mark at its beginning is part of it. */
function exactText(body: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(body)
}

/** @throws Failure BAD_REQUEST */
function targetOf(name: string, text: string): { tag: TagName; digest: Digest } {
  const tag = parseTagName(name)
  if (!tag) throw new Failure('BAD_REQUEST', { message: `bad request: invalid tag name: ${name}` })
  const digest = parseDigest(text)
  if (!digest) throw new Failure('BAD_REQUEST', { message: `bad request: invalid digest: ${text}` })
  return { tag, digest }
}

/** What the move put the tag on; of a removal, what it took it from. */
function digestOf(move: TagMoveRow): string[] {
  const digest = move.new ?? move.old
  return digest === null ? [] : [digest]
}

function presentMove(move: TagMoveRow, there: ReadonlySet<string>, known: boolean) {
  return {
    id: move.id,
    time: new Date(move.at).toISOString(),
    ...(known && { user: move.actor }),
    ...(move.old !== null && { old_digest: move.old }),
    ...(move.new !== null && { new_digest: move.new }),
    exists: digestOf(move).every((digest) => there.has(digest)),
  }
}

function unknownTag(path: string, tag: string): Failure {
  return new Failure('NOT_FOUND', { message: `tag ${path}:${tag} not found` })
}
