// Repositories as people see them: listed, shown, described.
import type { Clock } from '../../platform/clock.ts'
import type { Database, Handle, Transaction } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import { type ListPage, type ListQuestion, takesLong } from '../../platform/listing.ts'
import type { Viewer } from './project-list-store.ts'
import {
  describeRepository,
  findRepository,
  listAllRepositories,
  listRepositoriesOf,
  type RepositoryView,
} from './repository-list-store.ts'

/** What a list is found by and sorted by along an index. */
const indexed = { exact: ['repository_id', 'name'], sorted: [] }

/** Letters of a description. */
const longestDescription = 10_000

export interface RepositoryAddress {
  /** Undefined when nothing was ever pushed to it. */
  readonly id: number | undefined
  readonly path: string
  readonly projectId: number
}

export interface RepositoriesParts {
  readonly db: Database
  readonly events: Events
  readonly clock: Clock
  readonly search: SearchListener
}

/** Told of repositories that are described anew, in the change's transaction. */
export interface SearchListener {
  changed(tx: Transaction, touched: { readonly repository: number }): Promise<void>
}

export class Repositories {
  constructor(private readonly parts: RepositoriesParts) {}

  listOf(project: number, question: ListQuestion): Promise<ListPage<RepositoryView>> {
    return listRepositoriesOf(this.readerFor(question), project, question)
  }

  listAll(viewer: Viewer, question: ListQuestion): Promise<ListPage<RepositoryView>> {
    return listAllRepositories(this.readerFor(question), viewer, question)
  }

  /** @throws Failure NOT_FOUND */
  async get({ id, path }: RepositoryAddress): Promise<RepositoryView> {
    const repository = id === undefined ? undefined : await findRepository(this.parts.db, id)
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
    const { db, events, clock, search } = this.parts
    await db.transaction(async (tx) => {
      if (!(await describeRepository(tx, id, description, clock()))) throw unknownRepository(path)
      const body = { repository: path }
      await search.changed(tx, { repository: id })
      await events.record(tx, cause, { kind: 'repository.updated', projectId, body })
    })
  }

  private readerFor(question: ListQuestion): Handle {
    const { db } = this.parts
    return takesLong(question, indexed) ? db.aside : db
  }
}

export function unknownRepository(path: string): Failure {
  return new Failure('NOT_FOUND', { message: `repository ${path} not found` })
}
