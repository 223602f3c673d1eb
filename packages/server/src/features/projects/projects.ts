// Projects: the unit of ownership.
import type { Clock } from '../../platform/clock.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import { roleIds } from '../authorization/index.ts'
import { projectNameProblem } from './project-name.ts'
import { findProjectId, insertMember, insertProject } from './projects-store.ts'

export interface ProjectToCreate {
  readonly name: string
  readonly public: boolean
  readonly ownerId: number
}

export class Projects {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a project, its owner as its administrator.
   * @throws Failure BAD_REQUEST for a bad name, CONFLICT for a taken one
   */
  create(project: ProjectToCreate, cause: Cause): Promise<number> {
    const problem = projectNameProblem(project.name)
    if (problem) throw new Failure('BAD_REQUEST', { message: problem })
    return this.db.transaction(async (tx) => {
      const id = await this.insert(tx, project, cause)
      if (id === undefined) {
        throw new Failure('CONFLICT', { message: `The project named ${project.name} already exists` })
      }
      return id
    })
  }

  /** A push made it necessary: private, owned by who pushes. Two first pushes at once make one project. */
  async createByPush(name: string, ownerId: number, cause: Cause): Promise<void> {
    const problem = projectNameProblem(name)
    if (problem) throw new Failure('DENIED', { message: problem })
    await this.db.transaction((tx) => this.insert(tx, { name, public: false, ownerId }, cause))
  }

  /** The public project `library` of a first start. */
  async ensureLibrary(tx: Transaction, ownerId: number, cause: Cause): Promise<void> {
    if ((await findProjectId(tx, 'library')) === undefined) {
      await this.insert(tx, { name: 'library', public: true, ownerId }, cause)
    }
  }

  private async insert(tx: Transaction, project: ProjectToCreate, cause: Cause): Promise<number | undefined> {
    const now = this.clock()
    const id = await insertProject(tx, { ...project, now })
    if (id === undefined) return undefined
    const member = { projectId: id, kind: 'user' as const, subjectId: project.ownerId, now }
    await insertMember(tx, { ...member, roleId: roleIds.projectAdmin })
    const body = { name: project.name, public: project.public }
    await this.events.record(tx, cause, { kind: 'project.created', projectId: id, body })
    return id
  }
}
