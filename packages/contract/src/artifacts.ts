// Artifacts, which are the manifests of a repository, and their tags.
import { z } from 'zod'
import { Artifact, acceptHeaders, artifactFilters, details, NewTag, Tag } from './artifact-models.ts'
import {
  artifactParams,
  created,
  done,
  failures,
  listing,
  pageOf,
  paging,
  projectHeaders,
  projectParams,
  repositoryParams,
} from './common.ts'
import type { Route } from './route.ts'

const area = 'Artifacts'
const all = { area, auth: 'optional', params: repositoryParams } as const
const one = { area, auth: 'optional', params: artifactParams } as const
const artifacts = '/projects/{project_name}/repositories/{repository_name}/artifacts'

export const artifactRoutes = {
  listArtifacts: {
    ...all,
    method: 'GET',
    path: artifacts,
    summary: 'Lists the artifacts of a repository',
    description: `Newest first. Untagged parts of an index and accessories are shown with what they belong to. ${artifactFilters}`,
    query: z.object({ ...listing, ...details }),
    headers: acceptHeaders,
    responses: { ...pageOf(Artifact), ...failures(400, 401, 403, 404, 422) },
  },
  listArtifactsOfProject: {
    area,
    auth: 'optional',
    method: 'GET',
    path: '/projects/{project_name_or_id}/artifacts',
    params: projectParams,
    summary: 'Lists the artifacts of a project, of all its repositories',
    description: `Newest first, as in the lists of its repositories. ${artifactFilters}`,
    query: z.object({
      ...listing,
      ...details,
      latest_in_repository: z.boolean().default(false).meta({
        description:
          'Only the newest of each repository; `q` then says of which `media_type` or `artifact_type`, one of both.',
      }),
    }),
    headers: projectHeaders.extend(acceptHeaders.shape),
    responses: { ...pageOf(Artifact), ...failures(400, 401, 403, 404, 422) },
  },
  CopyArtifact: {
    ...all,
    method: 'POST',
    path: artifacts,
    summary: 'Copies an artifact into the repository, with all that it names',
    query: z.object({
      from: z.string().meta({
        description: '`project/repository:tag` or `project/repository@digest`.',
        examples: ['library/nginx:latest'],
      }),
    }),
    responses: { ...created, ...failures(400, 401, 403, 404, 422) },
  },
  getArtifact: {
    ...one,
    method: 'GET',
    path: `${artifacts}/{reference}`,
    summary: 'Shows an artifact',
    query: z.object({
      ...paging,
      ...details,
      with_signature: z
        .boolean()
        .default(false)
        .meta({ description: 'Signatures are accessories; ask for those.' }),
    }),
    headers: acceptHeaders,
    responses: { 200: { words: 'The artifact.', body: Artifact }, ...failures(400, 401, 403, 404, 422) },
  },
  deleteArtifact: {
    ...one,
    method: 'DELETE',
    path: `${artifacts}/{reference}`,
    summary: 'Deletes an artifact, and every tag on it',
    responses: { ...done, ...failures(401, 403, 404, 422) },
  },
  listTags: {
    ...one,
    method: 'GET',
    path: `${artifacts}/{reference}/tags`,
    summary: 'Lists the tags of an artifact',
    description: 'Newest first. Filters and sorts by `name`, `id`, `push_time`, `pull_time`.',
    query: z.object({ ...listing, with_immutable_status: details.with_immutable_status }),
    responses: { ...pageOf(Tag), ...failures(400, 401, 403, 404, 422) },
  },
  createTag: {
    ...one,
    method: 'POST',
    path: `${artifacts}/{reference}/tags`,
    summary: 'Gives an artifact one more tag',
    body: NewTag,
    responses: { 201: { words: 'Created.' }, ...failures(400, 401, 403, 404, 409, 422) },
  },
  deleteTag: {
    ...one,
    method: 'DELETE',
    path: `${artifacts}/{reference}/tags/{tag_name}`,
    params: artifactParams.extend({ tag_name: z.string().meta({ examples: ['v1'] }) }),
    summary: 'Takes a tag from an artifact',
    responses: { ...done, ...failures(401, 403, 404, 422) },
  },
} as const satisfies Record<string, Route>
