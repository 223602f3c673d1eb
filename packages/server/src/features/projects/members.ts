// Members of projects: who has which role.
import type { Clock } from '../../platform/clock.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import type { ListPage, ListQuestion } from '../../platform/listing.ts'
import { findUser, findUserByName } from '../identity/index.ts'
import { requireRole } from '../roles/index.ts'
import {
  deleteMember,
  findMember,
  insertMember,
  listMembers,
  type Member,
  updateMember,
} from './members-store.ts'
import { lockProject } from './projects-store.ts'

/** A user, by id or by name. */
export interface UserReference {
  readonly id?: number | undefined
  readonly name?: string | undefined
}

export class Members {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  list(project: number, namePart: string | undefined, question: ListQuestion): Promise<ListPage<Member>> {
    return listMembers(this.db, project, namePart, question)
  }

  /** @throws Failure NOT_FOUND */
  async get(project: number, id: number): Promise<Member> {
    const member = await findMember(this.db, project, id)
    if (!member) throw unknown(id)
    return member
  }

  /** @throws Failure NOT_FOUND for an unknown user, CONFLICT for a member, BAD_REQUEST for an unknown role */
  async add(project: number, user: UserReference, roleId: number, cause: Cause): Promise<number> {
    const found = user.id ? await findUser(this.db, user.id) : await findUserByName(this.db, user.name ?? '')
    if (!found) throw new Failure('NOT_FOUND', { message: `user ${user.name ?? user.id} is not found` })
    return this.db.transaction(async (tx) => {
      await requireProject(tx, project)
      const member = {
        projectId: project,
        kind: 'user' as const,
        subjectId: found.id,
        roleId,
        now: this.clock(),
      }
      const id = await insertMember(tx, member)
      if (id === undefined) {
        throw new Failure('CONFLICT', { message: 'The project member specified already exist' })
      }
      await requireRole(tx, roleId)
      const body = { id, user: found.username, role: roleId }
      await this.events.record(tx, cause, { kind: 'member.created', projectId: project, body })
      return id
    })
  }

  /** @throws Failure NOT_FOUND, BAD_REQUEST */
  async setRole(project: number, id: number, roleId: number, cause: Cause): Promise<void> {
    await this.db.transaction(async (tx) => {
      await requireRole(tx, roleId)
      const member = await findMember(tx, project, id)
      if (!member) throw unknown(id)
      await updateMember(tx, project, id, roleId, this.clock())
      const body = { id, user: member.username, role: roleId }
      await this.events.record(tx, cause, { kind: 'member.updated', projectId: project, body })
    })
  }

  /** Ending what is not there is no failure: clients repeat. */
  async remove(project: number, id: number, cause: Cause): Promise<void> {
    await this.db.transaction(async (tx) => {
      const member = await findMember(tx, project, id)
      if (!member) return
      await deleteMember(tx, project, id)
      const body = { id, user: member.username, role: member.roleId }
      await this.events.record(tx, cause, { kind: 'member.deleted', projectId: project, body })
    })
  }
}

/** The project may have been deleted since the caller was let in. */
async function requireProject(tx: Transaction, id: number): Promise<void> {
  if (!(await lockProject(tx, id))) throw new Failure('NOT_FOUND', { message: `project ${id} not found` })
}

function unknown(id: number): Failure {
  return new Failure('NOT_FOUND', { message: `project member ${id} not found` })
}
