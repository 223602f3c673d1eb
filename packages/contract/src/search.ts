// Finding things, and how many there are.
import { z } from 'zod'
import { count, failures, id, pageOf, paging, time } from './common.ts'
import { Project } from './projects.ts'
import type { Route } from './route.ts'

const SearchRepository = z
  .object({
    project_id: count,
    project_name: z.string(),
    project_public: z.boolean(),
    repository_name: z.string().meta({ description: 'With the project.' }),
    pull_count: count,
    artifact_count: count,
  })
  .meta({ id: 'SearchRepository' })

const Search = z
  .object({ project: z.array(Project), repository: z.array(SearchRepository) })
  .meta({ id: 'Search' })

const Statistic = z
  .object({
    private_project_count: id,
    private_repo_count: id,
    public_project_count: id,
    public_repo_count: id,
    total_project_count: id.optional().meta({ description: 'For administrators.' }),
    total_repo_count: id.optional().meta({ description: 'For administrators.' }),
    total_storage_consumption: id.optional().meta({ description: 'Bytes; for administrators.' }),
  })
  .meta({ id: 'Statistic' })

const SearchMatch = z
  .object({
    field: z.enum(['name', 'tags', 'labels', 'description', 'annotations', 'image_labels', 'digest']),
    text: z.string().meta({ description: 'Around the first match.' }),
    marks: z
      .array(z.object({ start: count, length: count }))
      .meta({ description: 'Where in the text the matches lie, in UTF-16 units.' }),
  })
  .meta({ id: 'SearchMatch' })

const SearchHit = z
  .object({
    kind: z.enum(['repository', 'artifact']),
    project_id: id,
    repository_id: id,
    repository_name: z.string().meta({ description: 'With the project.' }),
    digest: z.string().optional().meta({ description: 'Of an artifact.' }),
    type: z.string().optional().meta({ description: 'Of an artifact: `IMAGE`, `CHART`, …' }),
    tags: z.array(z.string()).optional().meta({ description: 'Of an artifact, the newest.' }),
    push_time: time.optional().meta({ description: 'Of an artifact.' }),
    score: z.number().meta({ description: 'Higher fits better; only within one answer.' }),
    matches: z.array(SearchMatch),
  })
  .meta({ id: 'SearchHit' })

const area = 'Search'

export const searchRoutes = {
  search: {
    method: 'GET',
    path: '/search',
    area,
    summary: 'Finds projects and repositories by a part of their name',
    description: 'Among those that the caller may see; of each kind the first 100.',
    auth: 'optional',
    query: z.object({
      q: z
        .string()
        .max(256)
        .meta({ description: 'A part of the name.', examples: ['nginx'] }),
    }),
    responses: { 200: { words: 'What was found.', body: Search }, ...failures(401, 403, 422) },
  },
  getStatistic: {
    method: 'GET',
    path: '/statistics',
    area,
    summary: 'Counts projects and repositories',
    description: 'Public ones, and private ones that the caller is a member of; of all, to administrators.',
    auth: 'required',
    responses: { 200: { words: 'The counts.', body: Statistic }, ...failures(401, 403) },
  },
} as const satisfies Record<string, Route>

/** Beyond Harbor's API. */
export const wordSearchRoutes = {
  searchArtifacts: {
    method: 'GET',
    path: '/search/artifacts',
    area,
    summary: 'Finds repositories and artifacts by words',
    description:
      'In names, tags, labels, descriptions, annotations, `LABEL`s of images and digests of what the caller may see. ' +
      'Every word must be there, in any of them; the beginning of a word is enough, and words in quotes stand next ' +
      'to each other. What fits best comes first. Of very common words the newest matches are weighed.',
    auth: 'optional',
    query: z.object({
      q: z
        .string()
        .min(1)
        .max(256)
        .meta({ description: 'The words.', examples: ['nginx alpine'] }),
      kind: z.enum(['repository', 'artifact']).optional().meta({ description: 'Only such ones.' }),
      ...paging,
    }),
    responses: { ...pageOf(SearchHit), ...failures(400, 401, 403, 422) },
  },
} as const satisfies Record<string, Route>
