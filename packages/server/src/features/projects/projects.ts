// Projects: the unit of ownership.
import type { Clock } from '../../platform/clock.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { Failure, refuse } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import type { ListPage, ListQuestion } from '../../platform/listing.ts'
import { roleIds } from '../authorization/index.ts'
import { firstAdministrator } from '../identity/index.ts'
import { insertMember } from './members-store.ts'
import { metadataProblem } from './metadata-rules.ts'
import { countRoles, findProject, listProjects, type ProjectView, type Viewer } from './project-list-store.ts'
import { projectNameProblem } from './project-name.ts'
import {
  deleteMetadata,
  findProjectId,
  insertProject,
  type LockedProject,
  lockProject,
  readMetadata,
  touchProject,
  writeMetadata,
} from './projects-store.ts'

/** Who makes a project, and owns it if it is a user; else an administrator does. */
type Maker = { readonly type: 'user'; readonly id: number } | { readonly type: 'robot' | 'anonymous' }

export interface ProjectToCreate {
  readonly name: string
  readonly public: boolean
  readonly owner: Maker
  /** `public` among it is only judged: the field of that name decides. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** Why a project cannot be deleted; undefined when it can. */
export function deletionProblem(project: Pick<LockedProject, 'repositoryCount'>): string | undefined {
  return project.repositoryCount > 0 ? 'the project contains repositories, can not be deleted' : undefined
}

/** What others keep of a project, and how they forget it in the transaction of its deletion. */
export type ForgetProject = (
  tx: Transaction,
  project: { readonly id: number; readonly name: string },
  cause: Cause,
) => Promise<void>

export class Projects {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly clock: Clock,
    private readonly forget: ForgetProject = async () => {},
  ) {}

  /**
   * Makes a project, its owner as its administrator.
   * @throws Failure BAD_REQUEST for a bad name or bad metadata, CONFLICT for a taken name
   */
  async create(project: ProjectToCreate, cause: Cause): Promise<number> {
    refuse(projectNameProblem(project.name) ?? metadataProblem(project.metadata ?? {}))
    return this.db.transaction(async (tx) => {
      const id = await this.insert(tx, project, cause)
      if (id === undefined) {
        throw new Failure('CONFLICT', { message: `The project named ${project.name} already exists` })
      }
      const { public: _, ...metadata } = project.metadata ?? {}
      await writeMetadata(tx, id, metadata)
      return id
    })
  }

  /** A push made it necessary: private, owned by who pushes. Two first pushes at once make one project. */
  async createByPush(name: string, owner: Maker, cause: Cause): Promise<void> {
    const problem = projectNameProblem(name)
    if (problem) throw new Failure('DENIED', { message: problem })
    await this.db.transaction((tx) => this.insert(tx, { name, public: false, owner }, cause))
  }

  /** The public project `library` of a first start. */
  async ensureLibrary(tx: Transaction, ownerId: number, cause: Cause): Promise<void> {
    if ((await findProjectId(tx, 'library')) === undefined) {
      await this.insert(tx, { name: 'library', public: true, owner: { type: 'user', id: ownerId } }, cause)
    }
  }

  list(viewer: Viewer, question: ListQuestion): Promise<ListPage<ProjectView>> {
    return listProjects(this.db, viewer, question)
  }

  /** @throws Failure NOT_FOUND */
  async get(viewer: Viewer, id: number): Promise<ProjectView> {
    const project = await findProject(this.db, viewer, id)
    if (!project) throw unknown(id)
    return project
  }

  async exists(name: string): Promise<boolean> {
    return (await findProjectId(this.db, name)) !== undefined
  }

  /** How many members have each role. */
  countRoles(id: number): Promise<Map<number, number>> {
    return countRoles(this.db, id)
  }

  /**
   * Sets metadata; others stay as they are.
   * @param mayExist with false, a key that is set already is a CONFLICT
   * @throws Failure BAD_REQUEST for what is no key, or no value of it
   */
  async setMetadata(
    id: number,
    metadata: Readonly<Record<string, string>>,
    cause: Cause,
    mayExist = true,
  ): Promise<void> {
    refuse(metadataProblem(metadata))
    await this.change(id, cause, async (tx, { public: isPublic }) => {
      if (!mayExist) await refuseKnown(tx, id, metadata)
      const { public: wanted, ...others } = metadata
      await writeMetadata(tx, id, others)
      const open = wanted === undefined ? isPublic : wanted === 'true'
      await touchProject(tx, id, { public: Number(open) }, this.clock())
      return { metadata }
    })
  }

  /** A project without `public` is private. */
  async unsetMetadata(id: number, key: string, cause: Cause): Promise<void> {
    await this.change(id, cause, async (tx) => {
      if (key !== 'public') await deleteMetadata(tx, id, key)
      await touchProject(tx, id, key === 'public' ? { public: 0 } : {}, this.clock())
      return { unset: key }
    })
  }

  /** Its name is free again. @throws Failure PRECONDITION while it has repositories; NOT_FOUND */
  async delete(id: number, cause: Cause): Promise<void> {
    await this.db.transaction(async (tx) => {
      const project = await lockProject(tx, id)
      if (!project) throw unknown(id)
      const problem = deletionProblem(project)
      if (problem) throw new Failure('PRECONDITION', { message: problem })
      const now = this.clock()
      await touchProject(tx, id, { deleted_at: now }, now)
      await this.forget(tx, project, cause)
      const body = { name: project.name }
      await this.events.record(tx, cause, { kind: 'project.deleted', projectId: id, body })
    })
  }

  private async change(
    id: number,
    cause: Cause,
    work: (tx: Transaction, project: LockedProject) => Promise<Record<string, unknown>>,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      const project = await lockProject(tx, id)
      if (!project) throw unknown(id)
      const body = { name: project.name, ...(await work(tx, project)) }
      await this.events.record(tx, cause, { kind: 'project.updated', projectId: id, body })
    })
  }

  private async insert(tx: Transaction, project: ProjectToCreate, cause: Cause): Promise<number | undefined> {
    const now = this.clock()
    const { name, public: isPublic, owner } = project
    const ownerId = owner.type === 'user' ? owner.id : await firstAdministrator(tx)
    const id = await insertProject(tx, { name, public: isPublic, ownerId, now })
    if (id === undefined) return undefined
    const member = { projectId: id, kind: 'user' as const, subjectId: ownerId, now }
    await insertMember(tx, { ...member, roleId: roleIds.projectAdmin })
    const body = { name, public: isPublic }
    await this.events.record(tx, cause, { kind: 'project.created', projectId: id, body })
    return id
  }
}

async function refuseKnown(
  tx: Transaction,
  id: number,
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const known = { public: '', ...(await readMetadata(tx, [id])).get(id) }
  const taken = Object.keys(metadata).find((key) => Object.hasOwn(known, key))
  if (taken) throw new Failure('CONFLICT', { message: `metadata ${taken} already exists` })
}

function unknown(id: number): Failure {
  return new Failure('NOT_FOUND', { message: `project ${id} not found` })
}
