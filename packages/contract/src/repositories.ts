// Repositories.
import { z } from 'zod'
import { done, failures, id, listing, pageOf, projectNameParams, repositoryParams, time } from './common.ts'
import type { Route } from './route.ts'

const Repository = z
  .object({
    id: id.optional(),
    project_id: id.optional(),
    name: z.string().optional().meta({ description: 'With the project: `library/nginx`.' }),
    description: z.string().optional(),
    artifact_count: id.optional(),
    pull_count: id.optional(),
    creation_time: time.optional(),
    update_time: time.optional(),
  })
  .meta({ id: 'Repository', examples: [{ description: 'What it is for' }] })

const area = 'Repositories'
const fields =
  'Newest first. Filters and sorts by `name` (with the project), `repository_id`, `pull_count`, `creation_time`, ' +
  '`update_time`.'
const one = { area, auth: 'optional', params: repositoryParams } as const

export const repositoryRoutes = {
  listAllRepositories: {
    method: 'GET',
    path: '/repositories',
    area,
    summary: 'Lists the repositories of all projects that the caller may see',
    description: fields,
    auth: 'optional',
    query: z.object(listing),
    responses: { ...pageOf(Repository), ...failures(400, 401, 403, 422) },
  },
  listRepositories: {
    method: 'GET',
    path: '/projects/{project_name}/repositories',
    area,
    summary: 'Lists the repositories of a project',
    description: fields,
    auth: 'optional',
    params: projectNameParams,
    query: z.object(listing),
    responses: { ...pageOf(Repository), ...failures(400, 401, 403, 404, 422) },
  },
  getRepository: {
    ...one,
    method: 'GET',
    path: '/projects/{project_name}/repositories/{repository_name}',
    summary: 'Shows a repository',
    responses: { 200: { words: 'The repository.', body: Repository }, ...failures(400, 401, 403, 404, 422) },
  },
  updateRepository: {
    ...one,
    method: 'PUT',
    path: '/projects/{project_name}/repositories/{repository_name}',
    summary: 'Describes a repository',
    description: 'Only the description is taken.',
    body: Repository,
    responses: { ...done, ...failures(400, 401, 403, 404, 422) },
  },
  deleteRepository: {
    ...one,
    method: 'DELETE',
    path: '/projects/{project_name}/repositories/{repository_name}',
    summary: 'Deletes a repository with all its artifacts and tags',
    responses: { ...done, ...failures(400, 401, 403, 404, 412, 422) },
  },
} as const satisfies Record<string, Route>
