// /search and /statistics over HTTP.
import type { Database } from '../../platform/database/database.ts'
import type { ApiHandlers } from '../../platform/http/api.ts'
import { parseListQuestion } from '../../platform/listing.ts'
import { type Permits, sightOf } from '../authorization/index.ts'
import type { Principal } from '../identity/index.ts'
import { type Projects, presentProject } from '../projects/index.ts'
import type { FullTextSearch, Hit } from './full-text-search.ts'
import { type FoundRepository, findRepositories } from './names-store.ts'
import type { Statistics } from './statistics.ts'

export interface SearchRouteParts {
  readonly db: Database
  readonly projects: Projects
  readonly statistics: Statistics
  readonly fullText: FullTextSearch
  readonly permits: Permits
}

type SearchHandlers = ApiHandlers<Principal, 'search' | 'searchArtifacts' | 'getStatistic'>

/** Of projects and of repositories each; Harbor has no bound. */
const most = 100
/** There are no more than so many matches that are weighed. */
const deepest = 10_000

export function searchHandlers({
  db,
  projects,
  statistics,
  fullText,
  permits,
}: SearchRouteParts): SearchHandlers {
  return {
    search: async ({ query: { q } }, { principal }) => {
      const access = await permits.everywhere(principal)
      const [viewer, repositoryViewer] = [sightOf(access, 'project:read'), sightOf(access, 'repository:list')]
      const filters = q === '' ? [] : [{ field: 'name', match: { how: 'within' as const, value: q } }]
      const found = await projects.list(viewer, { filters, sort: [], limit: most, offset: 0 })
      const repositories = await findRepositories(db.aside, repositoryViewer, q, most)
      const project = found.items.map((each) => presentProject(each, true))
      return { status: 200, body: { project, repository: repositories.map(presentRepository) } }
    },
    searchArtifacts: async ({ query }, { principal }) => {
      const access = await permits.everywhere(principal)
      const viewers = {
        repository: sightOf(access, 'repository:list'),
        artifact: sightOf(access, 'artifact:list'),
      }
      const { q, kind, page, page_size } = query
      // Here `q` is words, not the filters of a list.
      const { limit, offset } = parseListQuestion({ page, page_size }, {})
      const question = { text: q, kind, limit, offset: Math.min(offset, deepest) }
      const { items, total } = await fullText.find(viewers, question)
      return { status: 200, body: items.map(presentHit), total }
    },
    getStatistic: async (_, { principal }) => {
      const viewer = sightOf(await permits.everywhere(principal), 'project:read')
      const { open, closed, stored } = await statistics.of(viewer)
      const all = stored !== undefined && {
        total_project_count: open.projects + closed.projects,
        total_repo_count: open.repositories + closed.repositories,
        total_storage_consumption: stored,
      }
      const body = {
        private_project_count: closed.projects,
        private_repo_count: closed.repositories,
        public_project_count: open.projects,
        public_repo_count: open.repositories,
        ...all,
      }
      return { status: 200, body }
    },
  }
}

function presentHit({ kind, projectId, repository, artifact, tags, score, matches }: Hit) {
  return {
    kind,
    project_id: projectId,
    repository_id: repository.id,
    repository_name: repository.path,
    ...(artifact && {
      digest: artifact.digest,
      type: artifact.type,
      tags: [...tags],
      push_time: new Date(artifact.pushedAt).toISOString(),
    }),
    score,
    matches: matches.map(({ field, text, marks }) => ({ field, text, marks: [...marks] })),
  }
}

function presentRepository(repository: FoundRepository) {
  return {
    project_id: repository.projectId,
    project_name: repository.projectName,
    project_public: repository.public === 1,
    repository_name: repository.path,
    pull_count: repository.pullCount,
    artifact_count: repository.artifactCount,
  }
}
