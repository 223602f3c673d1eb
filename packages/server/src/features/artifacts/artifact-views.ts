// Artifacts, tags and repositories as the contract writes them.
import { presentLabel } from '../labels/index.ts'
import type { RepositoryView } from '../projects/index.ts'
import { additionsOf } from './addition-kinds.ts'
import type { AccessoryRow, TagRow } from './artifact-details-store.ts'
import type { ArtifactView } from './artifacts.ts'
import { accessoryIconOf, iconOf } from './icons.ts'
import type { Part } from './index-parts.ts'

/** How Harbor writes that something was never pulled. */
const never = '0001-01-01T00:00:00.000Z'

export interface Place {
  readonly projectId: number
  /** The repository's full path. */
  readonly path: string
}

export function presentRepository(repository: RepositoryView) {
  return {
    id: repository.id,
    project_id: repository.projectId,
    name: repository.path,
    ...(repository.description !== '' && { description: repository.description }),
    artifact_count: repository.artifactCount,
    pull_count: repository.pullCount,
    creation_time: timeOf(repository.createdAt),
    update_time: timeOf(repository.updatedAt),
  }
}

export function presentArtifact(artifact: ArtifactView, { projectId, path }: Place) {
  const { tags, labels, parts, accessories, inherited, attributes } = artifact
  const additions = additionsOf(artifact)
  const mediaType = artifact.configMediaType ?? artifact.mediaType
  return {
    id: artifact.id,
    type: artifact.type,
    media_type: mediaType,
    manifest_media_type: artifact.mediaType,
    artifact_type: artifact.artifactType ?? mediaType,
    project_id: projectId,
    repository_id: artifact.repositoryId,
    repository_name: path,
    digest: artifact.digest,
    size: artifact.size,
    icon: iconOf(artifact.type),
    push_time: timeOf(artifact.pushedAt),
    pull_time: timeOf(artifact.pulledAt),
    ...(attributes && { extra_attrs: { ...attributes } }),
    ...(artifact.annotations !== null && {
      annotations: JSON.parse(artifact.annotations) as Record<string, string>,
    }),
    references: parts?.length ? parts.map((part) => presentPart(part, artifact.id)) : null,
    tags: tags.length > 0 ? tags.map(presentTag) : null,
    labels: labels.length > 0 ? labels.map(presentLabel) : null,
    ...(additions.length > 0 && { addition_links: linksOf(additions, path, artifact.digest) }),
    // Never an empty list: clients tell "none" by null.
    accessories: accessories.length > 0 ? accessories.map((each) => presentAccessory(each, path)) : null,
    ...(inherited?.length && {
      inherited_accessories: inherited.map((each) => presentAccessory(each, path)),
    }),
  }
}

/** A slash in a repository's name is encoded twice, as clients send it back. */
function linksOf(additions: readonly string[], path: string, digest: string) {
  const slash = path.indexOf('/')
  const repository = encodeURIComponent(path.slice(slash + 1).replaceAll('/', '%2F'))
  const base = `/api/v2.0/projects/${path.slice(0, slash)}/repositories/${repository}/artifacts/${digest}/additions`
  return Object.fromEntries(additions.map((name) => [name, { absolute: false, href: `${base}/${name}` }]))
}

export function presentTag(tag: TagRow) {
  return {
    id: tag.id,
    repository_id: tag.repositoryId,
    artifact_id: tag.manifestId,
    name: tag.name,
    push_time: timeOf(tag.pushedAt),
    pull_time: timeOf(tag.pulledAt),
    immutable: false,
  }
}

function presentPart({ digest, id, platform, annotations, urls }: Part, parent: number) {
  return {
    parent_id: parent,
    child_id: id,
    child_digest: digest,
    ...(platform && { platform }),
    ...(annotations && { annotations }),
    urls,
  }
}

export function presentAccessory(accessory: AccessoryRow, path: string) {
  return {
    id: accessory.id,
    artifact_id: accessory.id,
    subject_artifact_id: accessory.subjectId,
    subject_artifact_digest: accessory.subject,
    subject_artifact_repo: path,
    size: accessory.size,
    digest: accessory.digest,
    type: accessory.type,
    icon: accessoryIconOf(accessory.type),
    creation_time: timeOf(accessory.pushedAt),
  }
}

function timeOf(at: number | null): string {
  return at === null ? never : new Date(at).toISOString()
}
