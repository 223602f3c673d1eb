// Repositories as people see them: listed, shown, described.
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import type { ListPage, ListQuestion } from '../../platform/listing.ts'
import type { Viewer } from './project-list-store.ts'
import {
  describeRepository,
  findRepository,
  listAllRepositories,
  listRepositoriesOf,
  type RepositoryView,
} from './repository-list-store.ts'

/** Letters of a description. */
const longestDescription = 10_000

export interface RepositoryAddress {
  /** Undefined when nothing was ever pushed to it. */
  readonly id: number | undefined
  readonly path: string
  readonly projectId: number
}

export class Repositories {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  listOf(project: number, question: ListQuestion): Promise<ListPage<RepositoryView>> {
    return listRepositoriesOf(this.db, project, question)
  }

  listAll(viewer: Viewer, question: ListQuestion): Promise<ListPage<RepositoryView>> {
    return listAllRepositories(this.db, viewer, question)
  }

  /** @throws Failure NOT_FOUND */
  async get({ id, path }: RepositoryAddress): Promise<RepositoryView> {
    const repository = id === undefined ? undefined : await findRepository(this.db, id)
    if (!repository) throw unknownRepository(path)
    return repository
  }

  /** @throws Failure NOT_FOUND, BAD_REQUEST when it is too long */
  async describe(
    { id, path, projectId }: RepositoryAddress,
    description: string,
    cause: Cause,
  ): Promise<void> {
    if (description.length > longestDescription) {
      throw new Failure('BAD_REQUEST', { message: `a description has at most ${longestDescription} letters` })
    }
    if (id === undefined) throw unknownRepository(path)
    await this.db.transaction(async (tx) => {
      if (!(await describeRepository(tx, id, description, this.clock()))) throw unknownRepository(path)
      const body = { repository: path }
      await this.events.record(tx, cause, { kind: 'repository.updated', projectId, body })
    })
  }
}

export function unknownRepository(path: string): Failure {
  return new Failure('NOT_FOUND', { message: `repository ${path} not found` })
}
